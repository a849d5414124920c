package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.code.Packages;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.controlplane.operation.TagRules;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionState;
import dev.hearth.model.ImageSettings;
import dev.hearth.model.Logging;
import dev.hearth.model.Program;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.UpdateStatus;
import dev.hearth.time.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;

/** Creates functions. */
final class FunctionCreation {
    private final FunctionNames names;
    private final Store store;
    private final CodeIntake intake;
    private final SettingsRules rules;
    private final Activation activation;
    private final Publication publication;
    private final Ids ids;

    FunctionCreation(
            FunctionNames names,
            Store store,
            CodeIntake intake,
            SettingsRules rules,
            Activation activation,
            Publication publication,
            Ids ids) {
        this.names = names;
        this.store = store;
        this.intake = intake;
        this.rules = rules;
        this.activation = activation;
        this.publication = publication;
        this.ids = ids;
    }

    CreateFunctionResponse create(AccountId account, CreateFunctionRequest request) {
        Settings settings = Settings.of(request);
        List<String> architectures = request.hasArchitectures() ? request.architecturesAsStrings() : null;
        FunctionArn arn = names.resolveNew(account, request.functionName());
        check(request, settings, architectures);
        Map<String, String> tags = TagRules.checked(request.hasTags() ? request.tags() : Map.of());
        // as recorded: what is wrong with layers is told before that the function exists
        List<FunctionLayer> layers =
                settings.layers() == null ? List.of() : intake.layers().resolve(account, settings.layers());
        if (store.read(view -> view.find(Kinds.FUNCTION, Scope.of(account), arn.name()))
                .isPresent()) {
            throw Failures.exists(arn);
        }
        Optional<String> signedBy = Optional.ofNullable(request.codeSigningConfigArn());
        signedBy.ifPresent(config -> store.read(view -> {
            intake.signing().checkUnsigned(view, arn, config);
            return config;
        }));
        List<String> builtFor =
                architectures == null ? List.of(rules.architectures().getFirst()) : architectures;
        FunctionConfiguration blank = new FunctionConfiguration(
                program(account, request, layers, builtFor),
                request.role(),
                "",
                Map.of(),
                DataSize.ofMebibytes(Limits.MEMORY_DEFAULT_MB),
                DataSize.ofMebibytes(Limits.EPHEMERAL_DEFAULT_MB),
                Duration.ofSeconds(Limits.TIMEOUT_DEFAULT_SECONDS),
                builtFor,
                Logging.text("/aws/lambda/" + arn.name()),
                Map.of());
        FunctionConfiguration configuration = FunctionUpdates.changed(blank, settings, FunctionUpdates.layers(blank));
        ConfigurationRules.check(configuration);
        String id = ids.uuid();
        Function function = new Function(
                arn,
                id,
                configuration,
                Optional.empty(),
                FunctionState.PENDING,
                UpdateStatus.SUCCESSFUL,
                id, // the first revision
                publication.now(),
                tags,
                0);
        QualifiedFunction created = store(function, Boolean.TRUE.equals(request.publish()), signedBy);
        activation.submit(function);
        return Shapes.copy(FunctionViews.configuration(created), CreateFunctionResponse.builder())
                .build();
    }

    private Program program(
            AccountId account, CreateFunctionRequest request, List<FunctionLayer> layers, List<String> architectures) {
        FunctionCode code = request.code();
        if (Images.isImage(request.packageTypeAsString())) {
            return new Program.Imaged(intake.images().resolve(code.imageUri(), architectures), ImageSettings.NONE);
        }
        CodePackage stored = intake.packages().take(account, source(code));
        intake.layers().check(stored, layers);
        return new Program.Packaged(
                new RuntimeIdentifier(request.runtimeAsString()), request.handler(), stored, layers);
    }

    private static Packages.Source source(FunctionCode code) {
        return new Packages.Source(code.zipFile(), code.s3Bucket(), code.s3Key(), code.s3ObjectVersion());
    }

    private QualifiedFunction store(Function function, boolean publish, Optional<String> signedBy) {
        FunctionArn arn = function.arn();
        return store.write(transaction -> {
            if (transaction
                    .find(Kinds.FUNCTION, Scope.of(arn.account()), arn.name())
                    .isPresent()) {
                throw Failures.exists(arn);
            }
            transaction.put(Kinds.FUNCTION, Scope.of(arn.account()), arn.name(), function);
            signedBy.ifPresent(config -> intake.signing().attach(transaction, arn, config));
            if (!publish) {
                return QualifiedFunction.of(function, arn);
            }
            PublishedVersion version = publication.publish(transaction, function, Optional.empty());
            return QualifiedFunction.created(function, version);
        });
    }

    private void check(CreateFunctionRequest request, Settings settings, @Nullable List<String> architectures) {
        if (Images.isImage(request.packageTypeAsString())) {
            intake.images().checkCreation(settings, request.code(), request.codeSigningConfigArn());
        } else {
            if (settings.runtime() == null || settings.handler() == null) {
                throw Failures.invalid(
                        "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
            }
            Images.refuseBesidePackage(settings, request.code());
        }
        Publication.checkTarget(request.publishToAsString());
        rules.check(settings, SettingsRules.Use.CREATION);
        if (architectures != null) {
            rules.checkArchitectures(architectures);
        }
    }
}
