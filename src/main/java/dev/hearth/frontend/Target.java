package dev.hearth.frontend;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Alias;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.PublishedVersion;
import dev.hearth.store.Kinds;
import dev.hearth.store.Scope;
import dev.hearth.store.View;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What calls of one name run: a version of a function, or two of them with a part of the calls each.
 *
 * @param shifted the one that gets only a part
 */
record Target(Choice main, Optional<Shifted> shifted) {
    /**
     * A version, if it can be called in this state.
     *
     * @param serving empty before its code has been in place for the first time
     */
    record Choice(FunctionState state, Optional<FunctionVersion> serving) {
        FunctionVersion callable() {
            if (state.name() != FunctionState.Name.ACTIVE || serving.isEmpty()) {
                throw FunctionErrors.wrongState(state);
            }
            return serving.get();
        }
    }

    /**
     * @param weight its part of the calls, from 0 to 1
     */
    record Shifted(Choice choice, double weight) {}

    /** The version that this call runs. */
    FunctionVersion pick(DoubleSupplier random) {
        boolean other =
                shifted.isPresent() && random.getAsDouble() < shifted.get().weight();
        return (other ? shifted.get().choice() : main).callable();
    }

    /** What a name stands for; empty if the function, the version or the alias does not exist. */
    static Optional<Target> find(View view, FunctionArn arn) {
        Optional<Function> function = view.find(Kinds.FUNCTION, Scope.of(arn.account()), arn.name());
        if (function.isEmpty()) {
            return Optional.empty();
        }
        String qualifier = arn.qualifier().orElse(FunctionArn.LATEST);
        Optional<Alias> alias = view.find(Kinds.ALIAS, Scope.function(arn), qualifier);
        return choice(view, function.get(), alias.map(Alias::version).orElse(qualifier))
                .map(main -> new Target(
                        main,
                        alias.flatMap(Alias::shifted)
                                .map(other -> new Shifted(
                                        choice(view, function.get(), other.version())
                                                .orElseThrow(() -> dangling(arn)),
                                        other.weight()))));
    }

    private static Optional<Choice> choice(View view, Function function, String version) {
        if (version.equals(FunctionArn.LATEST)) {
            return Optional.of(new Choice(function.state(), function.serving()));
        }
        return Kinds.versionName(version)
                .flatMap(name -> view.find(Kinds.VERSION, Scope.function(function.arn()), name))
                .map(Target::choice);
    }

    private static Choice choice(PublishedVersion version) {
        return new Choice(version.state(), Optional.of(version.serving()));
    }

    private static ServiceException dangling(FunctionArn alias) {
        return new ServiceException(ErrorCode.SERVICE, "The alias stands for a version that does not exist: " + alias);
    }
}
