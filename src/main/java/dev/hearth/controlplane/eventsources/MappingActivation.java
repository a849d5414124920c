package dev.hearth.controlplane.eventsources;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the transitions of event source mappings (creating, enabling, updating, deleting) in the background. */
final class MappingActivation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MappingActivation.class);

    private final Store store;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    MappingActivation(Store store) {
        this.store = store;
    }

    void submit(Mapping mapping) {
        try {
            threads.execute(() -> settle(mapping));
        } catch (RejectedExecutionException e) {
            LOG.debug("the transition of event source mapping {} continues at the next start", mapping.id());
        }
    }

    void resume() {
        store.read(view -> view.pending(Mapping.KIND)).forEach(this::submit);
    }

    private void settle(Mapping begun) {
        Scope scope = Scope.of(begun.account());
        try {
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
