package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.model.Alias;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.ProvisionedConcurrency;
import dev.hearth.store.Kinds;
import dev.hearth.store.Scope;
import dev.hearth.store.View;
import java.util.Optional;

/** A version is provisioned once: for itself or for one alias. */
public final class ProvisionedRules {
    private ProvisionedRules() {}

    /** Refuses to provision a version for which there are sandboxes because of an alias. */
    public static void checkVersion(View view, FunctionArn version) {
        Scope function = Scope.function(version);
        String number = version.qualifier().orElseThrow();
        for (ProvisionedConcurrency other : view.list(Kinds.PROVISIONED_CONCURRENCY, function)) {
            Optional<Alias> alias = view.find(Kinds.ALIAS, function, other.qualifier());
            if (alias.map(name -> name.names(number)).orElse(false)) {
                throw Failures.conflict("Version is pointed by a Provisioned Concurrency alias");
            }
        }
    }

    /** Refuses to provision an alias for whose versions there are sandboxes already. */
    public static void checkAlias(View view, Alias alias) {
        Scope function = Scope.function(alias.arn());
        for (ProvisionedConcurrency other : view.list(Kinds.PROVISIONED_CONCURRENCY, function)) {
            boolean same = other.qualifier().equals(alias.name());
            if (!same
                    && other.byVersion(view.find(Kinds.ALIAS, function, other.qualifier())).keySet().stream()
                            .anyMatch(alias::names)) {
                throw Failures.conflict("Alias can't be used for Provisioned Concurrency configuration on an already "
                        + "Provisioned version");
            }
        }
    }
}
