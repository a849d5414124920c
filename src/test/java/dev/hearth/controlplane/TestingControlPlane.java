package dev.hearth.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.artifact.FolderArtifactStore;
import dev.hearth.base.artifact.TestingZip;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.image.RegistryCredentials;
import dev.hearth.base.image.RegistrySettings;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.code.CodeStores;
import dev.hearth.controlplane.functions.CodePreparation;
import dev.hearth.controlplane.functions.Machine;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.RequestModel;
import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.iam.IamService;
import dev.hearth.neighbours.iam.UnknownRoles;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.neighbours.s3.ObjectSource;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;

/** A control plane over a store in memory, whose clock and whose preparing of code a test holds. */
public final class TestingControlPlane implements AutoCloseable {
    static final AccountId ACCOUNT = new AccountId("000000000000");
    static final String ROLE = "arn:aws:iam::000000000000:role/r";
    static final SdkBytes ZIP = SdkBytes.fromByteArray(TestingZip.of("handler.py", "def handler(e, c): return e"));

    final Store store = SqliteStore.inMemory();
    final AtomicLong seconds = new AtomicLong(1_800_000_000);
    final FolderArtifactStore artifacts;

    /** Where images with addresses as {@code localhost/NAME:TAG} are. */
    final Path layouts;

    private final ImageLibrary images;
    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    private final Time time = new Time() {
        @Override
        public Instant now() {
            return Instant.ofEpochSecond(seconds.get(), 5_000_000);
        }

        @Override
        public long nanos() {
            return 0;
        }
    };

    private final Authorization authorization = new Authorization(store, UnknownRoles.ACCOUNT, time, Ids.secure());
    private volatile CodePreparation preparation = _ -> {};

    /** How far the sandboxes of all versions are that are started ahead. */
    volatile ProvisionedSandboxes provisioned = new ProvisionedSandboxes(0, Optional.empty());

    /** Which mappings are polled. */
    final TestingPolling polling = new TestingPolling();

    ControlPlane plane;

    /** How long updates are seen at least, from the next life on. */
    private Duration leastUpdate = Duration.ZERO;

    private final RequestModel model = RequestModel.load();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    public TestingControlPlane(Path folder) throws IOException {
        artifacts = new FolderArtifactStore(folder, time);
        layouts = Files.createDirectories(folder.resolve("layouts"));
        images = new ImageLibrary(
                folder.resolve("images"),
                new RegistrySettings(RegistryCredentials.NONE, Set.of(), Map.of(), Optional.of(layouts)),
                List.of(),
                List.of(),
                time);
        store.onChange(
                Set.of(Kinds.FUNCTION, Kinds.VERSION),
                Store.ChangeListener.of(change -> changes.add(change.name()), () -> changes.add("anything")));
        plane = make();
    }

    public Store store() {
        return store;
    }

    /** A function with tags. */
    public void create(String name, Map<String, String> tags) {
        call(CreateFunctionResponse.class, creation(name).tags(tags).build());
        awaitFinished(name);
    }

