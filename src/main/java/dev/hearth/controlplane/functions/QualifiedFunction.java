package dev.hearth.controlplane.functions;

import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionState;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.UpdateStatus;
import java.time.Instant;

/**
 * What the API shows of a function under one of its names: {@code $LATEST} or a published version.
 *
 * @param arn the name: without a qualifier, or with a version's or an alias's
 * @param version the version that the name stands for
 */
record QualifiedFunction(
        FunctionArn arn,
        String version,
        FunctionConfiguration configuration,
        FunctionState state,
        UpdateStatus update,
        String revisionId,
        Instant modified) {
    /**
     * Finds what an ARN refers to.
     *
     * @throws ServiceException Lambda's error if it does not exist
     */
    static QualifiedFunction find(View view, FunctionArn arn, UpdateVisibility visibility) {
        String number = Qualifiers.number(view, arn);
        Function function = Qualifiers.function(view, arn);
        return number.equals(FunctionArn.LATEST)
                ? of(visibility.seen(function), arn)
                : of(
                        visibility.seen(
                                function, Qualifiers.version(view, arn, number).orElseThrow()),
                        arn);
    }

    /**
     * A new function whose first version was published with it. Lambda answers with the function's ARN, not the
     * version's.
     */
    static QualifiedFunction created(Function function, PublishedVersion first) {
        return new QualifiedFunction(
                function.arn(),
                first.arn().qualifier().orElseThrow(),
                first.configuration(),
                function.state(),
                function.update(),
                function.revisionId(),
                function.modified());
    }

    /** {@code $LATEST}. */
    static QualifiedFunction of(Function function, FunctionArn arn) {
        return new QualifiedFunction(
                arn,
                FunctionArn.LATEST,
                function.configuration(),
                function.state(),
                function.update(),
                function.revisionId(),
                function.modified());
    }

    /** A published version under an ARN that refers to it, such as an alias's. */
    static QualifiedFunction of(PublishedVersion version, FunctionArn arn) {
        return new QualifiedFunction(
                arn,
                version.arn().qualifier().orElseThrow(),
                version.configuration(),
                version.state(),
                UpdateStatus.SUCCESSFUL,
                version.revisionId(),
                version.published());
    }

    /** A published version under its own ARN. */
    static QualifiedFunction of(PublishedVersion version) {
        return of(version, version.arn());
    }
}
