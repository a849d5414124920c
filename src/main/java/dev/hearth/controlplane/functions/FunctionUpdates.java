package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Store;
import dev.hearth.controlplane.code.Packages;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.ContainerImage;
import dev.hearth.model.DataSize;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.UpdateStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Updates functions' code and configuration. Invocations use the update when {@link Activation} has finished it. */
final class FunctionUpdates {
    private final FunctionNames names;
    private final Store store;
    private final FunctionChanges changes;
    private final CodeIntake intake;
    private final SettingsRules rules;
    private final Activation activation;
    private final Publication publication;

    FunctionUpdates(
            FunctionNames names,
            Store store,
            FunctionChanges changes,
            CodeIntake intake,
            SettingsRules rules,
            Activation activation,
            Publication publication) {
        this.names = names;
        this.store = store;
        this.changes = changes;
        this.intake = intake;
        this.rules = rules;
        this.activation = activation;
        this.publication = publication;
    }

    UpdateFunctionCodeResponse updateCode(AccountId account, UpdateFunctionCodeRequest request) {
        List<String> architectures = request.hasArchitectures() ? request.architecturesAsStrings() : null;
        Packages.Source source =
                new Packages.Source(request.zipFile(), request.s3Bucket(), request.s3Key(), request.s3ObjectVersion());
        Publication.checkTarget(request.publishToAsString());
        FunctionArn arn = latest(account, request.functionName());
        Optional<String> revision = Optional.ofNullable(request.revisionId());
        Function before = changes.existing(arn);
        changes.checkChangeable(before, revision);
        rules.checkUpdatable(before.configuration().program());
        if (architectures != null) {
            rules.checkArchitectures(architectures);
        }
        Images.checkUpdate(before.configuration().program(), request);
        List<String> builtFor = architectures == null ? before.configuration().architectures() : architectures;
        boolean dryRun = Boolean.TRUE.equals(request.dryRun());
        UnaryOperator<FunctionConfiguration> change =
                switch (before.configuration().program()) {
                    case Program.Packaged packaged -> packaged(arn, packaged.layers(), source, builtFor);
                    case Program.Imaged _ -> {
                        ContainerImage image = intake.images().resolve(request.imageUri(), builtFor);
                        yield configuration -> withImage(configuration, image, builtFor);
                    }
                };
        QualifiedFunction after = dryRun
                ? QualifiedFunction.of(
                        before.withConfiguration(change.apply(before.configuration()), publication.now()), arn)
                : begin(arn, revision, Boolean.TRUE.equals(request.publish()), change);
        return Shapes.copy(FunctionViews.configuration(after), UpdateFunctionCodeResponse.builder())
                .build();
    }

    private UnaryOperator<FunctionConfiguration> packaged(
            FunctionArn arn, List<FunctionLayer> layers, Packages.Source source, List<String> architectures) {
        store.read(view -> {
            intake.signing().checkUnsigned(view, arn);
            return arn;
        });
        CodePackage code = intake.packages().take(arn.account(), source);
        intake.layers().check(code, layers);
        return configuration -> withCode(configuration, code, architectures);
    }

    UpdateFunctionConfigurationResponse updateConfiguration(
            AccountId account, UpdateFunctionConfigurationRequest request) {
        Settings settings = Settings.of(request);
        FunctionArn arn = latest(account, request.functionName());
        Optional<String> revision = Optional.ofNullable(request.revisionId());
        Function before = changes.existing(arn);
        changes.checkChangeable(before, revision);
        Images.checkUpdate(before.configuration().program(), settings);
        rules.check(settings, SettingsRules.Use.UPDATE);
        Optional<List<FunctionLayer>> layers = Optional.ofNullable(settings.layers())
                .map(arns -> intake.layers().resolve(account, arns));
        layers.ifPresent(
                chosen -> intake.layers().check(before.configuration().program().code(), chosen));
        QualifiedFunction after = begin(arn, revision, false, configuration -> {
            FunctionConfiguration next =
                    changed(configuration, settings, layers.orElseGet(() -> layers(configuration)));
            rules.checkUpdatable(next.program());
            ConfigurationRules.check(next);
            return next;
        });
        return Shapes.copy(FunctionViews.configuration(after), UpdateFunctionConfigurationResponse.builder())
                .build();
    }

