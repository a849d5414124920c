package dev.hearth.api;

import dev.hearth.model.AccountId;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;

/**
 * The actions of Lambda's operations in policies, and their resources.
 *
 * <p>Source: "Actions, resources, and condition keys for AWS Lambda" in the Service Authorization Reference.
 */
final class LambdaActions {
    /** The action of Invoke and of InvokeWithResponseStream. */
    static final String INVOKE = "lambda:InvokeFunction";

    static final String CREATE = "lambda:CreateFunction";

    /** The members of requests that have condition keys. */
    private static final Map<String, String> KEYS = Map.of(
            "AuthType", "lambda:FunctionUrlAuthType",
            "CodeSigningConfigArn", "lambda:CodeSigningConfigArn",
            "FunctionUrlAuthType", "lambda:FunctionUrlAuthType",
            "Principal", "lambda:Principal");

    private static final Pattern PARTITION = Pattern.compile("^arn:aws[a-zA-Z-]*:");

    private static final Pattern FUNCTION = Pattern.compile("arn:aws[a-zA-Z-]*:lambda:[^:]*:[^:]*:function:");

    private static final Pattern ACCOUNT =
            Pattern.compile("(?:arn:[a-zA-Z-]*:lambda:)?(?:[a-z]{2}[a-z-]*-[0-9]:)?([0-9]{12}):.+");

    private final String region;

    LambdaActions(String region) {
        this.region = region;
    }

    /** The ARN of a request's resource, if it is not a function; {@code *} without a resource. */
    String resource(AccountId account, LambdaRequest request) {
        String before = "arn:aws:lambda:" + region + ":" + account + ":";
        return text(request, "UUID")
                .map(uuid -> before + "event-source-mapping:" + uuid)
                .or(() -> text(request, "LayerName").map(name -> layer(before, name, request)))
                .or(() -> text(request, "CodeSigningConfigArn"))
                .or(() -> text(request, "Resource"))
                .or(() -> text(request, "Arn"))
                .map(LambdaActions::canonical)
                .orElse("*");
    }

    /** Normalises the partition in an ARN, because policies name resources by one ARN. */
    private static String canonical(String arn) {
        return PARTITION.matcher(arn).replaceFirst("arn:aws:");
    }

    /** The versions of layers in a request. */
    static List<String> layers(LambdaRequest request) {
        List<String> named = switch (request) {
            case CreateFunctionRequest create -> create.layers();
            case UpdateFunctionConfigurationRequest update -> update.layers();
            default -> List.of();
        };
        return named.stream()
                .filter(Objects::nonNull)
                .map(LambdaActions::canonical)
                .toList();
    }

    /** The function of a request, by any of its names. */
    static Optional<String> function(LambdaRequest request) {
        // an existing mapping is identified by its id, even if the request sets another function
        return text(request, "UUID").isPresent()
                ? Optional.empty()
                : text(request, "FunctionName")
                        .or(() -> text(request, "Resource")
                                .filter(arn -> FUNCTION.matcher(arn).lookingAt()));
    }

    /** The event source mapping of a request. */
    static Optional<String> mapping(LambdaRequest request) {
        return text(request, "UUID");
    }

    /** Whether a request creates a mapping to the function that it names. */
    static boolean makesMapping(LambdaRequest request) {
        return request instanceof CreateEventSourceMappingRequest;
    }

    /** The functions that a request sets as destinations. */
    static List<String> destinations(LambdaRequest request) {
        @Nullable
        DestinationConfig config = switch (request) {
            case PutFunctionEventInvokeConfigRequest put -> put.destinationConfig();
            case UpdateFunctionEventInvokeConfigRequest update -> update.destinationConfig();
            default -> null;
        };
        if (config == null) {
            return List.of();
        }
        return Stream.of(
                        config.onSuccess() == null ? null : config.onSuccess().destination(),
                        config.onFailure() == null ? null : config.onFailure().destination())
                .filter(Objects::nonNull)
                .filter(arn -> FUNCTION.matcher(arn).lookingAt())
                .toList();
    }

    static Optional<String> qualifier(LambdaRequest request) {
        return text(request, "Qualifier");
    }

    /** The account that owns the function of this name; by default the caller's. */
    static AccountId owner(AccountId caller, String name) {
        if (name.indexOf(':') < 0) {
            return caller;
        }
        Matcher matcher = ACCOUNT.matcher(name);
        return matcher.matches() ? new AccountId(matcher.group(1)) : caller;
    }

    private static String layer(String before, String name, LambdaRequest request) {
        String arn = name.startsWith("arn:") ? name : before + "layer:" + name;
        return arn + field(request, "VersionNumber").map(number -> ":" + number).orElse("");
    }

    /** The context with the condition keys of the request. */
    RequestContext describe(RequestContext context, LambdaRequest request) {
        RequestContext described = context;
        for (Map.Entry<String, String> key : KEYS.entrySet()) {
            Optional<String> value = text(request, key.getKey());
            if (value.isPresent()) {
                described = described.with(key.getValue(), value.get());
            }
        }
        Optional<Object> layers = field(request, "Layers");
        if (layers.isPresent() && layers.get() instanceof List<?> arns) {
            described = described.with(
                    "lambda:Layer", arns.stream().map(String::valueOf).toList());
        }
        if (field(request, "TagKeys").orElse(List.of()) instanceof List<?> keys && !keys.isEmpty()) {
            described = described.with(
                    "aws:TagKeys", keys.stream().map(String::valueOf).toList());
        }
        if (field(request, "Tags").orElse(Map.of()) instanceof Map<?, ?> tags && !tags.isEmpty()) {
            Map<String, String> texts = new HashMap<>();
            tags.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
            described = described.withTags("aws:RequestTag/", texts).with("aws:TagKeys", List.copyOf(texts.keySet()));
        }
        return described;
    }

    /** The role that a request sets. */
    static Optional<String> passedRole(LambdaRequest request) {
        return text(request, "Role");
    }

    /** The object that a request takes code from, as {@code BUCKET/KEY}. */
    static Optional<String> object(LambdaRequest request) {
        return switch (request) {
            case CreateFunctionRequest creation ->
                Optional.ofNullable(creation.code()).flatMap(code -> object(code.s3Bucket(), code.s3Key()));
            case UpdateFunctionCodeRequest update -> object(update.s3Bucket(), update.s3Key());
            case PublishLayerVersionRequest layer ->
                Optional.ofNullable(layer.content()).flatMap(content -> object(content.s3Bucket(), content.s3Key()));
            default -> Optional.empty();
        };
    }

    private static Optional<String> object(@Nullable String bucket, @Nullable String key) {
        return bucket == null || key == null ? Optional.empty() : Optional.of(bucket + "/" + key);
    }

    private static Optional<String> text(LambdaRequest request, String member) {
        return field(request, member).map(String::valueOf).filter(text -> !text.isEmpty());
    }

    private static Optional<Object> field(LambdaRequest request, String member) {
        for (SdkField<?> field : request.sdkFields()) {
            if (field.memberName().equals(member)) {
                return Optional.ofNullable(field.getValueOrDefault(request));
            }
        }
        return Optional.empty();
    }
}
