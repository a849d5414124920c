package dev.hearth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.UpdateStatus;
import dev.hearth.store.AccountStore.StoredKey;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void keepsAFunctionAsItIs() {
        Function function = TestingFunctions.full(ACCOUNT, "hello");
        assertThat(store.functions().create(function)).isTrue();
        assertThat(store.functions().find(ACCOUNT, "hello")).contains(function);
        assertThat(store.functions().find(OTHER, "hello")).isEmpty();
        Function plain = TestingFunctions.plain(ACCOUNT, "plain", "r");
        assertThat(store.functions().create(plain)).isTrue();
        assertThat(store.functions().find(ACCOUNT, "plain")).contains(plain);
    }

    @Test
    void createsOnceOnly() {
        assertThat(store.functions().create(TestingFunctions.plain(ACCOUNT, "f", "1")))
                .isTrue();
        assertThat(store.functions().create(TestingFunctions.plain(ACCOUNT, "f", "2")))
                .isFalse();
        assertThat(store.functions().find(ACCOUNT, "f").orElseThrow().revisionId())
                .isEqualTo("1");
        assertThat(store.functions().create(TestingFunctions.plain(OTHER, "f", "3")))
                .isTrue();
    }

    @Test
    void replacesOnlyTheExpectedRevision() {
        store.functions().create(TestingFunctions.plain(ACCOUNT, "f", "1"));
        assertThat(store.functions().replace("0", TestingFunctions.plain(ACCOUNT, "f", "2")))
                .isFalse();
        assertThat(store.functions().replace("1", TestingFunctions.plain(ACCOUNT, "f", "2")))
                .isTrue();
        assertThat(store.functions().replace("1", TestingFunctions.plain(ACCOUNT, "f", "3")))
                .isFalse();
        assertThat(store.functions().replace("1", TestingFunctions.plain(ACCOUNT, "none", "3")))
                .isFalse();
        assertThat(store.functions().find(ACCOUNT, "f").orElseThrow().revisionId())
                .isEqualTo("2");
    }

    @Test
    void ofManyReplacementsOneWins() throws Exception {
        store.functions().create(TestingFunctions.plain(ACCOUNT, "f", "0"));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Function function = TestingFunctions.plain(ACCOUNT, "f", "new" + i);
                results.add(callers.submit(() -> store.functions().replace("0", function)));
            }
            int won = 0;
            for (Future<Boolean> result : results) {
                won += result.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void listsInOrderAndInPages() {
        for (String name : List.of("b", "a", "c", "B", "a-1")) {
            store.functions().create(TestingFunctions.plain(ACCOUNT, name, "1"));
        }
        store.functions().create(TestingFunctions.plain(OTHER, "z", "1"));
        assertThat(names(store.functions().list(ACCOUNT, "", 10))).containsExactly("B", "a", "a-1", "b", "c");
        assertThat(names(store.functions().list(ACCOUNT, "a", 2))).containsExactly("a-1", "b");
        assertThat(names(store.functions().list(ACCOUNT, "c", 2))).isEmpty();
    }

    @Test
    void deletesOnce() {
        store.functions().create(TestingFunctions.plain(ACCOUNT, "f", "1"));
        assertThat(store.functions().delete(OTHER, "f")).isFalse();
        assertThat(store.functions().delete(ACCOUNT, "f")).isTrue();
        assertThat(store.functions().delete(ACCOUNT, "f")).isFalse();
        assertThat(store.functions().find(ACCOUNT, "f")).isEmpty();
    }

    @Test
    void knowsWhatIsUnfinishedAndWhatIsUsed() {
        Function active = TestingFunctions.full(ACCOUNT, "active");
        Function pending = TestingFunctions.with(
                TestingFunctions.plain(ACCOUNT, "pending", "1"), FunctionState.PENDING, UpdateStatus.SUCCESSFUL);
        Function updating = TestingFunctions.with(
                TestingFunctions.plain(ACCOUNT, "updating", "1"), FunctionState.ACTIVE, UpdateStatus.IN_PROGRESS);
        List.of(active, pending, updating).forEach(store.functions()::create);
        assertThat(names(store.functions().unfinished())).containsExactlyInAnyOrder("pending", "updating");
        assertThat(store.functions().usedPackages())
                .containsExactlyInAnyOrder("new", "old", TestingFunctions.PLAIN_CODE);
        assertThat(store.functions().usage(ACCOUNT)).isEqualTo(new FunctionStore.Usage(3, 7 + 3 + 3));
        assertThat(store.functions().usage(OTHER)).isEqualTo(new FunctionStore.Usage(0, 0));
    }

    @Test
    void tellsOfChanges() {
        List<String> heard = new ArrayList<>();
        store.functions().onChange(function -> heard.add(function.name()));
        store.functions().create(TestingFunctions.plain(ACCOUNT, "f", "1"));
        store.functions().create(TestingFunctions.plain(ACCOUNT, "f", "1"));
        store.functions().replace("1", TestingFunctions.plain(ACCOUNT, "f", "2"));
        store.functions().replace("1", TestingFunctions.plain(ACCOUNT, "f", "3"));
        store.functions().delete(ACCOUNT, "f");
        store.functions().delete(ACCOUNT, "f");
        assertThat(heard).containsExactly("f", "f", "f");
    }

    @Test
    void keepsAccountsAndKeys() {
        AccountStore accounts = store.accounts();
        StoredKey key = new StoredKey("AKIA1", "secret", ACCOUNT);
        assertThatThrownBy(() -> accounts.createKey(key)).isInstanceOf(IllegalArgumentException.class);
        assertThat(accounts.createAccount(ACCOUNT)).isTrue();
        assertThat(accounts.createAccount(ACCOUNT)).isFalse();
        assertThat(accounts.findKey("AKIA1")).isEmpty();
        accounts.createKey(key);
        assertThatThrownBy(() -> accounts.createKey(new StoredKey("AKIA1", "other", ACCOUNT)))
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
    void makesASecretOnce() {
        assertThat(store.secret("a", () -> "first")).isEqualTo("first");
        assertThat(store.secret("a", () -> "second")).isEqualTo("first");
        assertThat(store.secret("b", () -> "third")).isEqualTo("third");
    }

    private static List<String> names(List<Function> functions) {
        return functions.stream().map(Function::arn).map(FunctionArn::name).toList();
    }
}
