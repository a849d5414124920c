package dev.hearth.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.store.CuttableNetwork.Fault;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.time.Eventually;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store while its PostgreSQL server, or the network to it, fails. */
final class PostgresFaultTest {
    private static final AccountId ACCOUNT = StoreContract.ACCOUNT;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private PostgresServer server;

    private String schema = "";

    @BeforeEach
    void startServer() {
        server = PostgresServer.shared();
        schema = server.freshSchema();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private Store open(String address) {
        Store store = PostgresServer.open(address);
        opened.add(store);
        return store;
    }

    private CuttableNetwork network() {
        CuttableNetwork network = CuttableNetwork.before(server.port());
        opened.addFirst(network);
        return network;
    }

    private static long increment(Store store) {
        return store.write(transaction -> {
            Function current =
                    transaction.find(Kinds.FUNCTION, Scope.of(ACCOUNT), "f").orElseThrow();
            Function next = current.withLastVersion(current.lastVersion() + 1);
            transaction.put(Kinds.FUNCTION, Scope.of(ACCOUNT), "f", next);
            return next.lastVersion();
        });
    }

    private static long version(Store store) {
        return StoreContract.find(store, "f").orElseThrow().lastVersion();
    }

    private static boolean takesWrites(Store store) {
        try {
            return store.write(transaction -> transaction
                    .find(Kinds.FUNCTION, Scope.of(ACCOUNT), "doubted")
                    .isPresent());
        } catch (ServiceException e) {
            assertThat(isUnavailable(e)).as("%s", e).isTrue();
            return false;
        }
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof ServiceException refused && refused.code() == ErrorCode.SERVICE_UNAVAILABLE;
    }

    /** What was acknowledged is there, whatever was killed; all else got its typed error; and all goes on by itself. */
    @Test
    void theServerIsKilledUnderLoadAndComesBack() throws Exception {
        List<Store> stores = List.of(open(server.address(schema)), open(server.address(schema)));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        stores.getLast().onChange(StoreContract.ALL, Store.ChangeListener.of(change -> heard.add(change.name()), () -> {
            throw new AssertionError("nothing was missed");
        }));
        StoreContract.put(stores.getFirst(), TestingFunctions.plain(ACCOUNT, "f", "0"));
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger answers = new AtomicInteger();
        AtomicInteger refusals = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Store store = stores.get(i % 2);
                writers.add(callers.submit(() -> {
                    while (!enough.get()) {
                        try {
                            acknowledged.add(increment(store));
                            answers.incrementAndGet();
                        } catch (RuntimeException e) {
                            assertThat(isUnavailable(e)).as("%s", e).isTrue();
                            refusals.incrementAndGet();
                        }
                    }
                }));
            }
            try {
                for (int life = 0; life < 2; life++) {
                    int before = answers.get();
                    Eventually.holds(() -> answers.get() > before + 20);
                    server.kill();
                    if (life == 1) {
                        int refused = refusals.get();
                        Eventually.holds(() -> refusals.get() > refused); // away for longer than callers wait
                    }
                    server.start();
                }
                int before = answers.get();
                Eventually.holds(() -> answers.get() > before + 20);
            } finally {
                enough.set(true);
            }
            for (Future<?> writer : writers) {
                writer.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(acknowledged).as("each number once").hasSize(answers.get());
        assertThat(version(stores.getFirst())).isGreaterThanOrEqualTo(acknowledged.size());
        assertThat(acknowledged).allMatch(number -> number <= version(stores.getLast()));
        heard.clear();
        StoreContract.put(stores.getFirst(), TestingFunctions.plain(ACCOUNT, "later", "0"));
        Eventually.holds(() -> heard.contains("later"));
    }

    @Test
    void aCommitWhoseAnswerIsLostIsKnownToBeDone() {
        CuttableNetwork network = network();
        Store store = open(PostgresServer.address(schema, network.port()));
        StoreContract.put(store, TestingFunctions.plain(ACCOUNT, "f", "0"));
        network.atNextCommit(Fault.ANSWER_LOST);
        assertThat(increment(store)).isEqualTo(1);
        assertThat(network.hadFault()).isTrue();
        assertThat(version(store)).isEqualTo(1);
    }

    @Test
    void aCommitThatIsLostItselfIsDoneAgain() {
        CuttableNetwork network = network();
        Store store = open(PostgresServer.address(schema, network.port()));
        StoreContract.put(store, TestingFunctions.plain(ACCOUNT, "f", "0"));
        network.atNextCommit(Fault.REQUEST_LOST);
        assertThat(increment(store)).isEqualTo(1);
        assertThat(network.hadFault()).isTrue();
        assertThat(version(store)).isEqualTo(1);
    }

    /** The claimer does not know what it has claimed: so that is free again, as soon as the database is back. */
    @Test
    void whatACommitInDoubtHasClaimedCanBeClaimedAgain() throws InterruptedException {
        CuttableNetwork network = network();
        Store store = open(PostgresServer.address(schema, network.port()));
        Store direct = open(server.address(schema));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        store.onChange(
                StoreContract.ALL,
                Store.ChangeListener.of(change -> heard.add(change.name()), () -> heard.add("missed")));
        Scope jobs = Scope.events(ACCOUNT, "jobs");
        direct.write(transaction -> {
            transaction.put(ClaimsTest.JOB, jobs, "job", NOW);
            return jobs;
        });
        Lease lease = new Lease("claimer", NOW.plusSeconds(60));
        network.atNextCommit(Fault.ANSWER_LOST_AND_CUT);
        assertThatThrownBy(() -> store.write(transaction -> {
                    transaction.put(
                            Kinds.FUNCTION, Scope.of(ACCOUNT), "doubted", TestingFunctions.plain(ACCOUNT, "f", "0"));
                    return transaction.claimDue(ClaimsTest.JOB, jobs, lease, NOW, 1);
                }))
                .matches(PostgresFaultTest::isUnavailable);
        assertThat(StoreContract.find(direct, "doubted")).as("it has committed").isPresent();
        network.mend();
        // the pool of connections tries again after 5 s at most, and a caller waits for 3 s
        Eventually.holds(() -> takesWrites(store));
        assertThat(store.<List<String>>write(transaction -> transaction.claimDue(ClaimsTest.JOB, jobs, lease, NOW, 1)))
                .containsExactly("job");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).as("nobody had told of it").isEqualTo("doubted");
    }

