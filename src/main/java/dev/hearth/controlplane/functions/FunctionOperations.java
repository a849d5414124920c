package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.code.Packages;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.Tagged;
import dev.hearth.model.FunctionNames;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** The operations on functions, their versions and aliases. */
public final class FunctionOperations implements AutoCloseable {
    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final String FUNCTION = FUNCTIONS + "/{FunctionName}";
    private static final String VERSIONS = FUNCTION + "/versions";
    private static final String ALIASES = FUNCTION + "/aliases";
    private static final String ALIAS = ALIASES + "/{Name}";

    private final Activation activation;
    private final FunctionCreation creation;
    private final FunctionUpdates updates;
    private final FunctionReads reads;
    private final FunctionDeletion deletion;
    private final Versions versions;
    private final Aliases aliases;
    private final FunctionTags tags;

    public FunctionOperations(FunctionNames names, Store store, FunctionRoom room, Time time, Ids ids) {
        UpdateVisibility visibility = new UpdateVisibility(room.leastUpdate(), time);
        FunctionChanges changes = new FunctionChanges(store, visibility, ids);
        CodeIntake intake = new CodeIntake(
                new Packages(room.code().packages(), store, room.code().buckets()),
                new Images(room.code().images(), room.machine()),
                new ChosenLayers(store, room.code().packages(), room.layers()),
                room.signing());
        SettingsRules rules = new SettingsRules(room.machine(), names.region());
        Publication publication = new Publication(time, ids);
        this.activation = new Activation(store, changes, room.preparation(), ids);
        this.creation = new FunctionCreation(names, store, intake, rules, activation, publication, ids);
        this.updates = new FunctionUpdates(names, store, changes, intake, rules, activation, publication);
        this.reads = new FunctionReads(names, store, visibility, room.locations());
        this.deletion = new FunctionDeletion(names, store);
        this.versions = new Versions(names, store, changes, publication);
        this.aliases = new Aliases(names, store, ids);
        this.tags = new FunctionTags(names, changes);
    }

    /** Resumes activations that an earlier process did not finish. */
    public void resume() {
        activation.resume();
    }

    @Override
    public void close() {
        activation.close();
    }

    public List<Operation<?, ?>> operations() {
        return Stream.of(onFunctions(), onVersions()).flatMap(List::stream).toList();
    }

    private List<Operation<?, ?>> onFunctions() {
        return List.of(
                Operation.of(
                                "POST",
                                FUNCTIONS,
                                201,
                                CreateFunctionRequest.class,
                                CreateFunctionRequest::builder,
                                creation::create)
                        .withCode(),
                Operation.of(
                        "GET", FUNCTIONS, 200, ListFunctionsRequest.class, ListFunctionsRequest::builder, reads::list),
                Operation.of("GET", FUNCTION, 200, GetFunctionRequest.class, GetFunctionRequest::builder, reads::get),
                Operation.of(
                        "DELETE",
                        FUNCTION,
                        204,
                        DeleteFunctionRequest.class,
                        DeleteFunctionRequest::builder,
                        deletion::delete),
                Operation.of(
                        "GET",
                        FUNCTION + "/configuration",
                        200,
                        GetFunctionConfigurationRequest.class,
                        GetFunctionConfigurationRequest::builder,
                        reads::configuration),
                Operation.of(
                        "PUT",
                        FUNCTION + "/configuration",
                        200,
                        UpdateFunctionConfigurationRequest.class,
                        UpdateFunctionConfigurationRequest::builder,
                        updates::updateConfiguration),
                Operation.of(
                                "PUT",
                                FUNCTION + "/code",
                                200,
                                UpdateFunctionCodeRequest.class,
                                UpdateFunctionCodeRequest::builder,
                                updates::updateCode)
                        .withCode());
    }

    private List<Operation<?, ?>> onVersions() {
        return List.of(
                Operation.of(
                        "POST",
                        VERSIONS,
                        201,
                        PublishVersionRequest.class,
                        PublishVersionRequest::builder,
                        versions::publish),
                Operation.of(
                        "GET",
                        VERSIONS,
                        200,
                        ListVersionsByFunctionRequest.class,
                        ListVersionsByFunctionRequest::builder,
                        versions::list),
                Operation.of(
                        "POST", ALIASES, 201, CreateAliasRequest.class, CreateAliasRequest::builder, aliases::create),
                Operation.of("GET", ALIASES, 200, ListAliasesRequest.class, ListAliasesRequest::builder, aliases::list),
                Operation.of("GET", ALIAS, 200, GetAliasRequest.class, GetAliasRequest::builder, aliases::get),
                Operation.of("PUT", ALIAS, 200, UpdateAliasRequest.class, UpdateAliasRequest::builder, aliases::update),
                Operation.of(
                        "DELETE", ALIAS, 204, DeleteAliasRequest.class, DeleteAliasRequest::builder, aliases::delete));
    }

    /** The tags of functions. */
    public Tagged tagged() {
        return tags;
    }
}
