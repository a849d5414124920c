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

/** Resolves qualifiers: {@code $LATEST}, a version's number or an alias. */
public final class Qualifiers {
    private static final Pattern ALIAS = Pattern.compile("(?!^[0-9]+$)([a-zA-Z0-9-_]+)");

    private Qualifiers() {}

    /** Whether the text has the form of a published version's number. */
    public static boolean isNumber(String qualifier) {
        return Kinds.versionName(qualifier).isPresent();
    }

    /**
     * Finds the function without its qualifier.
     *
     * @throws ServiceException Lambda's error if it does not exist
     */
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

    /** Whether the text has the form of an alias's name. */
    public static boolean isAliasName(String qualifier) {
        return ALIAS.matcher(qualifier).matches() && !isNumber(qualifier);
    }

    /**
     * Like {@link #mustExist}, for operations on an alias by its own ARN. The error names a missing alias even if the
     * function is missing too.
     */
    public static void mustExistAsNamed(View view, FunctionArn arn) {
        if (arn.qualifier().filter(Qualifiers::isAliasName).isPresent()
                && alias(view, arn, arn.qualifier().get()).isEmpty()) {
            throw Failures.noAlias(arn);
        }
        mustExist(view, arn);
    }

    /** Checks that the version or alias exists; without a qualifier, that the function exists. */
    public static void mustExist(View view, FunctionArn arn) {
        number(view, arn);
    }

    /**
     * The version that a name refers to: {@code $LATEST} or a number.
     *
     * @throws ServiceException Lambda's error if it does not exist
     */
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