    @Test
    void theFeedGoesOnWhereItWasCut() throws InterruptedException {
        CuttableNetwork network = network();
        Store store = open(PostgresServer.address(schema, network.port()));
        Store direct = open(server.address(schema));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        store.onChange(
                StoreContract.ALL,
                Store.ChangeListener.of(change -> heard.add(change.name()), () -> heard.add("missed")));
        network.cut();
        StoreContract.put(direct, TestingFunctions.plain(ACCOUNT, "meanwhile", "0"));
        network.mend();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("meanwhile");
        assertThat(heard).isEmpty();
    }

    @Test
    void aStatementThatTakesTooLongIsATypedErrorAndKeysAreKnownMeanwhile() throws Exception {
        Store store = open(server.address(schema) + "&options=-c%20statement_timeout=200");
        AccountStore.StoredKey key = new AccountStore.StoredKey("AKIA1", "secret", ACCOUNT, Instant.EPOCH);
        store.accounts().createAccount(ACCOUNT);
        store.accounts().createKey(key);
        assertThat(store.accounts().findKey("AKIA1")).contains(key);
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            Sql.update(connection, "LOCK TABLE " + schema + ".document, " + schema + ".access_key");
            assertThatThrownBy(() -> StoreContract.find(store, "f")).matches(PostgresFaultTest::isUnavailable);
            assertThatThrownBy(() -> StoreContract.put(store, TestingFunctions.plain(ACCOUNT, "f", "0")))
                    .matches(PostgresFaultTest::isUnavailable);
            assertThat(store.accounts().findKey("AKIA1")).contains(key);
            connection.rollback();
        }
        StoreContract.put(store, TestingFunctions.plain(ACCOUNT, "f", "0"));
        assertThat(StoreContract.find(store, "f")).isPresent();
    }

    /** A process that stops in the middle of a transaction keeps nobody waiting for long. */
    @Test
    void aTransactionThatDoesNothingIsEndedByTheServer() throws Exception {
        Store store = open(server.address(schema));
        StoreContract.put(store, TestingFunctions.plain(ACCOUNT, "f", "0"));
        Store stopped = open(server.address(schema) + "&options=-c%20idle_in_transaction_session_timeout=300");
        BlockingQueue<String> stage = new LinkedBlockingQueue<>();
        BlockingQueue<String> goOn = new LinkedBlockingQueue<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> halted = callers.submit(() -> stopped.write(transaction -> {
                long count = transaction.count(Kinds.FUNCTION, Scope.of(ACCOUNT));
                stage.add("locked");
                if (goOn.isEmpty()) {
                    take(goOn);
                    goOn.add("again");
                }
                transaction.put(Kinds.FUNCTION, Scope.of(ACCOUNT), "g", TestingFunctions.plain(ACCOUNT, "g", "0"));
                return count;
            }));
            assertThat(stage.poll(10, TimeUnit.SECONDS)).isEqualTo("locked");
            assertThat(increment(store)).isEqualTo(1);
            goOn.add("now");
            assertThat(halted.get(20, TimeUnit.SECONDS)).as("it is run again").isEqualTo(1);
        }
        assertThat(StoreContract.find(store, "g")).isPresent();
    }

    private static void take(BlockingQueue<String> queue) {
        try {
            queue.poll(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoCanNotConnectAtTheStartSaysWhere() {
        CuttableNetwork network = network();
        network.cut();
        assertThatThrownBy(() -> PostgresServer.open("postgresql://ana:hidden@127.0.0.1:" + network.port() + "/here"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("postgresql://ana@127.0.0.1:" + network.port() + "/here")
                .hasMessageNotContaining("hidden");
    }
}
