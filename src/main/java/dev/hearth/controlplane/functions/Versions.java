package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionState;
import dev.hearth.model.PublishedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;

/** Publishes versions and lists them. */
final class Versions {
    /** {@code $LATEST} comes before all numbers. */
    static final String LATEST_NAME = "$";

    private final FunctionNames names;
    private final Store store;
    private final FunctionChanges changes;
    private final Publication publication;

    Versions(FunctionNames names, Store store, FunctionChanges changes, Publication publication) {
        this.names = names;
        this.store = store;
        this.changes = changes;
        this.publication = publication;
    }

    PublishVersionResponse publish(AccountId account, PublishVersionRequest request) {
        Publication.checkTarget(request.publishToAsString());
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.empty());
        PublishedVersion version = store.write(transaction -> {
            Function function = Qualifiers.function(transaction, arn);
            changes.checkChangeable(function, Optional.ofNullable(request.revisionId()));
            if (function.state().name() != FunctionState.Name.ACTIVE) {
                throw FunctionErrors.wrongState(function.state());
            }
            String digest = FunctionViews.codeSha256(function.configuration());
            if (request.codeSha256() != null
                    && !request.codeSha256().isEmpty()
                    && !request.codeSha256().equals(digest)) {
                throw Failures.invalid("CodeSHA256 (" + request.codeSha256() + ") is different from current CodeSHA256 "
                        + "in $LATEST (" + digest + "). Please try again with the CodeSHA256 in $LATEST.");
            }
            return publication.publish(transaction, function, Optional.ofNullable(request.description()));
        });
        return Shapes.copy(FunctionViews.configuration(QualifiedFunction.of(version)), PublishVersionResponse.builder())
                .build();
    }

    ListVersionsByFunctionResponse list(AccountId account, ListVersionsByFunctionRequest request) {
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.empty());
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String marker = Markers.name(request.marker());
        String after = marker.equals(LATEST_NAME) ? "" : marker;
        List<QualifiedFunction> found = store.read(view -> {
            Function function = Qualifiers.function(view, arn);
            List<QualifiedFunction> shown = new ArrayList<>();
            if (marker.isEmpty()) {
                shown.add(QualifiedFunction.of(function, function.arn().qualified(FunctionArn.LATEST)));
            }
            view.list(Kinds.VERSION, Scope.function(arn), after, Page.asked(size) - shown.size())
                    .forEach(version -> shown.add(QualifiedFunction.of(version)));
            return shown;
        });
        Page<QualifiedFunction> page = Page.of(found, size, Versions::name);
        return ListVersionsByFunctionResponse.builder()
                .versions(page.items().stream().map(FunctionViews::listed).toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    /** A sort key that puts versions in numeric order. */
    static String name(QualifiedFunction shown) {
        return shown.version().equals(FunctionArn.LATEST)
                ? LATEST_NAME
                : Kinds.versionName(Long.parseLong(shown.version()));
    }
}
