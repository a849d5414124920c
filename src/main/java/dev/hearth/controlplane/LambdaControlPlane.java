package dev.hearth.controlplane;

import dev.hearth.artifact.ArtifactStore;
import dev.hearth.model.FunctionNames;
import dev.hearth.store.Store;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** The control plane over a store: its parts, and the operations that they answer. */
public final class LambdaControlPlane implements ControlPlane {
    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final String TAGS = "/2017-03-31/tags/{Resource}";

    private final Store store;
    private final ArtifactStore artifacts;
    private final CodeLocations locations;
    private final Activation activation;
    private final List<Operation<?, ?>> operations;

    /**
     * Wires the parts.
     *
     * @param endpoint where packages can be downloaded, asked whenever an address is made
     */
    public LambdaControlPlane(
            String region,
            Store store,
            ArtifactStore artifacts,
            Machine machine,
            CodePreparation preparation,
            Supplier<URI> endpoint,
            Time time,
            Ids ids) {
        this.store = store;
        this.artifacts = artifacts;
        this.locations = new CodeLocations(endpoint, store.secret("code-locations", () -> ids.hex(64)), time);
        FunctionNames names = new FunctionNames(region);
        FunctionChanges changes = new FunctionChanges(store.functions(), ids);
        this.activation = new Activation(store.functions(), changes, preparation, ids);
        Packages packages = new Packages(artifacts, store.functions());
        SettingsRules rules = new SettingsRules(machine);
        FunctionCreation creation =
                new FunctionCreation(names, store.functions(), packages, rules, activation, machine, time, ids);
        FunctionUpdates updates = new FunctionUpdates(names, changes, packages, rules, activation, time);
        FunctionReads reads = new FunctionReads(names, store.functions(), locations);
        FunctionDeletion deletion = new FunctionDeletion(names, store.functions());
        Tags tags = new Tags(names, changes);
        this.operations = operations(creation, updates, reads, deletion, tags, new AccountSettings(store.functions()));
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public CodeLocations codeLocations() {
        return locations;
    }

    @Override
    public void resume() {
        activation.resume();
    }

    @Override
    public int sweepPackages() throws IOException {
        return artifacts.sweep(Set.copyOf(store.functions().usedPackages()));
    }

    @Override
    public void close() {
        activation.close();
    }

    private static List<Operation<?, ?>> operations(
            FunctionCreation creation,
            FunctionUpdates updates,
            FunctionReads reads,
            FunctionDeletion deletion,
            Tags tags,
            AccountSettings settings) {
        return List.of(
                new Operation<>(
                        "CreateFunction",
                        "POST",
                        FUNCTIONS,
                        201,
                        CreateFunctionRequest.class,
                        CreateFunctionRequest::builder,
                        creation::create),
                new Operation<>(
                        "ListFunctions",
                        "GET",
                        FUNCTIONS,
                        200,
                        ListFunctionsRequest.class,
                        ListFunctionsRequest::builder,
                        reads::list),
                new Operation<>(
                        "GetFunction",
                        "GET",
                        FUNCTIONS + "/{FunctionName}",
                        200,
                        GetFunctionRequest.class,
                        GetFunctionRequest::builder,
                        reads::get),
                new Operation<>(
                        "DeleteFunction",
                        "DELETE",
                        FUNCTIONS + "/{FunctionName}",
                        204,
                        DeleteFunctionRequest.class,
                        DeleteFunctionRequest::builder,
                        deletion::delete),
                new Operation<>(
                        "GetFunctionConfiguration",
                        "GET",
                        FUNCTIONS + "/{FunctionName}/configuration",
                        200,
                        GetFunctionConfigurationRequest.class,
                        GetFunctionConfigurationRequest::builder,
                        reads::getConfiguration),
                new Operation<>(
                        "UpdateFunctionConfiguration",
                        "PUT",
                        FUNCTIONS + "/{FunctionName}/configuration",
                        200,
                        UpdateFunctionConfigurationRequest.class,
                        UpdateFunctionConfigurationRequest::builder,
                        updates::updateConfiguration),
                new Operation<>(
                        "UpdateFunctionCode",
                        "PUT",
                        FUNCTIONS + "/{FunctionName}/code",
                        200,
                        UpdateFunctionCodeRequest.class,
                        UpdateFunctionCodeRequest::builder,
                        updates::updateCode),
                new Operation<>(
                        "GetAccountSettings",
                        "GET",
                        "/2016-08-19/account-settings",
                        200,
                        GetAccountSettingsRequest.class,
                        GetAccountSettingsRequest::builder,
                        settings::get),
                new Operation<>(
                        "ListTags", "GET", TAGS, 200, ListTagsRequest.class, ListTagsRequest::builder, tags::list),
                new Operation<>(
                        "TagResource",
                        "POST",
                        TAGS,
                        204,
                        TagResourceRequest.class,
                        TagResourceRequest::builder,
                        tags::tag),
                new Operation<>(
                        "UntagResource",
                        "DELETE",
                        TAGS,
                        204,
                        UntagResourceRequest.class,
                        UntagResourceRequest::builder,
                        tags::untag));
    }
}