    /** Does something of IAM's as the account; names and values in turn. */
    void iam(String action, String... parameters) {
        Map<String, List<String>> form = new HashMap<>();
        form.put("Action", List.of(action));
        form.put("Version", List.of("2010-05-08"));
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], List.of(parameters[i + 1]));
        }
        IamService.over(store, authorization, time, Ids.secure())
                .answer(Caller.root(ACCOUNT, "AKIA"), form, () -> RequestContext.EMPTY, "request");
    }

    void leastUpdate(Duration least) {
        leastUpdate = least;
        restart();
    }

    /** Ends this life and begins another over the same state. */
    void restart() {
        plane.close();
        plane = make();
        plane.resume();
    }

    private ControlPlane make() {
        Endpoints endpoints = new Endpoints() {
            @Override
            public URI functionUrls() {
                return URI.create("http://localhost:9000");
            }
        };
        return new LambdaControlPlane(
                new ControlPlaneConfiguration("us-east-1", endpoints, leastUpdate),
                store,
                new FunctionAccess(store, authorization),
                new CodeStores(artifacts, this::openObject, images),
                new DataPlane(new TestingMachine(), this::prepare, version -> provisioned, polling),
                time,
                Ids.secure());
    }

    /** Puts an object into a bucket, of which there is one of every name. */
    void putObject(String key, byte[] content) {
        objects.put(key, content);
    }

    private ObjectSource.Content openObject(AccountId account, String bucket, String key, Optional<String> version) {
        byte[] content = objects.get(key);
        if (content == null) {
            throw new S3Exception(S3Error.NO_SUCH_KEY);
        }
        return new ObjectSource.Content(new ByteArrayInputStream(content), content.length);
    }

    void prepareWith(CodePreparation next) {
        preparation = next;
    }

    private void prepare(FunctionVersion function) {
        preparation.prepare(function);
    }

    public List<Operation<?, ?>> operations() {
        return plane.operations();
    }

    /** Makes a function {@code f} with a version, and an alias {@code live} for that. */
    public void populate() {
        call(CreateFunctionResponse.class, creation("f").build());
        awaitFinished("f");
        call(
                PublishVersionResponse.class,
                PublishVersionRequest.builder().functionName("f").build());
        call(
                CreateAliasResponse.class,
                CreateAliasRequest.builder()
                        .functionName("f")
                        .name("live")
                        .functionVersion("1")
                        .build());
    }

    /** Calls the operation of the request's name, as the edge will. */
    <O> O call(Class<O> response, LambdaRequest request) {
        String name = request.getClass().getSimpleName().replace("Request", "");
        Operation<?, ?> operation = plane.operations().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        model.check(request);
        return response.cast(operation.handle(ACCOUNT, request));
    }

    static CreateFunctionRequest.Builder creation(String name) {
        return CreateFunctionRequest.builder()
                .functionName(name)
                .role(ROLE)
                .runtime("python3.13")
                .handler("handler.handler")
                .code(FunctionCode.builder().zipFile(ZIP).build());
    }

    /** That a call is refused so. */
    static void refused(ErrorCode code, ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    Optional<Function> function(String name) {
        return store.read(view -> view.find(Kinds.FUNCTION, Scope.of(ACCOUNT), name));
    }

    Function await(String name, Predicate<Function> condition) {
        try {
            while (true) {
                var found = function(name);
                if (found.isPresent() && condition.test(found.get())) {
                    return found.get();
                }
                if (changes.poll(20, TimeUnit.SECONDS) == null) {
                    throw new AssertionError("waited in vain for " + name + ", which is " + found);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Function awaitFinished(String name) {
        return await(name, function -> !function.isUnfinished());
    }

    @Override
    public void close() {
        plane.close();
        store.close();
    }

    private record TestingMachine() implements Machine {
        @Override
        public boolean runsImages() {
            return true;
        }

        @Override
        public List<String> runtimes() {
            return List.of("python3.13", "nodejs22.x", "dotnet8", "provided.al2023");
        }

        @Override
        public boolean knows(RuntimeIdentifier runtime) {
            return runtimes().contains(runtime.value()) || isCreationOver(runtime);
        }

        @Override
        public boolean isCreationOver(RuntimeIdentifier runtime) {
            return isUpdateOver(runtime) || runtime.value().equals("python3.7");
        }

        @Override
        public boolean isUpdateOver(RuntimeIdentifier runtime) {
            return runtime.value().equals("python3.6");
        }

        @Override
        public boolean canRun(RuntimeIdentifier runtime) {
            return !runtime.value().equals("dotnet8");
        }

        @Override
        public List<String> architectures() {
            return List.of("x86_64");
        }

        @Override
        public Set<String> reservedVariables() {
            return Set.of("AWS_REGION", "_HANDLER");
        }
    }
}
