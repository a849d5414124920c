package dev.hearth.base.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Alias;
import dev.hearth.model.Function;
import dev.hearth.time.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several processes over one PostgreSQL database: two stores know as little of each other as two processes do. */
final class SharedPostgresTest {
    private static final AccountId ACCOUNT = StoreContract.ACCOUNT;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final int WRITERS = 4;

    private final List<Store> opened = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private PostgresServer server;

    private String schema = "";

    @BeforeEach
    void startServer() {
        server = PostgresServer.shared();
        schema = server.freshSchema();
    }

    @AfterEach
    void close() {
        opened.forEach(Store::close);
    }

    private Store open() {
        Store store = PostgresServer.open(server.address(schema));
        opened.add(store);
        return store;
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : callers.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    void noVersionNumberIsGivenTwiceAndNoUpdateIsLost() throws Exception {
        List<Store> stores = List.of(open(), open());
        StoreContract.put(stores.getFirst(), TestingFunctions.plain(ACCOUNT, "f", "0"));
        List<Callable<Long>> publications = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Store store = stores.get(i % 2);
            publications.add(() -> store.write(transaction -> {
                Function current =
                        transaction.find(Kinds.FUNCTION, Scope.of(ACCOUNT), "f").orElseThrow();
                Function next = current.withLastVersion(current.lastVersion() + 1);
                transaction.put(Kinds.FUNCTION, Scope.of(ACCOUNT), "f", next);
                return next.lastVersion();
            }));
        }
        assertThat(new HashSet<>(atOnce(publications))).hasSize(100);
        assertThat(StoreContract.find(stores.getLast(), "f").orElseThrow().lastVersion())
                .isEqualTo(100);
    }

