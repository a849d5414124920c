package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Timestamps;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionState;
import dev.hearth.model.Program;
import dev.hearth.model.UpdateStatus;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.EnvironmentResponse;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.RuntimeVersionConfig;

/** Functions in the form of the API's answers. */
final class FunctionViews {
    private FunctionViews() {}

    /** A function in a list, without the fields that only a request for one function returns. */
    static FunctionConfiguration listed(QualifiedFunction function) {
        return configuration(function).toBuilder()
                .state((String) null)
                .stateReason(null)
                .stateReasonCode((String) null)
                .lastUpdateStatus((String) null)
                .lastUpdateStatusReason(null)
                .lastUpdateStatusReasonCode((String) null)
                .runtimeVersionConfig((RuntimeVersionConfig) null)
                .build();
    }

    /** The configuration, with the ARN by which it was requested. */
    static FunctionConfiguration configuration(QualifiedFunction function) {
        FunctionArn arn = function.arn();
        dev.hearth.model.FunctionConfiguration configuration = function.configuration();
        FunctionConfiguration.Builder shown = FunctionConfiguration.builder()
                .functionName(arn.name())
                .functionArn(arn.toString())
                .role(configuration.role())
                .codeSize(configuration.program().code().size().bytes())
                .description(configuration.description())
                .timeout((int) configuration.timeout().toSeconds())
                .memorySize((int) configuration.memory().toMebibytes())
                .lastModified(Timestamps.milliseconds(function.modified()))
                .codeSha256(codeSha256(configuration))
                .version(function.version())
                .revisionId(function.revisionId())
                .packageType(configuration.program().packageType().wire())
                .architecturesWithStrings(configuration.architectures())
                .ephemeralStorage(EphemeralStorage.builder()
                        .size((int) configuration.ephemeralStorage().toMebibytes())
                        .build());
        showProgram(shown, configuration.program(), arn.region());
        if (!configuration.environment().isEmpty() || RecordedSettings.hasEnvironment(configuration.extra())) {
            shown.environment(EnvironmentResponse.builder()
                    .variables(configuration.environment())
                    .build());
        }
        RecordedSettings.show(shown, configuration.extra(), !function.version().equals(FunctionArn.LATEST));
        shown.loggingConfig(LogSettings.shown(configuration.logging()));
        showState(shown, function);
        return shown.build();
    }

    private static void showProgram(FunctionConfiguration.Builder shown, Program program, String region) {
        switch (program) {
            case Program.Packaged packaged ->
                shown.runtime(packaged.runtime().value())
                        .handler(packaged.handler())
                        .runtimeVersionConfig(RuntimeVersionConfig.builder()
                                .runtimeVersionArn(packaged.runtime().versionArn(region))
                                .build())
                        .layers(shown(packaged.layers()));
            case Program.Imaged imaged -> Images.shown(imaged.settings()).ifPresent(shown::imageConfigResponse);
        }
    }

    private static @Nullable List<Layer> shown(List<FunctionLayer> layers) {
        if (layers.isEmpty()) {
            return null;
        }
        return layers.stream()
                .map(layer -> Layer.builder()
                        .arn(layer.arn())
                        .codeSize(layer.code().size().bytes())
                        .build())
                .toList();
    }

    private static void showState(FunctionConfiguration.Builder shown, QualifiedFunction function) {
        FunctionState state = function.state();
        shown.state(state.name().wire());
        state.reason().ifPresent(shown::stateReason);
        state.reasonCode().ifPresent(shown::stateReasonCode);
        if (state.name() == FunctionState.Name.PENDING) {
            // Lambda shows no update status before the function is active
            return;
        }
        UpdateStatus update = function.update();
        shown.lastUpdateStatus(update.name().wire());
        update.reason().ifPresent(shown::lastUpdateStatusReason);
        update.reasonCode().ifPresent(shown::lastUpdateStatusReasonCode);
    }

    /** The digest of the code in the API's form: of packages in Base64, of images in hexadecimal digits. */
    static String codeSha256(dev.hearth.model.FunctionConfiguration configuration) {
        String hexadecimal = configuration.program().code().sha256();
        return switch (configuration.program()) {
            case Program.Packaged _ ->
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hexadecimal));
            case Program.Imaged _ -> hexadecimal;
        };
    }
}
