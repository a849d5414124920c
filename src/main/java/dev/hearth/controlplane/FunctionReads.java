package dev.hearth.controlplane;

import dev.hearth.error.Constraints;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionNames;
import dev.hearth.store.FunctionStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionCodeLocation;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/** Shows functions and lists them. */
final class FunctionReads {
    private static final Pattern MASTER_REGION = Pattern.compile("ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}");

    private final FunctionNames names;
    private final FunctionStore store;
    private final CodeLocations locations;

    FunctionReads(FunctionNames names, FunctionStore store, CodeLocations locations) {
        this.names = names;
        this.store = store;
        this.locations = locations;
    }

    GetFunctionResponse get(AccountId account, GetFunctionRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        Function function = find(arn);
        GetFunctionResponse.Builder response = GetFunctionResponse.builder()
                .configuration(FunctionViews.configuration(function, arn))
                .code(FunctionCodeLocation.builder()
                        .repositoryType("S3")
                        .location(locations.url(function.configuration().code().sha256()))
                        .build());
        if (!function.tags().isEmpty()) {
            response.tags(function.tags());
        }
        return response.build();
    }

    GetFunctionConfigurationResponse getConfiguration(AccountId account, GetFunctionConfigurationRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        GetFunctionConfigurationResponse.Builder response = GetFunctionConfigurationResponse.builder();
        FunctionViews.copy(FunctionViews.configuration(find(arn), arn), response);
        return response.build();
    }

    ListFunctionsResponse list(AccountId account, ListFunctionsRequest request) {
        new Constraints()
                .range("MaxItems", request.maxItems(), 1, Limits.PAGE_ASKED)
                .oneOf("FunctionVersion", request.functionVersionAsString(), List.of("ALL"))
                .pattern("MasterRegion", request.masterRegion(), MASTER_REGION)
                .check();
        int size = request.maxItems() == null ? Limits.PAGE : Math.min(request.maxItems(), Limits.PAGE);
        boolean versions = request.functionVersionAsString() != null;
        // one more than shown tells whether there is a next page
        List<Function> found = store.list(account, name(request.marker()), size + 1);
        List<Function> page = found.subList(0, Math.min(size, found.size()));
        ListFunctionsResponse.Builder response = ListFunctionsResponse.builder()
                .functions(page.stream()
                        .map(function -> FunctionViews.configuration(
                                function, versions ? function.arn().qualified(FunctionArn.LATEST) : function.arn()))
                        .toList());
        if (found.size() > size) {
            response.nextMarker(marker(page.getLast().arn().name()));
        }
        return response.build();
    }

    private FunctionArn resolve(AccountId account, @Nullable String name, @Nullable String qualifier) {
        new Constraints().required("FunctionName", name).check();
        return names.resolve(account, String.valueOf(name), Optional.ofNullable(qualifier));
    }

    private Function find(FunctionArn arn) {
        boolean exists = arn.qualifier().isEmpty() || arn.qualifier().get().equals(FunctionArn.LATEST);
        return Optional.of(arn)
                .filter(_ -> exists)
                .flatMap(_ -> store.find(arn.account(), arn.name()))
                .orElseThrow(() -> FunctionErrors.notFound(arn));
    }

    /** A marker is the last name of a page: it works whatever is created and deleted before the next one. */
    private static String marker(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String name(@Nullable String marker) {
        if (marker == null || marker.isEmpty()) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Failures.invalid("Invalid marker: " + marker);
        }
    }
}
