package dev.hearth.controlplane;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.image.Digest;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.controlplane.code.Packages;
import dev.hearth.controlplane.codesigning.CodeSigningOperations;
import dev.hearth.controlplane.codesigning.SigningChecks;
import dev.hearth.controlplane.concurrency.ConcurrencyOperations;
import dev.hearth.controlplane.concurrency.Provisioning;
import dev.hearth.controlplane.eventsources.EventSourceOperations;
import dev.hearth.controlplane.functions.CodePreparation;
import dev.hearth.controlplane.functions.CodeSigning;
import dev.hearth.controlplane.functions.FunctionOperations;
import dev.hearth.controlplane.functions.Machine;
import dev.hearth.controlplane.invokeconfigs.InvokeConfigOperations;
import dev.hearth.controlplane.layers.FunctionLayers;
import dev.hearth.controlplane.layers.LayerNames;
import dev.hearth.controlplane.layers.LayerOperations;
import dev.hearth.controlplane.layers.LayerSharing;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.policies.PolicyOperations;
import dev.hearth.controlplane.tags.TagOperations;
import dev.hearth.controlplane.urls.UrlOperations;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionNames;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.s3.ObjectSource;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.time.Duration;
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

    /**
     * Wires the rooms.
     *
     * @param buckets where packages are that requests only name
     * @param leastUpdate how long callers see an update in progress at least
     */
    public LambdaControlPlane(
            String region,
            Store store,
            FunctionAccess access,
            ArtifactStore artifacts,
            ObjectSource buckets,
            ImageLibrary images,
            Machine machine,
            CodePreparation preparation,
            Provisioning provisioning,
            Endpoints endpoints,
            Duration leastUpdate,
            Time time,
            Ids ids) {
        this.store = store;
        this.artifacts = artifacts;
        this.images = images;
        this.locations = new CodeLocations(store.secret("code-locations", () -> ids.hex(64)), time);
        FunctionNames names = new FunctionNames(region);
        CodeSigning checks = new SigningChecks();
        LayerSharing sharing = PolicyOperations.layerSharing();
        FunctionLayers usable = new FunctionLayers(region, sharing);
        this.functions = new FunctionOperations(
                names,
                store,
                artifacts,
                buckets,
                images,
                machine,
                preparation,
                usable,
                checks,
                locations,
                leastUpdate,
                time,
                ids);
        this.layers = new LayerOperations(
                new LayerNames(region), store, new Packages(artifacts, store, buckets), locations, sharing, time);
        this.invokeConfigs = new InvokeConfigOperations(names, store, access, time);
        this.signing = new CodeSigningOperations(names, store, checks, time, ids);
        this.eventSources = new EventSourceOperations(names, store, time, ids);
        this.concurrency = new ConcurrencyOperations(names, store, provisioning, time);
        this.policies = new PolicyOperations(names, new LayerNames(region), store, ids);
        this.tags = new TagOperations(store, List.of(functions.tagged(), signing.tagged(), eventSources.tagged()));
        this.urls = new UrlOperations(names, store, endpoints::functionUrls, time, ids);
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
                        urls.operations())
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
