package dev.hearth.controlplane.operation;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.documents.Kinds;
import dev.hearth.model.Alias;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.PublishedVersion;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds what the names of functions stand for: {@code $LATEST}, a version's number or an alias. */
public final class Qualifiers {
    private static final Pattern ALIAS = Pattern.compile("(?!^[0-9]+$)([a-zA-Z0-9-_]+)");

    private Qualifiers() {}

    /** Whether this may be the number of a published version. */
    public static boolean isNumber(String qualifier) {
        return Kinds.versionName(qualifier).isPresent();
    }

    /** The function, whatever the qualifier, or Lambda's error that there is none. */
    public static Function function(View view, FunctionArn arn) {
        return view.find(Kinds.FUNCTION, Scope.of(arn.account()), arn.name())
                .orElseThrow(() -> FunctionErrors.notFound(arn.unqualified()));
    }

    /** A published version by its number. */
    public static Optional<PublishedVersion> version(View view, FunctionArn function, String number) {
        return Kinds.versionName(number).flatMap(name -> view.find(Kinds.VERSION, Scope.function(function), name));
    }

    public static Optional<Alias> alias(View view, FunctionArn function, String name) {
        return view.find(Kinds.ALIAS, Scope.function(function), name);
    }

    /** Whether this may be the name of an alias. */
    public static boolean isAliasName(String qualifier) {
        return ALIAS.matcher(qualifier).matches() && !isNumber(qualifier);
    }

    /**
     * As {@link #mustExist}, for operations that look for an alias by its own ARN: one that is not there is told of as
     * an alias, whether there is such a function or not.
     */
    public static void mustExistAsNamed(View view, FunctionArn arn) {
        if (arn.qualifier().filter(Qualifiers::isAliasName).isPresent()
                && alias(view, arn, arn.qualifier().get()).isEmpty()) {
            throw Failures.noAlias(arn);
        }
        mustExist(view, arn);
    }

    /** The version or alias must exist; without a qualifier, the function. */
    public static void mustExist(View view, FunctionArn arn) {
        number(view, arn);
    }

    /** The version that a name stands for: {@code $LATEST} or the number of one that there is, else Lambda's error. */
    public static String number(View view, FunctionArn arn) {
        if (view.find(Kinds.FUNCTION, Scope.of(arn.account()), arn.name()).isEmpty()) {
            throw FunctionErrors.notFound(arn);
        }
        String qualifier = arn.qualifier().orElse(FunctionArn.LATEST);
        String number = qualifier.equals(FunctionArn.LATEST)
                ? qualifier
                : alias(view, arn, qualifier).map(Alias::version).orElse(qualifier);
        if (!number.equals(FunctionArn.LATEST) && version(view, arn, number).isEmpty()) {
            throw FunctionErrors.notFound(arn);
        }
        return number;
    }
}
