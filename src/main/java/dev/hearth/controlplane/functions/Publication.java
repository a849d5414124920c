package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Transaction;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.documents.Kinds;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionState;
import dev.hearth.model.PublishedVersion;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Publishes versions of {@code $LATEST}. */
final class Publication {
    /** What a request may name as the place to publish to, instead of a new number. */
    static final List<String> TARGETS = List.of("LATEST_PUBLISHED");

    private final Time time;
    private final Ids ids;

    Publication(Time time, Ids ids) {
        this.time = time;
        this.ids = ids;
    }

    /** The time of changes that are made now. */
    Instant now() {
        return time.now();
    }

    /** Refuses {@code $LATEST.PUBLISHED}, which only functions on a capacity provider have. */
    static void checkTarget(@Nullable String publishTo) {
        if (publishTo != null) {
            throw Failures.invalid("PublishTo is not supported for functions without a capacity provider.");
        }
    }

    /**
     * Publishes the current code and configuration as a version, and gives {@code $LATEST} a new revision. If nothing
     * has changed since the last version, that version is returned.
     *
     * @param description the description of the version, in place of that of {@code $LATEST}
     */
    PublishedVersion publish(Transaction transaction, Function function, Optional<String> description) {
        Scope scope = Scope.function(function.arn());
        Optional<PublishedVersion> last =
                transaction.find(Kinds.VERSION, scope, Kinds.versionName(function.lastVersion()));
        if (last.isPresent() && last.get().isOf(function.configuration())) {
            return last.get();
        }
        long number = function.lastVersion() + 1;
        FunctionConfiguration configuration = function.configuration();
        PublishedVersion version = new PublishedVersion(
                function.arn().qualified(Long.toString(number)),
                description.map(configuration::withDescription).orElse(configuration),
                configuration.description(),
                ids.uuid(),
                function.isUnfinished() ? FunctionState.PENDING : function.state(),
                time.now());
        transaction.put(Kinds.VERSION, scope, Kinds.versionName(number), version);
        transaction.put(
                Kinds.FUNCTION,
                Scope.of(function.arn().account()),
                function.arn().name(),
                function.withLastVersion(number).withRevisionId(ids.uuid()));
        return version;
    }
}
