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
 * What policies call Lambda's operations, and what these act on.
 *
 * <p>Source: "Actions, resources, and condition keys for AWS Lambda" in the Service Authorization Reference.
 */
final class LambdaActions {
    /** Both ways to invoke a function. */
    static final String INVOKE = "lambda:InvokeFunction";

    /** Members of requests that conditions may ask about. */
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

    /** The ARN of what a request is about that is about no function; {@code *} if that is nothing in particular. */
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

    /** Resources have one name, whatever partition a caller gives it: policies name that. */
    private static String canonical(String arn) {
        return PARTITION.matcher(arn).replaceFirst("arn:aws:");
    }

    /** The versions of layers that a request gives to a function. */
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

    /** The function that a request is about, in any of the ways to name one. */
    static Optional<String> function(LambdaRequest request) {
        // a mapping is known by its own id, whatever function it is to have from now on
        return text(request, "UUID").isPresent()
                ? Optional.empty()
                : text(request, "FunctionName")
                        .or(() -> text(request, "Resource")
                                .filter(arn -> FUNCTION.matcher(arn).lookingAt()));
    }

    /** The event source mapping that a request is about. */
    static Optional<String> mapping(LambdaRequest request) {
        return text(request, "UUID");
    }

    /** Whether a request makes a mapping to the function that it names. */
    static boolean makesMapping(LambdaRequest request) {
        return request instanceof CreateEventSourceMappingRequest;
    }

    /** The functions that are to hear of another one's events. */
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

    /** Whose function somebody means by a name: their own, if it says nothing else. */
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

    /** The request's context with what it asks for. */
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

    /** The role that a request gives to a function. */
    static Optional<String> passedRole(LambdaRequest request) {
        return text(request, "Role");
    }

    /** The object that a request has code taken from, as {@code BUCKET/KEY}. */
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
