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
 * What calls of one name run: a version of a function, or two of them with a part of the calls each.
 *
 * @param shifted the one that gets only a part
 */
record Target(Choice main, Optional<Shifted> shifted, Loop loop) {
    /**
     * Whether the function has called itself too often.
     *
     * @param id of the function in a {@link Lineage}
     * @param allowed whether it may for ever
     */
    record Loop(String id, boolean allowed) {
        static Loop of(View view, FunctionArn function) {
            Optional<RecursiveLoop> setting = view.find(Kinds.RECURSION, Scope.function(function), Kinds.ONLY);
            return new Loop(Lineage.id(function), setting.equals(Optional.of(RecursiveLoop.ALLOW)));
        }

        /**
         * The trace header that an invocation gets which was called with this one.
         *
         * @throws ServiceException {@code RecursiveInvocationException} if it is one too many
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
     * A version, if it can be called in this state.
     *
     * @param function the identity of the function
     * @param serving empty before its code has been in place for the first time
     * @param provisioned how many sandboxes are started ahead for it
     * @param reservation what is kept for the function
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

        /** Who runs when this is called. */
        Claimant claimant() {
            FunctionVersion version = callable();
            return new Claimant(version.arn().account(), function, version.version());
        }

        /** What a call may take. */
        Capacity capacity(int withheld) {
            return withheld == 0 && provisioned == 0 && reservation.isEmpty()
                    ? Capacity.UNRESERVED
                    : new Capacity(provisioned, reservation, withheld);
        }
    }

    /**
     * @param weight its part of the calls, from 0 to 1
     */
    record Shifted(Choice choice, double weight) {}

    /** The version that this call runs. */
    Choice pick(DoubleSupplier random) {
        boolean other =
                shifted.isPresent() && random.getAsDouble() < shifted.get().weight();
        return other ? shifted.get().choice() : main;
    }

    /** What a name stands for; empty if the function, the version or the alias does not exist. */
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

    /** What a function has of its account's concurrency for itself. */
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
