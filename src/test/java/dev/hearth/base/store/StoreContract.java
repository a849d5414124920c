package dev.hearth.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.Store.ChangeListener;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Alias;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.UpdateStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class StoreContract {
    static final AccountId ACCOUNT = new AccountId("000000000000");
    static final AccountId OTHER = new AccountId("111111111111");

    /** The kinds that these tests write. */
    static final Set<Kind<?>> ALL = Set.of(Kinds.FUNCTION, Kinds.VERSION, Kinds.ALIAS, Kinds.FUNCTION_URL);

    @SuppressWarnings("NullAway.Init")
    private Store store;

    abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static void put(Store store, Function function) {
        store.write(transaction -> {
            transaction.put(
                    Kinds.FUNCTION,
                    Scope.of(function.arn().account()),
                    function.arn().name(),
                    function);
            return function;
        });
    }

    static ChangeListener hearing(List<Store.Change> heard) {
        return ChangeListener.of(heard::add, () -> {
            throw new AssertionError("nothing was missed");
        });
    }

    static Optional<Function> find(Store store, String name) {
        return store.read(view -> view.find(Kinds.FUNCTION, Scope.of(ACCOUNT), name));
    }

    @Test
    void keepsDocumentsAsTheyAre() {
        Function function = TestingFunctions.full(ACCOUNT, "hello");
        Function plain = TestingFunctions.plain(ACCOUNT, "plain", "r");
        put(store, function);
        put(store, plain);
        assertThat(find(store, "hello")).contains(function);
        assertThat(find(store, "plain")).contains(plain);
        assertThat(store.<Optional<Function>>read(view -> view.find(Kinds.FUNCTION, Scope.of(OTHER), "hello")))
                .isEmpty();
        PublishedVersion version = new PublishedVersion(
                function.arn().qualified("7"),
                function.configuration(),
                "before",
                "revision",
                FunctionState.PENDING,
                Instant.parse("2026-01-02T03:04:05.678Z"));
        Alias plainAlias = new Alias(function.arn().qualified("plain"), "$LATEST", Optional.empty(), "", "r1");
        Alias shifting =
                new Alias(function.arn().qualified("a"), "7", Optional.of(new Alias.Shifted("6", 0.125)), "why", "r2");
        Scope scope = Scope.function(function.arn());
        store.write(transaction -> {
            transaction.put(Kinds.VERSION, scope, Kinds.versionName(7), version);
            transaction.put(Kinds.ALIAS, scope, "plain", plainAlias);
            transaction.put(Kinds.ALIAS, scope, "a", shifting);
            return version;
        });
        assertThat(store.<List<PublishedVersion>>read(view -> view.list(Kinds.VERSION, scope)))
                .containsExactly(version);
        assertThat(store.<List<Alias>>read(view -> view.list(Kinds.ALIAS, scope)))
                .containsExactly(shifting, plainAlias);
        assertThat(store.<List<PublishedVersion>>read(view -> view.pending(Kinds.VERSION)))
                .containsExactly(version);
    }

    @Test
    void changesAllOrNothing() {
        put(store, TestingFunctions.plain(ACCOUNT, "f", "1"));
        List<Store.Change> heard = new ArrayList<>();
        store.onChange(ALL, hearing(heard));
        assertThatThrownBy(() -> store.write(transaction -> {
                    transaction.put(Kinds.FUNCTION, Scope.of(ACCOUNT), "g", TestingFunctions.plain(ACCOUNT, "g", "1"));
                    transaction.delete(Kinds.FUNCTION, Scope.of(ACCOUNT), "f");
                    throw new IllegalStateException("refused");
                }))
                .hasMessage("refused");
        assertThat(find(store, "f")).isPresent();
        assertThat(find(store, "g")).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void writesThatAreRefusedLeaveTheirNeighboursAlone() throws Exception {
        put(store, TestingFunctions.plain(ACCOUNT, "f", "0"));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String name = "g" + i;
                boolean refused = i % 3 == 0;
                results.add(callers.submit(() -> store.write(transaction -> {
                    transaction.put(
                            Kinds.FUNCTION, Scope.of(ACCOUNT), name, TestingFunctions.plain(ACCOUNT, name, "1"));
                    if (refused) {
                        throw new IllegalArgumentException(name);
                    }
                    return true;
                })));
            }
            for (int i = 0; i < results.size(); i++) {
                if (i % 3 == 0) {
                    assertThatThrownBy(results.get(i)::get).hasRootCauseMessage("g" + i);
                } else {
                    assertThat(results.get(i).get()).isTrue();
                }
                assertThat(find(store, "g" + i).isPresent()).isEqualTo(i % 3 != 0);
            }
        }
    }

    @Test
    void whatATransactionReadCantChangeBeforeItIsDone() throws Exception {
        put(store, TestingFunctions.plain(ACCOUNT, "f", "0"));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Function>> results = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                results.add(callers.submit(() -> store.write(transaction -> {
                    Function current = transaction
                            .find(Kinds.FUNCTION, Scope.of(ACCOUNT), "f")
                            .orElseThrow();
                    Function next = current.withLastVersion(current.lastVersion() + 1);
                    transaction.put(Kinds.FUNCTION, Scope.of(ACCOUNT), "f", next);
                    return next;
                })));
            }
            Set<Long> numbers = new HashSet<>();
            for (Future<Function> result : results) {
                numbers.add(result.get().lastVersion());
            }
            assertThat(numbers).hasSize(50);
            assertThat(find(store, "f").orElseThrow().lastVersion()).isEqualTo(50);
        }
    }

    @Test
    void listsInOrderAndInPages() {
        for (String name : List.of("b", "a", "c", "B", "a-1")) {
            put(store, TestingFunctions.plain(ACCOUNT, name, "1"));
        }
        put(store, TestingFunctions.plain(OTHER, "z", "1"));
        assertThat(names("", 10)).containsExactly("B", "a", "a-1", "b", "c");
        assertThat(names("a", 2)).containsExactly("a-1", "b");
        assertThat(names("c", 2)).isEmpty();
        assertThat(store.<Long>read(view -> view.count(Kinds.FUNCTION, Scope.of(ACCOUNT))))
                .isEqualTo(5);
        assertThat(Kinds.versionName(10)).isGreaterThan(Kinds.versionName(9));
        assertThat(Kinds.versionName("12")).contains(Kinds.versionName(12));
        assertThat(Kinds.versionName("live")).isEmpty();
    }

    @Test
    void deletesOne() {
        put(store, TestingFunctions.plain(ACCOUNT, "f", "1"));
        assertThat(delete(Scope.of(OTHER), "f")).isFalse();
        assertThat(delete(Scope.of(ACCOUNT), "f")).isTrue();
        assertThat(delete(Scope.of(ACCOUNT), "f")).isFalse();
        assertThat(find(store, "f")).isEmpty();
    }

    @Test
    void deletesAllOfAScopeOrAName() {
        Function function = TestingFunctions.plain(ACCOUNT, "f", "1");
        Scope scope = Scope.function(function.arn());
        Alias alias = new Alias(function.arn().qualified("7"), "$LATEST", Optional.empty(), "", "r");
        PublishedVersion version = new PublishedVersion(
                function.arn().qualified("7"),
                TestingFunctions.full(ACCOUNT, "f").configuration(),
                "",
                "r",
                FunctionState.ACTIVE,
                Instant.EPOCH);
        put(store, function);
        store.write(transaction -> {
            transaction.put(Kinds.ALIAS, scope, "7", alias);
            transaction.put(Kinds.ALIAS, scope, "8", alias);
            transaction.put(Kinds.VERSION, scope, "7", version);
            return alias;
        });
        List<Store.Change> heard = new ArrayList<>();
        store.onChange(ALL, hearing(heard));
        store.write(transaction -> {
            transaction.deleteAll(scope, "7");
            return scope;
        });
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        new Store.Change("alias", scope, "7"), new Store.Change("version", scope, "7"));
        assertThat(store.<List<String>>read(View::usedPackages)).containsExactly(TestingFunctions.PLAIN_CODE);
        store.write(transaction -> {
            transaction.deleteAll(scope);
            return scope;
        });
        assertThat(store.<Long>read(view -> view.count(Kinds.ALIAS, scope))).isZero();
        assertThat(find(store, "f")).isPresent();
    }

    @Test
    void findsByAKeyWhereverItIs() {
        FunctionUrl url = new FunctionUrl(
                "id",
                TestingFunctions.plain(OTHER, "f", "1").arn(),
                FunctionUrl.Authentication.AWS_IAM,
                Optional.of(new FunctionUrl.Cors(
                        Optional.of(false), List.of("h"), List.of("GET"), List.of("*"), List.of("e"), Optional.of(7))),
                FunctionUrl.InvokeMode.RESPONSE_STREAM,
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                Instant.parse("2026-01-02T03:04:06Z"));
        Scope scope = Scope.function(url.arn());
        putUrl(scope, "old", url);
        assertThat(findUrl("id")).contains(url);
        assertThat(findUrl("none")).isEmpty();
        assertThat(store.<Optional<FunctionUrl>>read(view -> view.find(Kinds.FUNCTION_URL, scope, "old")))
                .contains(url);
        assertThatThrownBy(() -> putUrl(scope, "other", url)).isInstanceOf(StoreException.class);
        FunctionUrl moved = new FunctionUrl(
                "new",
                url.arn(),
                url.authentication(),
                Optional.empty(),
                url.invokeMode(),
                url.created(),
                url.created());
        putUrl(scope, "old", moved);
        assertThat(findUrl("id")).isEmpty();
        assertThat(findUrl("new")).contains(moved);
        putUrl(scope, "other", url);
        store.write(transaction -> {
            transaction.deleteAll(scope);
            return scope;
        });
        assertThat(findUrl("id")).isEmpty();
    }

    private void putUrl(Scope scope, String name, FunctionUrl url) {
        store.write(transaction -> {
            transaction.put(Kinds.FUNCTION_URL, scope, name, url);
            return url;
        });
    }

    private Optional<FunctionUrl> findUrl(String id) {
        return store.read(view -> view.findByKey(Kinds.FUNCTION_URL, id));
    }

    @Test
    void knowsWhatIsPendingAndWhatIsUsed() {
        Function active = TestingFunctions.full(ACCOUNT, "active");
        Function pending = TestingFunctions.with(
                TestingFunctions.plain(ACCOUNT, "pending", "1"), FunctionState.PENDING, UpdateStatus.SUCCESSFUL);
        Function updating = TestingFunctions.with(
                TestingFunctions.plain(ACCOUNT, "updating", "1"),
                FunctionState.ACTIVE,
                UpdateStatus.inProgress(Instant.EPOCH));
        List.of(active, pending, updating).forEach(function -> put(store, function));
        assertThat(store.<List<Function>>read(view -> view.pending(Kinds.FUNCTION)))
                .containsExactlyInAnyOrder(pending, updating);
        assertThat(store.<List<String>>read(View::usedPackages))
                .containsExactlyInAnyOrder("new", "old", "layer", TestingFunctions.PLAIN_CODE);
        assertThat(store.<Long>read(view -> view.packageBytes(ACCOUNT))).isEqualTo(7 + 3 + 3);
        assertThat(store.<Long>read(view -> view.packageBytes(OTHER))).isZero();
    }

    @Test
    void tellsOfChanges() {
        List<Store.Change> heard = new ArrayList<>();
        store.onChange(ALL, hearing(heard));
        put(store, TestingFunctions.plain(ACCOUNT, "f", "1"));
        put(store, TestingFunctions.plain(ACCOUNT, "f", "2"));
        delete(Scope.of(ACCOUNT), "f");
        delete(Scope.of(ACCOUNT), "f");
        Store.Change change = new Store.Change("function", Scope.of(ACCOUNT), "f");
        assertThat(heard).containsExactly(change, change, change);
        assertThat(change.isOf(Kinds.FUNCTION)).isTrue();
        assertThat(change.isOf(Kinds.ALIAS)).isFalse();
    }

    @Test
    void whoFailsToHearOfAChangeKeepsNobodyFromHearing() {
        List<String> heard = new ArrayList<>();
        store.onChange(ALL, ChangeListener.whatever(() -> {
            heard.add("failing");
            throw new IllegalStateException("a bug");
        }));
        store.onChange(ALL, ChangeListener.whatever(() -> {
            heard.add("erring");
            throw new StackOverflowError("a deep bug");
        }));
        store.onChange(ALL, ChangeListener.whatever(() -> heard.add("acting")));
        store.onChangeForget(ALL, ChangeListener.whatever(() -> heard.add("forgetting")));
        put(store, TestingFunctions.plain(ACCOUNT, "f", "1"));
        assertThat(find(store, "f")).isPresent();
        assertThat(heard).containsExactly("forgetting", "failing", "erring", "acting");
    }

    /** Whoever hears of what it has no use for does work for each: so each says what it has use for. */
    @Test
    void tellsOnlyOfTheKindsThatAListenerNamed() {
        List<Store.Change> heard = new ArrayList<>();
        List<Store.Change> forgot = new ArrayList<>();
        store.onChange(Set.of(Kinds.ALIAS), hearing(heard));
        store.onChangeForget(Set.of(Kinds.VERSION), hearing(forgot));
        Function function = TestingFunctions.plain(ACCOUNT, "f", "1");
        Scope scope = Scope.function(function.arn());
        put(store, function);
        store.write(transaction -> {
            transaction.put(Kinds.ALIAS, scope, "a", new Alias(function.arn(), "$LATEST", Optional.empty(), "", "r"));
            return scope;
        });
        assertThat(heard).containsExactly(new Store.Change("alias", scope, "a"));
        assertThat(forgot).isEmpty();
        assertThatThrownBy(() -> store.onChange(Set.of(Kinds.ALIAS.withoutListeners()), hearing(heard)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Counts are kept, not made: they must be right whatever was written, refused or taken away. */
    @Test
    void countsWhatAScopeHas() {
        Scope scope = Scope.function(TestingFunctions.plain(ACCOUNT, "f", "1").arn());
        Scope other = Scope.function(TestingFunctions.plain(ACCOUNT, "g", "1").arn());
        Alias alias = new Alias(
                TestingFunctions.plain(ACCOUNT, "f", "1").arn().qualified("a"), "$LATEST", Optional.empty(), "", "r");
        for (String name : List.of("a", "b", "c", "a")) {
            store.write(transaction -> {
                transaction.put(Kinds.ALIAS, scope, name, alias);
                transaction.put(Kinds.ALIAS, other, name, alias);
                return name;
            });
        }
        assertThat(aliases(scope)).isEqualTo(3);
        assertThatThrownBy(() -> store.write(transaction -> {
                    transaction.put(Kinds.ALIAS, scope, "d", alias);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(aliases(scope)).isEqualTo(3);
        assertThat(store.<Boolean>write(transaction -> transaction.delete(Kinds.ALIAS, scope, "a")))
                .isTrue();
        assertThat(store.<Boolean>write(transaction -> transaction.delete(Kinds.ALIAS, scope, "a")))
                .isFalse();
        assertThat(aliases(scope)).isEqualTo(2);
        assertThat(aliases(other)).isEqualTo(3);
        store.write(transaction -> {
            transaction.deleteAll(scope);
            transaction.deleteAll(other, "b");
            return scope;
        });
        assertThat(aliases(scope)).isZero();
        assertThat(aliases(other)).isEqualTo(2);
    }

    private long aliases(Scope scope) {
        return store.read(view -> view.count(Kinds.ALIAS, scope));
    }

    @Test
    void keepsAccountsAndKeys() {
        AccountStore accounts = store.accounts();
        StoredKey key = new StoredKey("AKIA1", "secret", ACCOUNT, Instant.EPOCH);
        assertThatThrownBy(() -> accounts.createKey(key)).isInstanceOf(IllegalArgumentException.class);
        assertThat(accounts.createAccount(ACCOUNT)).isTrue();
        assertThat(accounts.createAccount(ACCOUNT)).isFalse();
        assertThat(accounts.findKey("AKIA1")).isEmpty();
        accounts.createKey(key);
        assertThatThrownBy(() -> accounts.createKey(new StoredKey("AKIA1", "other", ACCOUNT, Instant.EPOCH)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(accounts.findKey("AKIA1")).contains(key);
        assertThat(accounts.findKey("AKIA1")).contains(key);
        assertThat(accounts.keys(ACCOUNT)).containsExactly(key);
        assertThat(accounts.accounts()).containsExactly(ACCOUNT);
        assertThat(key.toString()).doesNotContain("secret");
        assertThat(accounts.deleteKey("AKIA1")).isTrue();
        assertThat(accounts.deleteKey("AKIA1")).isFalse();
        assertThat(accounts.findKey("AKIA1")).isEmpty();
    }

    @Test
    void keepsTheKeysOfUsersWithWhatElseATransactionWrites() {
        store.accounts().createAccount(ACCOUNT);
        StoredKey own = new StoredKey("AKIA0", "secret", ACCOUNT, Instant.EPOCH);
        StoredKey user = new StoredKey("AKIA1", "s", ACCOUNT, Optional.of("ana"), true, Instant.EPOCH.plusSeconds(7));
        StoredKey stopped = new StoredKey("AKIA1", "s", ACCOUNT, Optional.of("ana"), false, user.created());
        store.accounts().createKey(own);
        write(user);
        assertThat(store.accounts().findKey("AKIA1")).contains(user);
        write(stopped);
        assertThat(store.accounts().findKey("AKIA1")).contains(stopped);
        assertThat(store.<List<StoredKey>>read(view -> view.keys(ACCOUNT))).containsExactly(own, stopped);
        assertThatThrownBy(() -> store.write(transaction -> {
                    transaction.putKey(user);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(store.accounts().findKey("AKIA1")).contains(stopped);
        assertThat(store.<Boolean>write(transaction -> transaction.deleteKey(stopped)))
                .isTrue();
        assertThat(store.<Boolean>write(transaction -> transaction.deleteKey(stopped)))
                .isFalse();
        assertThat(store.accounts().findKey("AKIA1")).isEmpty();
    }

    private void write(StoredKey key) {
        store.write(transaction -> {
            transaction.putKey(key);
            return key;
        });
    }

    @Test
    void makesASecretOnce() {
        assertThat(store.secret("a", () -> "first")).isEqualTo("first");
        assertThat(store.secret("a", () -> "second")).isEqualTo("first");
        assertThat(store.secret("b", () -> "third")).isEqualTo("third");
    }

    /** It would wait for itself, or not see what the transaction has written. */
    @Test
    void isNotUsedBesideATransactionWithinIt() {
        assertThatThrownBy(() -> store.write(transaction -> find(store, "hello")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.read(view -> delete(Scope.of(ACCOUNT), "hello")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(find(store, "hello")).isEmpty();
    }

    private boolean delete(Scope scope, String name) {
        return store.write(transaction -> transaction.delete(Kinds.FUNCTION, scope, name));
    }

    private List<String> names(String after, int limit) {
        return store.read(view -> view.list(Kinds.FUNCTION, Scope.of(ACCOUNT), after, limit).stream()
                .map(function -> function.arn().name())
                .toList());
    }
}
