package dev.hearth.controlplane;

import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.Sha256;
import dev.hearth.model.UpdateStatus;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.EnvironmentResponse;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.RuntimeVersionConfig;

/** Functions as the API shows them. */
final class FunctionViews {
    private static final DateTimeFormatter MODIFIED = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private FunctionViews() {}

    /** The configuration, under a name with or without a qualifier. */
    static FunctionConfiguration configuration(Function function, FunctionArn arn) {
        dev.hearth.model.FunctionConfiguration configuration = function.configuration();
        FunctionConfiguration.Builder shown = FunctionConfiguration.builder()
                .functionName(arn.name())
                .functionArn(arn.toString())
                .runtime(configuration.runtime().value())
                .role(configuration.role())
                .handler(configuration.handler())
                .codeSize(configuration.code().size().bytes())
                .description(configuration.description())
                .timeout((int) configuration.timeout().toSeconds())
                .memorySize((int) configuration.memory().toMebibytes())
                .lastModified(MODIFIED.format(function.modified()))
                .codeSha256(base64(configuration.code().sha256()))
                .version(FunctionArn.LATEST)
                .revisionId(function.revisionId())
                .packageType(configuration.packageType().wire())
                .architecturesWithStrings(configuration.architectures())
                .ephemeralStorage(EphemeralStorage.builder()
                        .size((int) configuration.ephemeralStorage().toMebibytes())
                        .build())
                .runtimeVersionConfig(RuntimeVersionConfig.builder()
                        .runtimeVersionArn("arn:aws:lambda:" + arn.region() + "::runtime:"
                                + Sha256.of(configuration.runtime().value()))
                        .build());
        if (!configuration.environment().isEmpty()) {
            shown.environment(EnvironmentResponse.builder()
                    .variables(configuration.environment())
                    .build());
        }
        Extras.show(shown, configuration.extra(), configuration.logGroup());
        showState(shown, function);
        return shown.build();
    }

    /** Copies a configuration into a response that has the same members, as those of CreateFunction and updates do. */
    static void copy(FunctionConfiguration from, SdkPojo to) {
        var targets = to.sdkFieldNameToField();
        for (SdkField<?> field : from.sdkFields()) {
            Object value = field.getValueOrDefault(from);
            SdkField<?> target = targets.get(field.locationName());
            if (value != null && target != null) {
                target.set(to, value);
            }
        }
    }

    private static void showState(FunctionConfiguration.Builder shown, Function function) {
        FunctionState state = function.state();
        shown.state(state.name().wire());
        state.reason().ifPresent(shown::stateReason);
        state.reasonCode().ifPresent(shown::stateReasonCode);
        if (state.name() == FunctionState.Name.PENDING) {
            // Lambda shows no update before the function is there
            return;
        }
        UpdateStatus update = function.update();
        shown.lastUpdateStatus(update.name().wire());
        update.reason().ifPresent(shown::lastUpdateStatusReason);
        update.reasonCode().ifPresent(shown::lastUpdateStatusReasonCode);
    }

    private static String base64(String hexadecimal) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hexadecimal));
    }
}
