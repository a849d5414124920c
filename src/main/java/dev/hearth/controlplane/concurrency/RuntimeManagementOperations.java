package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.PackageType;
import dev.hearth.model.Program;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigResponse;

/** When a function is moved to a newer version of its runtime. Hearth has one version of each: that of the machine. */
final class RuntimeManagementOperations {
    private static final String AUTO = "Auto";
    private static final String MANUAL = "Manual";

    private final FunctionNames names;
    private final Store store;

    RuntimeManagementOperations(FunctionNames names, Store store) {
        this.names = names;
        this.store = store;
    }

    PutRuntimeManagementConfigResponse put(AccountId account, PutRuntimeManagementConfigRequest request) {
        String mode = request.updateRuntimeOnAsString();
        String version = request.runtimeVersionArn();
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        if (mode.equals(MANUAL) && version == null) {
            throw Failures.invalid("RuntimeVersionArn is required when UpdateRuntimeOn is set to Manual.");
        }
        if (!mode.equals(MANUAL) && version != null) {
            throw Failures.invalid("RuntimeVersionArn can only be set when UpdateRuntimeOn is set to Manual.");
        }
        return store.write(transaction -> {
            checkRuntime(transaction, arn, version);
            transaction.put(
                    FunctionSetting.RUNTIME_MANAGEMENT,
                    Scope.function(arn),
                    arn.qualifier().orElseThrow(),
                    new FunctionSetting(mode, Optional.ofNullable(version)));
            return PutRuntimeManagementConfigResponse.builder()
                    .functionArn(arn.toString())
                    .updateRuntimeOn(mode)
                    .runtimeVersionArn(version)
                    .build();
        });
    }

    GetRuntimeManagementConfigResponse get(AccountId account, GetRuntimeManagementConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.qualifier());
        return store.read(view -> {
            Qualifiers.mustExist(view, arn);
            FunctionSetting setting = view.find(
                            FunctionSetting.RUNTIME_MANAGEMENT,
                            Scope.function(arn),
                            arn.qualifier().orElseThrow())
                    .orElse(new FunctionSetting(AUTO, Optional.empty()));
            return GetRuntimeManagementConfigResponse.builder()
                    .functionArn(arn.toString())
                    .updateRuntimeOn(setting.value())
                    .runtimeVersionArn(setting.detail().orElse(null))
                    .build();
        });
    }

    private static void checkRuntime(View view, FunctionArn arn, @Nullable String version) {
        Qualifiers.mustExist(view, arn);
        Program program = arn.qualifier()
                .filter(Qualifiers::isNumber)
                .flatMap(number -> Qualifiers.version(view, arn, number))
                .map(published -> published.configuration().program())
                .orElseGet(() -> Qualifiers.function(view, arn).configuration().program());
        if (program.packageType() == PackageType.IMAGE) {
            throw Failures.invalid("Runtime management is not supported for functions with package type Image.");
        }
        if (version != null
                && program instanceof Program.Packaged packaged
                && !version.equals(packaged.runtime().versionArn(arn.region()))) {
            throw Failures.invalid(
                    "The runtime version " + version + " does not exist for the runtime " + packaged.runtime() + ".");
        }
    }

    private FunctionArn resolve(AccountId account, @Nullable String function, @Nullable String qualifier) {
        FunctionArn arn = names.resolve(account, String.valueOf(function), Optional.ofNullable(qualifier));
        String version = arn.qualifier().orElse(FunctionArn.LATEST);
        if (!version.equals(FunctionArn.LATEST) && !Qualifiers.isNumber(version)) {
            throw Failures.invalid("Runtime management is not supported for aliases: name a version or $LATEST.");
        }
        return arn.qualified(version);
    }
}
