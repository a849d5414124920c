package dev.hearth.controlplane.operation;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.documents.Kinds;
import dev.hearth.model.Alias;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.ProvisionedConcurrency;
import java.util.Optional;

/** Checks that a version has provisioned concurrency only once: for itself or for one alias. */
public final class ProvisionedRules {
    private ProvisionedRules() {}

    /** Refuses provisioned concurrency for a version that has some through an alias. */
    public static void checkVersion(View view, FunctionArn version) {
        Scope function = Scope.function(version);
        String number = version.qualifier().orElseThrow();
        refuseSnapshots(view, version, number);
        for (ProvisionedConcurrency other : view.list(Kinds.PROVISIONED_CONCURRENCY, function)) {
            Optional<Alias> alias = view.find(Kinds.ALIAS, function, other.qualifier());
            if (alias.map(name -> name.names(number)).orElse(false)) {
                throw Failures.conflict("Version is pointed by a Provisioned Concurrency alias");
            }
        }
    }

    /** Refuses provisioned concurrency for an alias whose versions have some already. */
    public static void checkAlias(View view, Alias alias) {
        Scope function = Scope.function(alias.arn());
        refuseSnapshots(view, alias.arn(), alias.version());
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

    /** Refuses provisioned concurrency for a version with SnapStart. */
    private static void refuseSnapshots(View view, FunctionArn function, String number) {
        if (Qualifiers.version(view, function, number)
                .map(version -> version.configuration().startsFromSnapshots())
                .orElse(false)) {
            throw Failures.invalid("Provisioned Concurrency is not supported for SnapStart enabled functions.");
        }
    }
}
