package dev.hearth.dataplane.async;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.RecursiveLoop;
import java.util.Optional;
import java.util.function.Function;

/** The functions that can be destinations. Each call reads the current state. */
public final class ConfiguredTargets implements Function<FunctionArn, Optional<FunctionDestinations.Target>> {
    private final Store store;

    public ConfiguredTargets(Store store) {
        this.store = store;
    }

    @Override
    public Optional<FunctionDestinations.Target> apply(FunctionArn target) {
        return store.read(view -> view.find(Kinds.FUNCTION, Scope.of(target.account()), target.name())
                .map(function -> new FunctionDestinations.Target(
                        function.id(),
                        view.find(Kinds.RECURSION, Scope.function(target), Kinds.ONLY)
                                .filter(RecursiveLoop.ALLOW::equals)
                                .isPresent())));
    }
}
