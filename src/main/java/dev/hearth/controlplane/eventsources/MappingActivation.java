package dev.hearth.controlplane.eventsources;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.model.QueueMapping;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    MappingActivation(Store store, SourcePolling polling) {
        this.store = store;
        this.polling = polling;
    }

    void submit(Mapping mapping) {
        try {
            threads.execute(() -> settle(mapping));
        } catch (RejectedExecutionException e) {
            LOG.debug("the transition of event source mapping {} continues at the next start", mapping.id());
        }
    }

    /** Has enabled mappings polled, and resumes transitions that an earlier process did not finish. */
    void resume() {
        List<Mapping> all = store.read(view -> view.scopes(Mapping.KIND).stream()
                .flatMap(scope -> view.list(Mapping.KIND, scope).stream())
                .toList());
        for (Mapping mapping : all) {
            if (mapping.is(Mapping.State.ENABLED)) {
                mapping.polled().ifPresent(polling::start);
            } else if (!mapping.isSettled()) {
                submit(mapping);
            }
        }
    }

    private void poll(Mapping mapping) throws InterruptedException {
        Optional<QueueMapping> polled = mapping.polled();
        if (polled.isEmpty()) {
            return;
        }
        if (mapping.enabled() && !mapping.is(Mapping.State.DELETING)) {
            polling.start(polled.get());
        } else {
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
