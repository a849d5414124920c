package dev.hearth.controlplane.codesigning;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.controlplane.operation.TagRules;
import dev.hearth.controlplane.operation.Timestamps;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CodeSigningConfig;
import software.amazon.awssdk.services.lambda.model.CodeSigningPolicies;
import software.amazon.awssdk.services.lambda.model.CodeSigningPolicy;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListCodeSigningConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListCodeSigningConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsByCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsByCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateCodeSigningConfigResponse;

/** The code signing configurations of an account. */
final class SigningConfigs {
    private final String region;
    private final Store store;
    private final Time time;
    private final Ids ids;

    SigningConfigs(String region, Store store, Time time, Ids ids) {
        this.region = region;
        this.store = store;
        this.time = time;
        this.ids = ids;
    }

    CreateCodeSigningConfigResponse create(AccountId account, CreateCodeSigningConfigRequest request) {
        String id = "csc-" + ids.hex(Limits.ID_CHARACTERS);
        CodeSigningConfig config = CodeSigningConfig.builder()
                .codeSigningConfigId(id)
                .codeSigningConfigArn("arn:aws:lambda:" + region + ":" + account + ":code-signing-config:" + id)
                .description(request.description() == null ? "" : request.description())
                .allowedPublishers(request.allowedPublishers())
                .codeSigningPolicies(policies(request.codeSigningPolicies(), CodeSigningPolicy.WARN))
                .lastModified(Timestamps.milliseconds(time.now()))
                .build();
        SigningConfig kept = new SigningConfig(config, TagRules.checked(request.tags()));
        return store.write(transaction -> {
            transaction.put(SigningConfig.KIND, Scope.of(account), id, kept);
            return CreateCodeSigningConfigResponse.builder()
                    .codeSigningConfig(config)
                    .build();
        });
    }

    GetCodeSigningConfigResponse get(AccountId account, GetCodeSigningConfigRequest request) {
        String arn = request.codeSigningConfigArn();
        return GetCodeSigningConfigResponse.builder()
                .codeSigningConfig(
                        store.read(view -> existing(view, account, arn)).shown())
                .build();
    }

    UpdateCodeSigningConfigResponse update(AccountId account, UpdateCodeSigningConfigRequest request) {
        return store.write(transaction -> {
            SigningConfig current = existing(transaction, account, request.codeSigningConfigArn());
            CodeSigningConfig.Builder changed = current.shown().toBuilder();
            if (request.description() != null) {
                changed.description(request.description());
            }
            if (request.allowedPublishers() != null) {
                changed.allowedPublishers(request.allowedPublishers());
            }
            CodeSigningPolicy policy = current.shown().codeSigningPolicies().untrustedArtifactOnDeployment();
            CodeSigningConfig config = changed.codeSigningPolicies(policies(request.codeSigningPolicies(), policy))
                    .lastModified(Timestamps.milliseconds(time.now()))
                    .build();
            transaction.put(
                    SigningConfig.KIND, Scope.of(account), current.id(), new SigningConfig(config, current.tags()));
            return UpdateCodeSigningConfigResponse.builder()
                    .codeSigningConfig(config)
                    .build();
        });
    }

    DeleteCodeSigningConfigResponse delete(AccountId account, DeleteCodeSigningConfigRequest request) {
        String arn = request.codeSigningConfigArn();
        return store.write(transaction -> {
            SigningConfig config = existing(transaction, account, arn);
            if (!users(transaction, account, arn).isEmpty()) {
                throw Failures.conflict("The code signing configuration " + arn + " is used by functions. Detach it "
                        + "from them before you delete it.");
            }
            transaction.delete(SigningConfig.KIND, Scope.of(account), config.id());
            return DeleteCodeSigningConfigResponse.builder().build();
        });
    }

    ListCodeSigningConfigsResponse list(AccountId account, ListCodeSigningConfigsRequest request) {
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String after = Markers.name(request.marker());
        Page<SigningConfig> page = store.read(view -> Page.of(
                view.list(SigningConfig.KIND, Scope.of(account), after, Page.asked(size)), size, SigningConfig::id));
        return ListCodeSigningConfigsResponse.builder()
                .codeSigningConfigs(
                        page.items().stream().map(SigningConfig::shown).toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    ListFunctionsByCodeSigningConfigResponse functions(
            AccountId account, ListFunctionsByCodeSigningConfigRequest request) {
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String after = Markers.name(request.marker());
        Page<String> page = store.read(view -> {
            existing(view, account, request.codeSigningConfigArn());
            List<String> found = users(view, account, request.codeSigningConfigArn()).stream()
                    .filter(function -> function.compareTo(after) > 0)
                    .limit(Page.asked(size))
                    .toList();
            return Page.of(found, size, function -> function);
        });
        return ListFunctionsByCodeSigningConfigResponse.builder()
                .functionArns(page.items())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    private static CodeSigningPolicies policies(@Nullable CodeSigningPolicies asked, CodeSigningPolicy otherwise) {
        CodeSigningPolicy policy = asked == null || asked.untrustedArtifactOnDeployment() == null
                ? otherwise
                : asked.untrustedArtifactOnDeployment();
        return CodeSigningPolicies.builder()
                .untrustedArtifactOnDeployment(policy)
                .build();
    }

    private static List<String> users(View view, AccountId account, String arn) {
        return view.listAll(SigningUse.KIND, account).stream()
                .filter(use -> use.config().equals(arn))
                .map(SigningUse::function)
                .sorted()
                .toList();
    }

    static SigningConfig existing(View view, AccountId account, String arn) {
        return find(view, account, arn)
                .orElseThrow(() -> ServiceException.untyped(
                        ErrorCode.RESOURCE_NOT_FOUND,
                        "The Lambda code signing configuration " + arn + " can not be found."));
    }

    static Optional<SigningConfig> find(View view, AccountId account, String arn) {
        return view.find(SigningConfig.KIND, Scope.of(account), arn.substring(arn.lastIndexOf(':') + 1))
                .filter(config -> config.shown().codeSigningConfigArn().equals(arn));
    }
}
