package dev.hearth.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes that share a commit, when one of them, or the commit, fails as nothing should. */
final class CommitGroupTest {
    private static final long PATIENCE_SECONDS = 20;

    private final AtomicBoolean rollbackFails = new AtomicBoolean();
    private final Lane lane = new Lane("test-", List.of(connection()));
    private final CommitGroup group = new CommitGroup(lane);

    /** Its roll-back can fail as if there were no memory. */
    private Connection connection() {
        try {
            Connection real = DriverManager.getConnection("jdbc:sqlite::memory:");
            Sql.update(real, "CREATE TABLE written (name TEXT)");
            Sql.update(
                    real,
                    "CREATE TABLE change (sequence INTEGER PRIMARY KEY, kind TEXT, account TEXT, parent TEXT,"
                            + " name TEXT)");
            return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("rollback") && rollbackFails.getAndSet(false)) {
                            throw new OutOfMemoryError("for the roll-back");
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (java.lang.reflect.InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        lane.close();
    }

    private Boolean insert(String name) {
        return group.<Boolean>write(transaction -> {
                    insertNow(name);
                    return true;
                })
                .result();
    }

    /** Only the connection's own thread may. */
    private void insertNow(String name) {
        try {
            Sql.update(current(), "INSERT INTO written (name) VALUES (?)", name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private final List<Connection> used = new ArrayList<>();

    private Connection current() {
        return used.getFirst();
    }

    private List<String> written() {
        return lane.call(connection -> Sql.query(connection, row -> row.getString(1), "SELECT name FROM written"));
    }

    @Test
    void anErrorInOneTakesAllBackAndNobodyWaitsForEver() throws Exception {
        lane.call(used::add);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            Future<Boolean> holding = callers.submit(() -> lane.call(connection -> {
                begun.countDown();
                return await(goOn);
            }));
            await(begun);
            List<Future<Boolean>> together = new ArrayList<>();
            together.add(callers.submit(() -> insert("before")));
            together.add(callers.submit(() -> group.<Boolean>write(transaction -> {
                        insertNow("half");
                        throw new StackOverflowError("too deep");
                    })
                    .result()));
            together.add(callers.submit(() -> insert("behind")));
            dev.hearth.time.Eventually.holds(() -> lane.queued() == 3);
            goOn.countDown();
            assertThat(holding.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            for (Future<Boolean> one : together) {
                assertThatThrownBy(() -> one.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(StoreException.class)
                        .hasRootCauseInstanceOf(StackOverflowError.class);
            }
        }
        assertThat(written()).isEmpty();
        assertThat(insert("later")).isTrue();
        assertThat(written()).containsExactly("later");
    }

    @Test
    void whatCouldNotBeTakenBackIsTakenBackBeforeAnythingElse() {
        lane.call(used::add);
        rollbackFails.set(true);
        assertThatThrownBy(() -> group.write(transaction -> {
                    insertNow("half");
                    throw new OutOfMemoryError("for the write");
                }))
                .isInstanceOf(StoreException.class);
        assertThat(rollbackFails).as("the roll-back was tried").isFalse();
        assertThat(written()).isEmpty();
        assertThat(insert("later")).isTrue();
        assertThat(written()).containsExactly("later");
    }

    @Test
    void anErrorInATransactionCommitsNothing() {
        assertThatThrownBy(() -> lane.transaction(connection -> {
                    Sql.update(connection, "INSERT INTO written (name) VALUES ('half')");
                    throw new StackOverflowError("too deep");
                }))
                .isInstanceOf(StoreException.class);
        assertThat(written()).isEmpty();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
