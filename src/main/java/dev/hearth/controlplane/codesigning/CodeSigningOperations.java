package dev.hearth.controlplane.codesigning;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.functions.CodeSigning;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Tagged;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.PackageType;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListCodeSigningConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsByCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateCodeSigningConfigRequest;

/** The operations on code signing configurations, and on their use by functions. */
public final class CodeSigningOperations {
    private static final String CONFIGS = "/2020-04-22/code-signing-configs";
    private static final String CONFIG = CONFIGS + "/{CodeSigningConfigArn}";
    private static final String OF_FUNCTION = "/2020-06-30/functions/{FunctionName}/code-signing-config";

    private final FunctionNames names;
    private final Store store;
    private final CodeSigning checks;
    private final SigningConfigs configs;

    public CodeSigningOperations(FunctionNames names, Store store, CodeSigning checks, Time time, Ids ids) {
        this.names = names;
        this.store = store;
        this.checks = checks;
        this.configs = new SigningConfigs(names.region(), store, time, ids);
    }

    public List<Operation<?, ?>> operations() {
        return Stream.of(onConfigs(), onFunctions()).flatMap(List::stream).toList();
    }

    public Tagged tagged() {
        return new SigningTags();
    }

    private List<Operation<?, ?>> onConfigs() {
        return List.of(
                Operation.of(
                        "POST",
                        CONFIGS,
                        201,
                        CreateCodeSigningConfigRequest.class,
                        CreateCodeSigningConfigRequest::builder,
                        configs::create),
                Operation.of(
                        "GET",
                        CONFIGS,
                        200,
                        ListCodeSigningConfigsRequest.class,
                        ListCodeSigningConfigsRequest::builder,
                        configs::list),
                Operation.of(
                        "GET",
                        CONFIG,
                        200,
                        GetCodeSigningConfigRequest.class,
                        GetCodeSigningConfigRequest::builder,
                        configs::get),
                Operation.of(
                        "PUT",
                        CONFIG,
                        200,
                        UpdateCodeSigningConfigRequest.class,
                        UpdateCodeSigningConfigRequest::builder,
                        configs::update),
                Operation.of(
                        "DELETE",
                        CONFIG,
                        204,
                        DeleteCodeSigningConfigRequest.class,
                        DeleteCodeSigningConfigRequest::builder,
                        configs::delete),
                Operation.of(
                        "GET",
                        CONFIG + "/functions",
                        200,
                        ListFunctionsByCodeSigningConfigRequest.class,
                        ListFunctionsByCodeSigningConfigRequest::builder,
                        configs::functions));
    }

    private List<Operation<?, ?>> onFunctions() {
        return List.of(
                Operation.of(
                        "PUT",
                        OF_FUNCTION,
                        200,
                        PutFunctionCodeSigningConfigRequest.class,
                        PutFunctionCodeSigningConfigRequest::builder,
                        this::put),
                Operation.of(
                        "GET",
                        OF_FUNCTION,
                        200,
                        GetFunctionCodeSigningConfigRequest.class,
                        GetFunctionCodeSigningConfigRequest::builder,
                        this::get),
                Operation.of(
                        "DELETE",
                        OF_FUNCTION,
                        204,
                        DeleteFunctionCodeSigningConfigRequest.class,
                        DeleteFunctionCodeSigningConfigRequest::builder,
                        this::delete));
    }

    /** Attaches a configuration. Deployed code is not checked again. */
    private PutFunctionCodeSigningConfigResponse put(AccountId account, PutFunctionCodeSigningConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName());
        return store.write(transaction -> {
            checks.mustExist(transaction, account, request.codeSigningConfigArn());
            Function function = Qualifiers.function(transaction, arn);
            if (function.configuration().program().packageType() == PackageType.IMAGE) {
                throw Failures.invalid("Code signing is not supported for functions created with container images.");
            }
            checks.attach(transaction, arn, request.codeSigningConfigArn());
            return PutFunctionCodeSigningConfigResponse.builder()
                    .codeSigningConfigArn(request.codeSigningConfigArn())
                    .functionName(arn.name())
                    .build();
        });
    }

    private GetFunctionCodeSigningConfigResponse get(AccountId account, GetFunctionCodeSigningConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName());
        return store.read(view -> {
            Qualifiers.function(view, arn);
            return view.find(SigningUse.KIND, Scope.function(arn), SigningUse.NAME)
                    .map(use -> GetFunctionCodeSigningConfigResponse.builder()
                            .codeSigningConfigArn(use.config())
                            .functionName(arn.name())
                            .build())
                    .orElseGet(
                            () -> GetFunctionCodeSigningConfigResponse.builder().build());
        });
    }

    private DeleteFunctionCodeSigningConfigResponse delete(
            AccountId account, DeleteFunctionCodeSigningConfigRequest request) {
        FunctionArn arn = resolve(account, request.functionName());
        return store.write(transaction -> {
            Qualifiers.function(transaction, arn);
            transaction.delete(SigningUse.KIND, Scope.function(arn), SigningUse.NAME);
            return DeleteFunctionCodeSigningConfigResponse.builder().build();
        });
    }

    private FunctionArn resolve(AccountId account, @Nullable String function) {
        return names.resolve(account, String.valueOf(function), Optional.empty())
                .unqualified();
    }
}
