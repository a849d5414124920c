package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The states of functions, at most {@link Limits#FUNCTIONS}; the least recently updated one is removed beyond that. All
 * revisions of a function share a state.
 */
final class FunctionTable<S> {
    private final Map<Key, S> states = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, S> eldest) {
            return size() > Limits.FUNCTIONS;
        }
    };
    private final Supplier<S> unknown;

    private record Key(FunctionArn arn, Optional<String> tenant) {
        Key(SandboxKey function) {
            this(function.arn(), function.tenant());
        }
    }

    /**
     * An empty table.
     *
     * @param unknown makes the state of a new function
     */
    FunctionTable(Supplier<S> unknown) {
        this.unknown = unknown;
    }

    /** The state of a function for an update; made if it is missing. */
    S heard(SandboxKey function) {
        return states.computeIfAbsent(new Key(function), key -> unknown.get());
    }

    /** The state of a function for a read; null if there is none. */
    @Nullable
    S find(SandboxKey function) {
        return states.get(new Key(function));
    }

    int size() {
        return states.size();
    }
}