    static List<FunctionLayer> layers(FunctionConfiguration configuration) {
        return switch (configuration.program()) {
            case Program.Packaged packaged -> packaged.layers();
            case Program.Imaged _ -> List.of();
        };
    }

    /** The configuration with these layers and the settings of the request. All other settings stay. */
    static FunctionConfiguration changed(FunctionConfiguration earlier, Settings settings, List<FunctionLayer> layers) {
        Integer memory = settings.memorySize();
        Integer timeout = settings.timeout();
        Map<String, String> variables = settings.variables();
        var ephemeral = settings.ephemeralStorage();
        var logging = settings.logging();
        return new FunctionConfiguration(
                changed(earlier.program(), settings, layers),
                orElse(settings.role(), earlier.role()),
                orElse(settings.description(), earlier.description()),
                variables == null ? earlier.environment() : variables,
                memory == null ? earlier.memory() : DataSize.ofMebibytes(memory),
                ephemeral == null ? earlier.ephemeralStorage() : DataSize.ofMebibytes(ephemeral.size()),
                timeout == null ? earlier.timeout() : Duration.ofSeconds(timeout),
                earlier.architectures(),
                logging == null ? earlier.logging() : LogSettings.changed(earlier.logging(), logging),
                RecordedSettings.changed(earlier.extra(), settings));
    }

    private static Program changed(Program earlier, Settings settings, List<FunctionLayer> layers) {
        String runtime = settings.runtime();
        return switch (earlier) {
            case Program.Packaged packaged ->
                new Program.Packaged(
                        runtime == null ? packaged.runtime() : new RuntimeIdentifier(runtime),
                        orElse(settings.handler(), packaged.handler()),
                        packaged.code(),
                        layers);
            case Program.Imaged imaged ->
                new Program.Imaged(imaged.image(), Images.changed(imaged.settings(), settings.image()));
        };
    }

    private static FunctionConfiguration withCode(
            FunctionConfiguration earlier, CodePackage code, List<String> architectures) {
        Program program = switch (earlier.program()) {
            case Program.Packaged packaged -> packaged.withCode(code);
            case Program.Imaged _ -> throw replaced();
        };
        return earlier.withProgram(program, architectures);
    }

    private static FunctionConfiguration withImage(
            FunctionConfiguration earlier, ContainerImage image, List<String> architectures) {
        Program program = switch (earlier.program()) {
            case Program.Packaged _ -> throw replaced();
            case Program.Imaged imaged -> imaged.withImage(image);
        };
        return earlier.withProgram(program, architectures);
    }

    /** The error for an update that finds another package type: the function was deleted and created anew. */
    private static ServiceException replaced() {
        return Failures.conflict("The function was deleted and created anew meanwhile.");
    }

    private QualifiedFunction begin(
            FunctionArn arn, Optional<String> revision, boolean publish, UnaryOperator<FunctionConfiguration> change) {
        Begun begun = store.write(transaction -> {
            Function function = changes.apply(transaction, arn, current -> {
                changes.checkChangeable(current, revision);
                return current.withConfiguration(change.apply(current.configuration()), publication.now())
                        .withUpdate(UpdateStatus.inProgress(publication.now()));
            });
            return new Begun(
                    function,
                    publish
                            ? QualifiedFunction.of(publication.publish(transaction, function, Optional.empty()))
                            : QualifiedFunction.of(function, arn));
        });
        activation.submit(begun.function());
        return begun.shown();
    }

    private record Begun(Function function, QualifiedFunction shown) {}

    /** Refuses a qualifier other than {@code $LATEST}: versions can't be changed. */
    private FunctionArn latest(AccountId account, String name) {
        FunctionArn arn = names.resolve(account, name, Optional.empty());
        if (arn.qualifier().isPresent() && !arn.qualifier().get().equals(FunctionArn.LATEST)) {
            throw Failures.invalid(
                    "Current operation does not support versions other than $LATEST. Please set the version to"
                            + " $LATEST or do not set a version in your request.");
        }
        return arn.unqualified();
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
