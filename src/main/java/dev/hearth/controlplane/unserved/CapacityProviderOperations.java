package dev.hearth.controlplane.unserved;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.CreateCapacityProviderResponse;
import software.amazon.awssdk.services.lambda.model.DeleteCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.DeleteCapacityProviderResponse;
import software.amazon.awssdk.services.lambda.model.GetCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.GetCapacityProviderResponse;
import software.amazon.awssdk.services.lambda.model.ListCapacityProvidersRequest;
import software.amazon.awssdk.services.lambda.model.ListCapacityProvidersResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionVersionsByCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionVersionsByCapacityProviderResponse;
import software.amazon.awssdk.services.lambda.model.UpdateCapacityProviderRequest;
import software.amazon.awssdk.services.lambda.model.UpdateCapacityProviderResponse;

/** Capacity providers: instances of EC2 that run functions and that AWS manages. Hearth has none. */
public final class CapacityProviderOperations {
    private static final String PROVIDERS = "/2025-11-30/capacity-providers";
    private static final String PROVIDER = PROVIDERS + "/{CapacityProviderName}";

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                        "POST",
                        PROVIDERS,
                        202,
                        CreateCapacityProviderRequest.class,
                        CreateCapacityProviderRequest::builder,
                        this::create),
                Operation.of(
                        "GET",
                        PROVIDERS,
                        200,
                        ListCapacityProvidersRequest.class,
                        ListCapacityProvidersRequest::builder,
                        this::list),
                Operation.of(
                        "GET",
                        PROVIDER,
                        200,
                        GetCapacityProviderRequest.class,
                        GetCapacityProviderRequest::builder,
                        this::get),
                Operation.of(
                        "PUT",
                        PROVIDER,
                        202,
                        UpdateCapacityProviderRequest.class,
                        UpdateCapacityProviderRequest::builder,
                        this::update),
                Operation.of(
                        "DELETE",
                        PROVIDER,
                        202,
                        DeleteCapacityProviderRequest.class,
                        DeleteCapacityProviderRequest::builder,
                        this::delete),
                Operation.of(
                        "GET",
                        PROVIDER + "/function-versions",
                        200,
                        ListFunctionVersionsByCapacityProviderRequest.class,
                        ListFunctionVersionsByCapacityProviderRequest::builder,
                        this::functionVersions));
    }

    private CreateCapacityProviderResponse create(AccountId account, CreateCapacityProviderRequest request) {
        throw Failures.invalid(
                "Hearth has no capacity providers: functions run on its own machines. Create the function"
                        + " without CapacityProviderConfig.");
    }

    private ListCapacityProvidersResponse list(AccountId account, ListCapacityProvidersRequest request) {
        var _ = Markers.name(request.marker());
        return ListCapacityProvidersResponse.builder()
                .capacityProviders(List.of())
                .build();
    }

    private GetCapacityProviderResponse get(AccountId account, GetCapacityProviderRequest request) {
        throw notFound(request.capacityProviderName());
    }

    private UpdateCapacityProviderResponse update(AccountId account, UpdateCapacityProviderRequest request) {
        throw notFound(request.capacityProviderName());
    }

    private DeleteCapacityProviderResponse delete(AccountId account, DeleteCapacityProviderRequest request) {
        throw notFound(request.capacityProviderName());
    }

    private ListFunctionVersionsByCapacityProviderResponse functionVersions(
            AccountId account, ListFunctionVersionsByCapacityProviderRequest request) {
        var _ = Markers.name(request.marker());
        throw notFound(request.capacityProviderName());
    }

    private static ServiceException notFound(@Nullable String name) {
        return Failures.notFound("Capacity provider not found: " + name + ". Hearth has no capacity providers.");
    }
}