    /** None of the documents that a rule counts is one that the transactions write both. */
    @Test
    void aRuleOverSeveralDocumentsHolds() throws Exception {
        List<Store> stores = List.of(open(), open());
        Scope scope = Scope.function(ACCOUNT, "f");
        List<Callable<Boolean>> creations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Store store = stores.get(i % 2);
            String name = "a" + i;
            creations.add(() -> store.write(transaction -> {
                boolean allowed = transaction.list(Kinds.ALIAS, scope).size() < 10;
                if (allowed) {
                    transaction.put(Kinds.ALIAS, scope, name, alias());
                }
                return allowed;
            }));
        }
        assertThat(Collections.frequency(atOnce(creations), true)).isEqualTo(10);
        assertThat(stores.getFirst().<Long>read(view -> view.count(Kinds.ALIAS, scope)))
                .isEqualTo(10);
    }

    private static Alias alias() {
        return new Alias(
                TestingFunctions.plain(ACCOUNT, "f", "1").arn().qualified("a"), "$LATEST", Optional.empty(), "", "r");
    }

    /** They lock two accounts in opposite orders: the database ends one, and it is run again. */
    @Test
    void whoMeetsADeadlockIsRunAgain() throws Exception {
        List<Store> stores = List.of(open(), open());
        CountDownLatch both = new CountDownLatch(2);
        List<Callable<Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Store store = stores.get(i);
            List<AccountId> order =
                    i == 0 ? List.of(ACCOUNT, StoreContract.OTHER) : List.of(StoreContract.OTHER, ACCOUNT);
            writes.add(() -> store.write(transaction -> {
                for (AccountId account : order) {
                    long count = transaction.count(Kinds.ALIAS, Scope.function(account, "f"));
                    transaction.put(Kinds.ALIAS, Scope.function(account, "f"), "a" + count, alias());
                    both.countDown();
                    await(both);
                }
                return 1;
            }));
        }
        assertThat(atOnce(writes)).containsExactly(1, 1);
        for (AccountId account : List.of(ACCOUNT, StoreContract.OTHER)) {
            assertThat(stores.getFirst().<Long>read(view -> view.count(Kinds.ALIAS, Scope.function(account, "f"))))
                    .isEqualTo(2);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theFeedHasNoGapAndTheOrderOfTheCommits() throws Exception {
        Store listening = open();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        listening.onChange(
                StoreContract.ALL,
                Store.ChangeListener.of(change -> heard.add(change.name()), () -> heard.add("missed")));
        List<Store> stores = List.of(open(), open());
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 2 * WRITERS; i++) {
            Store store = stores.get(i % 2);
            int number = i;
            // accounts of their own: they do not wait for each other until they commit
            Scope scope = Scope.function(new AccountId("00000000000" + i), "f");
            writers.add(() -> {
                for (int n = 0; n < 25; n++) {
                    String name = "w" + number + "-" + n;
                    store.write(transaction -> {
                        transaction.put(Kinds.ALIAS, scope, name, alias());
                        return name;
                    });
                }
                return number;
            });
        }
        atOnce(writers);
        Eventually.holds(() -> heard.size() >= 50 * WRITERS);
        try (Connection connection = server.connect()) {
            assertThat(List.copyOf(heard))
                    .isEqualTo(Sql.query(
                            connection,
                            row -> row.getString(1),
                            "SELECT name FROM " + schema + ".change ORDER BY sequence"));
        }
    }

    /** A number is given to a change that commits next, not to one that may commit later. */
    @Test
    void aChangeGetsItsNumberWhenNoEarlierOneIsUncommitted() throws Exception {
        Store listening = open();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        listening.onChange(
                StoreContract.ALL,
                Store.ChangeListener.of(change -> heard.add(change.name()), () -> heard.add("missed")));
        Store writing = open();
        try (Connection slow = server.connect();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Sql.update(slow, "SET search_path TO " + schema);
            slow.setAutoCommit(false);
            Sql.update(
                    slow,
                    "INSERT INTO change (writer, kind, account, parent, name) VALUES ('x', 'alias', ?, '', 'first')",
                    ACCOUNT.value());
            Future<Integer> second = callers.submit(() -> {
                StoreContract.put(writing, TestingFunctions.plain(StoreContract.OTHER, "second", "1"));
                return 1;
            });
            Eventually.holds(this::somebodyWaits);
            assertThat(heard).isEmpty();
            slow.commit();
            assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
    }

    private boolean somebodyWaits() {
        try (Connection connection = server.connect()) {
            return Sql.query(
                            connection,
                            row -> row.getBoolean(1),
                            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
                    .getFirst();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hearsInLessThanASecondAndForgetsKeys() throws Exception {
        Store server1 = open();
        Store server2 = open();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        server1.onChange(
                StoreContract.ALL,
                Store.ChangeListener.of(change -> heard.add(change.name()), () -> heard.add("missed")));
        AccountStore.StoredKey key = new AccountStore.StoredKey("AKIA1", "secret", ACCOUNT, Instant.EPOCH);
        server2.accounts().createAccount(ACCOUNT);
        server2.accounts().createKey(key);
        assertThat(server1.accounts().findKey("AKIA1")).contains(key);
        server2.accounts().deleteKey("AKIA1");
        long begun = System.nanoTime();
        StoreContract.put(server2, TestingFunctions.plain(ACCOUNT, "f", "1"));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("f");
        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(1));
        assertThat(server1.accounts().findKey("AKIA1")).isEmpty();
    }

    /** Its notification is lost: the regular look finds it. */
    @Test
    void hearsOfAChangeWithoutItsNotification() throws Exception {
        Store listening = open();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        listening.onChange(
                StoreContract.ALL,
                Store.ChangeListener.of(change -> heard.add(change.name()), () -> heard.add("missed")));
        try (Connection connection = server.connect()) {
            Sql.update(connection, "SET search_path TO " + schema);
            Sql.update(connection, "ALTER TABLE change DISABLE TRIGGER change_ordered");
            Sql.update(
                    connection,
                    "INSERT INTO change (writer, kind, account, parent, name) VALUES ('x', 'alias', ?, '', 'quiet')",
                    ACCOUNT.value());
        }
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("quiet");
    }

    @Test
    void tellsWhoMissedChangesThatItDid() throws Exception {
        Store listening = open();
        Store writing = open();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        listening.onChange(
                StoreContract.ALL,
                Store.ChangeListener.of(change -> heard.add(change.name()), () -> heard.add("acts")));
        listening.onChangeForget(StoreContract.ALL, Store.ChangeListener.of(change -> {}, () -> heard.add("forgets")));
        try (Connection connection = server.connect()) {
            Sql.update(connection, "SET search_path TO " + schema);
            connection.setAutoCommit(false);
            Sql.update(
                    connection,
                    "INSERT INTO change (writer, kind, account, parent, name)"
                            + " SELECT 'x', 'alias', ?, '', 'n' || i FROM generate_series(1, 3) i",
                    ACCOUNT.value());
            Sql.update(connection, "DELETE FROM change WHERE name = 'n1'");
            Sql.update(connection, "UPDATE feed SET trimmed = (SELECT min(sequence) - 1 FROM change)");
            connection.commit();
        }
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("forgets");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("acts");
        StoreContract.put(writing, TestingFunctions.plain(ACCOUNT, "f", "1"));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("f");
    }

    @Test
    void pollersOfTwoProcessesNeverClaimTheSame() throws Exception {
        List<Store> stores = List.of(open(), open());
        Scope jobs = Scope.events(ACCOUNT, "jobs");
        stores.getFirst().write(transaction -> {
            for (int i = 0; i < 200; i++) {
                transaction.put(ClaimsTest.JOB, jobs, "job" + i, NOW);
            }
            return jobs;
        });
        List<Callable<List<String>>> pollers = new ArrayList<>();
        for (int i = 0; i < 2 * WRITERS; i++) {
            Store store = stores.get(i % 2);
            Lease lease = new Lease("poller " + i, NOW.plusSeconds(60));
            pollers.add(() -> {
                List<String> all = new ArrayList<>();
                List<String> got;
                do {
                    got = store.write(transaction -> transaction.claimDue(ClaimsTest.JOB, jobs, lease, NOW, 3));
                    all.addAll(got);
                    for (String name : got.subList(0, got.size() / 2)) {
                        store.write(transaction -> transaction.delete(ClaimsTest.JOB, jobs, name));
                    }
                } while (!got.isEmpty());
                return all;
            });
        }
        List<String> claimed = atOnce(pollers).stream().flatMap(List::stream).toList();
        // whoever gets nothing may have met rows that another one had locked: so one more asks
        List<String> rest = new ArrayList<>(claimed);
        Lease last = new Lease("last", NOW.plusSeconds(60));
        rest.addAll(stores.getFirst()
                .<List<String>>write(transaction -> transaction.claimDue(ClaimsTest.JOB, jobs, last, NOW, 200)));
        Set<String> different = new HashSet<>(rest);
        assertThat(rest).hasSameSizeAs(different).hasSize(200);
    }

    /** The rows of a queue's number are as many as connections wrote at once; they go when they are together zero. */
    @Test
    void numbersThatAreZeroAreSwept() throws Exception {
        Store store = open();
        Scope jobs = Scope.events(ACCOUNT, "jobs");
        for (Store one : List.of(store, open())) {
            one.write(transaction -> {
                transaction.put(ClaimsTest.JOB, jobs, "job" + one.hashCode(), NOW);
                return jobs;
            });
        }
        assertThat(store.<Long>read(view -> view.count(ClaimsTest.JOB, jobs))).isEqualTo(2);
        store.write(transaction -> transaction.deleteSome(ClaimsTest.JOB, jobs, 10));
        assertThat(store.<Long>read(view -> view.count(ClaimsTest.JOB, jobs))).isZero();
        assertThat(store.<List<Scope>>read(view -> view.scopes(ClaimsTest.JOB))).isEmpty();
        try (Connection connection = server.connect()) {
            Sql.update(connection, "SET search_path TO " + schema);
            PostgresCounts.sweep(connection);
            assertThat(Sql.query(connection, row -> row.getLong(1), "SELECT count(*) FROM document_count"))
                    .containsExactly(0L);
        }
    }
}
