package dev.hearth.controlplane;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.image.Digest;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.controlplane.code.CodeStores;
import dev.hearth.controlplane.code.Packages;
import dev.hearth.controlplane.codesigning.CodeSigningOperations;
import dev.hearth.controlplane.codesigning.SigningChecks;
import dev.hearth.controlplane.concurrency.ConcurrencyOperations;
import dev.hearth.controlplane.eventsources.EventSourceOperations;
import dev.hearth.controlplane.functions.CodeSigning;
import dev.hearth.controlplane.functions.FunctionOperations;
import dev.hearth.controlplane.functions.FunctionRoom;
import dev.hearth.controlplane.invokeconfigs.InvokeConfigOperations;
import dev.hearth.controlplane.layers.FunctionLayers;
import dev.hearth.controlplane.layers.LayerNames;
import dev.hearth.controlplane.layers.LayerOperations;
import dev.hearth.controlplane.layers.LayerSharing;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.policies.PolicyOperations;
import dev.hearth.controlplane.tags.TagOperations;
import dev.hearth.controlplane.unserved.CapacityProviderOperations;
import dev.hearth.controlplane.unserved.DurableExecutionOperations;
import dev.hearth.controlplane.urls.UrlOperations;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionNames;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The control plane over a store: its rooms, and the operations that they answer. */
public final class LambdaControlPlane implements ControlPlane {
    private final Store store;
    private final ArtifactStore artifacts;
    private final ImageLibrary images;
    private final CodeLocations locations;
    private final FunctionOperations functions;
    private final InvokeConfigOperations invokeConfigs;
    private final CodeSigningOperations signing;
    private final EventSourceOperations eventSources;
    private final ConcurrencyOperations concurrency;
    private final PolicyOperations policies;
    private final TagOperations tags;
    private final UrlOperations urls;
    private final LayerOperations layers;
    private final CapacityProviderOperations capacityProviders;
    private final DurableExecutionOperations durableExecutions;

    /** Wires the rooms. */
    public LambdaControlPlane(
            ControlPlaneConfiguration configuration,
            Store store,
            FunctionAccess access,
            CodeStores code,
            DataPlane dataPlane,
            Time time,
            Ids ids) {
        this.store = store;
        this.artifacts = code.packages();
        this.images = code.images();
        this.locations = new CodeLocations(store.secret("code-locations", () -> ids.hex(64)), time);
        FunctionNames names = new FunctionNames(configuration.region());
        LayerNames layerNames = new LayerNames(configuration.region());
        CodeSigning checks = new SigningChecks();
        LayerSharing sharing = PolicyOperations.layerSharing();
        FunctionRoom room = new FunctionRoom(
                code,
                dataPlane.machine(),
                dataPlane.preparation(),
                new FunctionLayers(configuration.region(), sharing),
                checks,
                locations,
                configuration.leastUpdate());
        this.functions = new FunctionOperations(names, store, room, time, ids);
        Packages packages = new Packages(code.packages(), store, code.buckets());
        this.layers = new LayerOperations(layerNames, store, packages, locations, sharing, time);
        this.invokeConfigs = new InvokeConfigOperations(names, store, access, time);
        this.signing = new CodeSigningOperations(names, store, checks, time, ids);
        this.eventSources = new EventSourceOperations(names, store, dataPlane.polling(), time, ids);
        this.concurrency = new ConcurrencyOperations(names, store, dataPlane.provisioning(), time);
        this.policies = new PolicyOperations(names, layerNames, store, ids);
        this.tags = new TagOperations(store, List.of(functions.tagged(), signing.tagged(), eventSources.tagged()));
        this.urls = new UrlOperations(names, store, configuration.endpoints()::functionUrls, time, ids);
        this.capacityProviders = new CapacityProviderOperations();
        this.durableExecutions = new DurableExecutionOperations(names, store);
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return Stream.of(
                        functions.operations(),
                        layers.operations(),
                        invokeConfigs.operations(),
                        signing.operations(),
                        eventSources.operations(),
                        concurrency.operations(),
                        policies.operations(),
                        tags.operations(),
                        urls.operations(),
                        capacityProviders.operations(),
                        durableExecutions.operations())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public CodeLocations codeLocations() {
        return locations;
    }

    @Override
    public Optional<String> mappedFunction(AccountId account, String mappingId) {
        return eventSources.function(account, mappingId);
    }

    @Override
    public void resume() {
        functions.resume();
        eventSources.resume();
    }

    @Override
    public int sweepPackages() throws IOException {
        Set<String> used = Set.copyOf(store.read(View::usedPackages));
        return artifacts.sweep(used)
                + images.sweep(used.stream().map(Digest::new).collect(Collectors.toSet()));
    }

    @Override
    public void close() {
        eventSources.close();
        functions.close();
    }
}
