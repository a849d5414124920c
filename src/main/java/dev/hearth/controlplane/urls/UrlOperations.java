package dev.hearth.controlplane.urls;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.FunctionUrl.InvokeMode;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;

/**
 * The operations on function URLs. {@code $LATEST} and each alias can have one. Deleting the alias or the function
 * deletes its URL. An address is never reused.
 */
public final class UrlOperations {
    private static final String URL = "/2021-10-31/functions/{FunctionName}/url";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The alphabet of ids, one character for five bits. */
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private static final int ID_LENGTH = 32;

    private final FunctionNames names;
    private final Store store;
    private final Supplier<URI> base;
    private final Time time;
    private final Ids ids;

    /**
     * @param base scheme, domain and port of the addresses; asked at each use, because the port is known only once the
     *     server listens
     */
    public UrlOperations(FunctionNames names, Store store, Supplier<URI> base, Time time, Ids ids) {
        this.names = names;
        this.store = store;
        this.base = base;
        this.time = time;
        this.ids = ids;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.of(
                        "POST",
                        URL,
                        201,
                        CreateFunctionUrlConfigRequest.class,
                        CreateFunctionUrlConfigRequest::builder,
                        this::create),
                Operation.of(
                        "GET",
                        URL,
                        200,
                        GetFunctionUrlConfigRequest.class,
                        GetFunctionUrlConfigRequest::builder,
                        this::get),
                Operation.of(
                        "PUT",
                        URL,
                        200,
                        UpdateFunctionUrlConfigRequest.class,
                        UpdateFunctionUrlConfigRequest::builder,
                        this::update),
                Operation.of(
                        "DELETE",
                        URL,
                        204,
                        DeleteFunctionUrlConfigRequest.class,
                        DeleteFunctionUrlConfigRequest::builder,
                        this::delete),
                Operation.of(
                        "GET",
                        URL + "s",
                        200,
                        ListFunctionUrlConfigsRequest.class,
                        ListFunctionUrlConfigsRequest::builder,
                        this::list));
    }

    private CreateFunctionUrlConfigResponse create(AccountId account, CreateFunctionUrlConfigRequest request) {
        CorsRules.check(request.cors());
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        Instant now = now();
        FunctionUrl created = store.write(transaction -> {
            mustExist(transaction, arn);
            if (Qualifiers.function(transaction, arn).configuration().isolatesTenants()) {
                throw Failures.invalid("Function URLs are not supported for functions with tenancy configuration.");
            }
            FunctionUrl url = new FunctionUrl(
                    id(),
                    arn,
                    Authentication.valueOf(request.authTypeAsString()),
                    CorsRules.read(request.cors()),
                    request.invokeModeAsString() == null
                            ? InvokeMode.BUFFERED
                            : InvokeMode.valueOf(request.invokeModeAsString()),
                    now,
                    now);
            if (find(transaction, arn).isPresent()) {
                throw Failures.conflict("Failed to create function url config for [functionArn = " + arn
                        + "]. Error message:  FunctionUrlConfig exists for this Lambda function");
            }
            transaction.put(Kinds.FUNCTION_URL, Scope.function(arn), url.name(), url);
            return url;
        });
        // as on Lambda: this answer has only the requested members, later answers have the defaults too
        return fill(CreateFunctionUrlConfigResponse.builder(), created)
                .invokeMode(request.invokeModeAsString())
                .build();
    }

    private GetFunctionUrlConfigResponse get(AccountId account, GetFunctionUrlConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        FunctionUrl url = store.read(view -> existing(view, arn));
        return fill(GetFunctionUrlConfigResponse.builder(), url).build();
    }

    private UpdateFunctionUrlConfigResponse update(AccountId account, UpdateFunctionUrlConfigRequest request) {
        CorsRules.check(request.cors());
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        Instant now = now();
        FunctionUrl updated = store.write(transaction -> {
            mustExist(transaction, arn);
            FunctionUrl current = existing(transaction, arn);
            FunctionUrl changed = new FunctionUrl(
                    current.id(),
                    current.arn(),
                    request.authTypeAsString() == null
                            ? current.authentication()
                            : Authentication.valueOf(request.authTypeAsString()),
                    request.cors() == null ? current.cors() : CorsRules.read(request.cors()),
                    request.invokeModeAsString() == null
                            ? current.invokeMode()
                            : InvokeMode.valueOf(request.invokeModeAsString()),
                    current.created(),
                    now);
            transaction.put(Kinds.FUNCTION_URL, Scope.function(arn), changed.name(), changed);
            return changed;
        });
        UpdateFunctionUrlConfigResponse.Builder answer = fill(UpdateFunctionUrlConfigResponse.builder(), updated);
        if (request.invokeModeAsString() == null && updated.invokeMode() == InvokeMode.BUFFERED) {
            answer.invokeMode((String) null); // this answer leaves out the default
        }
        return answer.build();
    }

    private DeleteFunctionUrlConfigResponse delete(AccountId account, DeleteFunctionUrlConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        return store.write(transaction -> {
            transaction.delete(
                    Kinds.FUNCTION_URL,
                    Scope.function(arn),
                    existing(transaction, arn).name());
            return DeleteFunctionUrlConfigResponse.builder().build();
        });
    }

    private ListFunctionUrlConfigsResponse list(AccountId account, ListFunctionUrlConfigsRequest request) {
        FunctionArn arn =
                names.resolve(account, request.functionName(), Optional.empty()).unqualified();
        int size = Page.size(request.maxItems(), Limits.PAGE);
        Page<FunctionUrl> page = store.read(view -> {
            mustExist(view, arn);
            return Page.of(
                    view.list(
                            Kinds.FUNCTION_URL, Scope.function(arn), Markers.name(request.marker()), Page.asked(size)),
                    size,
                    FunctionUrl::name);
        });
        return ListFunctionUrlConfigsResponse.builder()
                .functionUrlConfigs(page.items().stream()
                        .map(url -> fill(FunctionUrlConfig.builder(), url).build())
                        .toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    private FunctionArn resolve(AccountId account, String function, @Nullable String qualifier) {
        return names.resolve(account, function, Optional.ofNullable(qualifier));
    }

    private static void mustExist(View view, FunctionArn arn) {
        boolean exists = view.find(Kinds.FUNCTION, Scope.of(arn.account()), arn.name())
                        .isPresent()
                && (arn.qualifier().isEmpty()
                        || Qualifiers.alias(view, arn, arn.qualifier().get()).isPresent());
        if (!exists) {
            throw Failures.notFound("Function does not exist");
        }
    }

    private static Optional<FunctionUrl> find(View view, FunctionArn arn) {
        return view.find(
                Kinds.FUNCTION_URL, Scope.function(arn), arn.qualifier().orElse(FunctionArn.LATEST));
    }

    private static FunctionUrl existing(View view, FunctionArn arn) {
        return find(view, arn).orElseThrow(Failures::noResource);
    }

    private Instant now() {
        return time.now().truncatedTo(ChronoUnit.MICROS);
    }

    private String id() {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (byte random : ids.bytes(ID_LENGTH)) {
            id.append(ID_CHARACTERS.charAt(random & (ID_CHARACTERS.length() - 1)));
        }
        return id.toString();
    }

    private <B extends SdkPojo> B fill(B response, FunctionUrl url) {
        return Shapes.copy(
                FunctionUrlConfig.builder()
                        .functionUrl(UrlAddress.of(url, base.get()))
                        .functionArn(url.arn().toString())
                        .authType(url.authentication().name())
                        .cors(url.cors().map(CorsRules::show).orElse(null))
                        .creationTime(TIME.format(url.created()))
                        .lastModifiedTime(TIME.format(url.modified()))
                        .invokeMode(url.invokeMode().name())
                        .build(),
                response);
    }
}
