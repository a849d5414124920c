package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of functions, of at most {@link Limits#FUNCTIONS}: of those beyond, the one heard of longest ago is
 * forgotten. Revisions make no difference.
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
     * Empty.
     *
     * @param unknown the state of a function of which nothing was heard
     */
    FunctionTable(Supplier<S> unknown) {
        this.unknown = unknown;
    }

    /** Of a function that something is heard of. */
    S heard(SandboxKey function) {
        return states.computeIfAbsent(new Key(function), key -> unknown.get());
    }

    /** Of a function that is asked about; null if nothing is known of it. */
    @Nullable
    S find(SandboxKey function) {
        return states.get(new Key(function));
    }

    int size() {
        return states.size();
    }
}
