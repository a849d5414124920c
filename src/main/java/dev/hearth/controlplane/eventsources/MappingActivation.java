package dev.hearth.controlplane.eventsources;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.model.QueueMapping;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transitions of event source mappings (creating, enabling, updating, deleting) in the background. A mapping
 * becomes enabled when its queue is polled, and disabled or gone when its last batch has ended.
 */
final class MappingActivation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MappingActivation.class);

    private final Store store;
    private final SourcePolling polling;
    private final Lock lock = new ReentrantLock();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    MappingActivation(Store store, SourcePolling polling) {
        this.store = store;
        this.polling = polling;
    }

    void submit(Mapping mapping) {
        execute(mapping.id(), () -> settle(mapping));
    }

    private void execute(String id, Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("event source mapping {} is seen to at the next start", id);
        }
    }

    /** Has enabled mappings polled, and resumes transitions that an earlier process did not finish. */
    void resume() {
        store.onChange(
                Set.of(Mapping.KIND),
                Store.ChangeListener.of(
                        change -> execute(change.name(), () -> follow(change.scope(), change.name())),
                        () -> all().forEach(mapping ->
                                execute(mapping.id(), () -> follow(Scope.of(mapping.account()), mapping.id())))));
        for (Mapping mapping : all()) {
            if (mapping.isSettled()) {
                follow(Scope.of(mapping.account()), mapping.id());
            } else {
                submit(mapping);
            }
        }
    }

    private List<Mapping> all() {
        return store.read(view -> view.scopes(Mapping.KIND).stream()
                .flatMap(scope -> view.list(Mapping.KIND, scope).stream())
                .toList());
    }

    /**
     * Polls as a mapping says that this or another process has changed. The mapping is read again after an end of
     * polling, because it may have been enabled meanwhile.
     */
    private void follow(Scope scope, String id) {
        if (begin(scope, id)) {
            return;
        }
        try {
            polling.stop(id);
            begin(scope, id);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Begins to poll for a mapping that is enabled. It is read under the lock, so that nobody begins to poll after an
     * end that came after the reading.
     *
     * @return false if the mapping is not to be polled any more
     */
    private boolean begin(Scope scope, String id) {
        lock.lock();
        try {
            Optional<Mapping> mapping = store.read(view -> view.find(Mapping.KIND, scope, id));
            mapping.filter(found -> found.is(Mapping.State.ENABLED))
                    .flatMap(Mapping::polled)
                    .ifPresent(polling::start);
            return mapping.filter(found -> found.enabled() && !found.is(Mapping.State.DELETING))
                    .isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Polls as a mapping will say when its transition is done. */
    private void poll(Mapping mapping) throws InterruptedException {
        Optional<QueueMapping> polled = mapping.polled();
        if (polled.isEmpty()) {
            return;
        }
        boolean goesOn = mapping.enabled() && !mapping.is(Mapping.State.DELETING);
        lock.lock();
        try {
            if (goesOn) {
                polling.start(polled.get());
            }
        } finally {
            lock.unlock();
        }
        if (!goesOn) {
            polling.stop(mapping.id());
        }
    }

    private void settle(Mapping begun) {
        Scope scope = Scope.of(begun.account());
        try {
            poll(begun);
            store.write(transaction -> {
                transaction
                        .find(Mapping.KIND, scope, begun.id())
                        .filter(mapping -> !mapping.isSettled())
                        .ifPresent(mapping -> {
                            if (mapping.is(Mapping.State.DELETING)) {
                                transaction.delete(Mapping.KIND, scope, mapping.id());
                            } else {
                                transaction.put(Mapping.KIND, scope, mapping.id(), mapping.settled());
                            }
                        });
                return scope;
            });
        } catch (InterruptedException closing) {
            LOG.debug("the transition of event source mapping {} continues at the next start", begun.id());
        } catch (RuntimeException e) {
            LOG.error("the transition of event source mapping {} continues at the next start", begun.id(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
