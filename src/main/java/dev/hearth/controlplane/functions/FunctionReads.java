package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.Concurrency;
import software.amazon.awssdk.services.lambda.model.FunctionCodeLocation;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/** Reads and lists functions. */
final class FunctionReads {
    private final FunctionNames names;
    private final Store store;
    private final UpdateVisibility visibility;
    private final CodeLocations locations;

    FunctionReads(FunctionNames names, Store store, UpdateVisibility visibility, CodeLocations locations) {
        this.names = names;
        this.store = store;
        this.visibility = visibility;
        this.locations = locations;
    }

    GetFunctionResponse get(AccountId account, GetFunctionRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        return store.read(view -> {
            QualifiedFunction shown = QualifiedFunction.find(view, arn, visibility);
            GetFunctionResponse.Builder response = GetFunctionResponse.builder()
                    .configuration(FunctionViews.configuration(shown))
                    .code(location(shown.configuration().program()));
            Map<String, String> tags = Qualifiers.function(view, arn).tags();
            if (!tags.isEmpty()) {
                response.tags(tags);
            }
            view.find(Kinds.RESERVED_CONCURRENCY, Scope.function(arn), Kinds.ONLY)
                    .filter(_ -> arn.qualifier().isEmpty()) // the setting belongs to the whole function
                    .ifPresent(reserved -> response.concurrency(Concurrency.builder()
                            .reservedConcurrentExecutions(reserved.executions())
                            .build()));
            return response.build();
        });
    }

    private FunctionCodeLocation location(Program program) {
        return switch (program) {
            case Program.Packaged packaged ->
                FunctionCodeLocation.builder()
                        .repositoryType("S3")
                        .location(locations.path(packaged.code().sha256()))
                        .build();
            case Program.Imaged imaged ->
                FunctionCodeLocation.builder()
                        .repositoryType("ECR")
                        .imageUri(imaged.image().uri())
                        .resolvedImageUri(imaged.image().resolved())
                        .build();
        };
    }

    GetFunctionConfigurationResponse configuration(AccountId account, GetFunctionConfigurationRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        return Shapes.copy(
                        FunctionViews.configuration(store.read(view -> QualifiedFunction.find(view, arn, visibility))),
                        GetFunctionConfigurationResponse.builder())
                .build();
    }

    ListFunctionsResponse list(AccountId account, ListFunctionsRequest request) {
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String after = Markers.name(request.marker());
        boolean versions = request.functionVersionAsString() != null;
        if (request.masterRegion() != null) {
            return replicas(versions);
        }
        Page<QualifiedFunction> page = store.read(view -> versions
                ? Page.of(versions(view, account, after, Page.asked(size)), size, FunctionReads::marker)
                : Page.of(
                        latest(view, account, after, Page.asked(size)),
                        size,
                        shown -> shown.arn().name()));
        return ListFunctionsResponse.builder()
                .functions(page.items().stream().map(FunctionViews::listed).toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    /** Functions that were replicated to edge locations from another region: there are none. */
    private static ListFunctionsResponse replicas(boolean versions) {
        if (!versions) {
            throw Failures.invalid("FunctionVersion must be set to ALL if MasterRegion is specified.");
        }
        return ListFunctionsResponse.builder().functions(List.of()).build();
    }

    private static List<QualifiedFunction> latest(View view, AccountId account, String after, int limit) {
        return view.list(Kinds.FUNCTION, Scope.of(account), after, limit).stream()
                .map(function -> QualifiedFunction.of(function, function.arn()))
                .toList();
    }

    /** Lists {@code $LATEST} of each function, followed by its versions. */
    private static List<QualifiedFunction> versions(View view, AccountId account, String after, int limit) {
        List<QualifiedFunction> found = new ArrayList<>();
        int colon = after.indexOf(':');
        String begun = colon < 0 ? "" : after.substring(0, colon);
        if (colon > 0) {
            view.find(Kinds.FUNCTION, Scope.of(account), begun)
                    .ifPresent(function -> addVersions(view, function, after.substring(colon + 1), limit, found));
        }
        String name = begun;
        while (found.size() < limit) {
            List<Function> next = view.list(Kinds.FUNCTION, Scope.of(account), name, 1);
            if (next.isEmpty()) {
                break;
            }
            Function function = next.getFirst();
            found.add(QualifiedFunction.of(function, function.arn().qualified(FunctionArn.LATEST)));
            addVersions(view, function, "", limit, found);
            name = function.arn().name();
        }
        return found;
    }

    private static void addVersions(
            View view, Function function, String after, int limit, List<QualifiedFunction> found) {
        String number = after.equals(Versions.LATEST_NAME) ? "" : after;
        view.list(Kinds.VERSION, Scope.function(function.arn()), number, limit - found.size())
                .forEach(version -> found.add(QualifiedFunction.of(version)));
    }

    private static String marker(QualifiedFunction shown) {
        return shown.arn().name() + ":" + Versions.name(shown);
    }

    private FunctionArn resolve(AccountId account, @Nullable String name, @Nullable String qualifier) {
        return names.resolve(account, String.valueOf(name), Optional.ofNullable(qualifier));
    }
}
