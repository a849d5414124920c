package dev.hearth.dataplane.frontend;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.dataplane.counter.Capacity;
import dev.hearth.dataplane.counter.Capacity.Reservation;
import dev.hearth.dataplane.counter.Claimant;
import dev.hearth.documents.Kinds;
import dev.hearth.documents.ProvisionedShares;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Alias;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.RecursiveLoop;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The target of calls by one name: one version of a function, or two that share the calls.
 *
 * @param shifted the version that gets only a part of the calls
 */
record Target(Choice main, Optional<Shifted> shifted, Loop loop) {
    /**
     * The recursive loop detection of a function.
     *
     * @param id of the function in a {@link Lineage}
     * @param allowed whether the function allows loops
     */
    record Loop(String id, boolean allowed) {
        static Loop of(View view, FunctionArn function) {
            Optional<RecursiveLoop> setting = view.find(Kinds.RECURSION, Scope.function(function), Kinds.ONLY);
            return new Loop(Lineage.id(function), setting.equals(Optional.of(RecursiveLoop.ALLOW)));
        }

        /**
         * Counts a call.
         *
         * @return the trace header of the invocation
         * @throws ServiceException {@code RecursiveInvocationException} if the limit of turns is reached
         */
        String enter(String header) {
            Lineage.Turn turn = Lineage.turn(header, id);
            if (turn.isOneTooMany() && !allowed) {
                throw new ServiceException(ErrorCode.RECURSIVE_INVOCATION, Lineage.REFUSAL);
            }
            return turn.header();
        }
    }

    /**
     * A version that a call may run.
     *
     * @param function the identity of the function
     * @param serving the version in use; empty before its code has been in place for the first time
     * @param provisioned the provisioned concurrency of the version or alias
     * @param reservation the function's reserved concurrency
     */
    record Choice(
            String function,
            FunctionState state,
            Optional<FunctionVersion> serving,
            int provisioned,
            Optional<Reservation> reservation) {
        FunctionVersion callable() {
            if (state.name() != FunctionState.Name.ACTIVE || serving.isEmpty()) {
                throw FunctionErrors.wrongState(state);
            }
            return serving.get();
        }

        /** The account, function and version that a permit counts for. */
        Claimant claimant() {
            FunctionVersion version = callable();
            return new Claimant(version.arn().account(), function, version.version());
        }

        /** The concurrency that a call may use. */
        Capacity capacity(int withheld) {
            return withheld == 0 && provisioned == 0 && reservation.isEmpty()
                    ? Capacity.UNRESERVED
                    : new Capacity(provisioned, reservation, withheld);
        }
    }

    /**
     * @param weight the version's share of the calls, from 0 to 1
     */
    record Shifted(Choice choice, double weight) {}

    /** Chooses the version of a call. */
    Choice pick(DoubleSupplier random) {
        boolean other =
                shifted.isPresent() && random.getAsDouble() < shifted.get().weight();
        return other ? shifted.get().choice() : main;
    }

    /** Finds the target of an ARN; empty if the function, the version or the alias does not exist. */
    static Optional<Target> find(View view, FunctionArn arn) {
        Optional<Function> function = view.find(Kinds.FUNCTION, Scope.of(arn.account()), arn.name());
        if (function.isEmpty()) {
            return Optional.empty();
        }
        String qualifier = arn.qualifier().orElse(FunctionArn.LATEST);
        Optional<Alias> alias = view.find(Kinds.ALIAS, Scope.function(arn), qualifier);
        Own own = Own.of(view, Scope.function(arn));
        return choice(view, function.get(), own, alias.map(Alias::version).orElse(qualifier))
                .map(main -> new Target(
                        main,
                        alias.flatMap(Alias::shifted)
                                .map(other -> new Shifted(
                                        choice(view, function.get(), own, other.version())
                                                .orElseThrow(() -> dangling(arn)),
                                        other.weight())),
                        Loop.of(view, arn)));
    }

    /** A function's provisioned and reserved concurrency. */
    private record Own(Map<String, Integer> provisioned, Optional<Reservation> reservation) {
        static Own of(View view, Scope function) {
            Map<String, Integer> provisioned = ProvisionedShares.of(view, function);
            int all = provisioned.values().stream().mapToInt(Integer::intValue).sum();
            return new Own(
                    provisioned,
                    view.find(Kinds.RESERVED_CONCURRENCY, function, Kinds.ONLY)
                            .map(reserved -> new Reservation(reserved.executions(), all)));
        }
    }

    private static Optional<Choice> choice(View view, Function function, Own own, String version) {
        if (version.equals(FunctionArn.LATEST)) {
            return Optional.of(new Choice(function.id(), function.state(), function.serving(), 0, own.reservation()));
        }
        return Kinds.versionName(version)
                .flatMap(name -> view.find(Kinds.VERSION, Scope.function(function.arn()), name))
                .map(published -> new Choice(
                        function.id(),
                        published.state(),
                        Optional.of(published.serving()),
                        own.provisioned().getOrDefault(version, 0),
                        own.reservation()));
    }

    private static ServiceException dangling(FunctionArn alias) {
        return new ServiceException(ErrorCode.SERVICE, "The alias stands for a version that does not exist: " + alias);
    }
}
