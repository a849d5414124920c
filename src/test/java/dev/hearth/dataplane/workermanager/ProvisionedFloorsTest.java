package dev.hearth.dataplane.workermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.ProvisionedConcurrency;
import dev.hearth.model.PublishedVersion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is configured is asked of the worker manager, as it is last. */
@Timeout(20)
final class ProvisionedFloorsTest {
    private final Store real = SqliteStore.inMemory();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private volatile Runnable afterReading = () -> {};
    private final ProvisionedFloors floors = new ProvisionedFloors(
            fake(Store.class, (name, arguments) -> {}, real), fake(WorkerManager.class, this::ask, null));

    /** Something that does what another does, or nothing. */
    @SuppressWarnings("unchecked")
    private <T> T fake(Class<T> type, Heard heard, @org.jspecify.annotations.Nullable T behind) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            heard.call(method.getName(), arguments);
            if (behind == null) {
                return null;
            }
            try {
                return method.invoke(behind, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                if (method.getName().equals("read")) {
                    afterReading.run();
                }
            }
        });
    }

    /** Hears of a call. */
    private interface Heard {
        void call(String method, Object[] arguments);
    }

    private void ask(String method, Object[] arguments) {
        assertThat(method).isEqualTo("provision");
        asked.put(((FunctionVersion) arguments[0]).arn().toString(), (Integer) arguments[1]);
    }

    @AfterEach
    void close() {
        real.close();
    }

    private static FunctionArn version(String name) {
        return TestingFunctions.arn(name).qualified("1");
    }

    private void configure(String name, int executions) {
        Scope scope = Scope.function(version(name));
        real.write(transaction -> {
            transaction.put(
                    Kinds.VERSION,
                    scope,
                    Kinds.versionName(1),
                    new PublishedVersion(
                            version(name),
                            TestingFunctions.function(name, "r", 128).configuration(),
                            "",
                            "r",
                            FunctionState.ACTIVE,
                            Instant.EPOCH));
            transaction.put(
                    Kinds.PROVISIONED_CONCURRENCY,
                    scope,
                    "1",
                    new ProvisionedConcurrency(version(name), executions, Instant.EPOCH));
            return name;
        });
    }

    private void changed(String name) {
        floors.changed(new Store.Change(Kinds.PROVISIONED_CONCURRENCY.name(), Scope.function(version(name)), "1"));
    }

    @Test
    void whatIsTakenAwayIsAskedForNoMore() {
        configure("f", 3);
        changed("f");
        assertThat(asked).containsEntry(version("f").toString(), 3);
        real.write(transaction -> transaction.delete(Kinds.PROVISIONED_CONCURRENCY, Scope.function(version("f")), "1"));
        changed("f");
        assertThat(asked).containsEntry(version("f").toString(), 0);
    }

    @Test
    void aFunctionWhoseReadingTakesLongKeepsNoOtherWaiting() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        configure("slow", 1);
        configure("quick", 2);
        Thread slow = Thread.ofVirtual().unstarted(() -> changed("slow"));
        afterReading = () -> {
            if (Thread.currentThread() == slow) {
                reading.countDown();
                await(goOn);
            }
        };
        slow.start();
        reading.await();
        changed("quick");
        assertThat(asked).containsOnlyKeys(version("quick").toString());
        goOn.countDown();
        slow.join();
        assertThat(asked).containsEntry(version("slow").toString(), 1);
    }

    @Test
    void whatChangesWhileItIsReadIsReadAgain() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        configure("f", 1);
        Thread first = Thread.ofVirtual().unstarted(() -> changed("f"));
        afterReading = () -> {
            reading.countDown();
            await(goOn);
        };
        first.start();
        reading.await();
        configure("f", 5);
        changed("f"); // does not wait for the other
        goOn.countDown();
        first.join();
        assertThat(asked).containsEntry(version("f").toString(), 5);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
