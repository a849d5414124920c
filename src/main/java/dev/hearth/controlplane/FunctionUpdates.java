package dev.hearth.controlplane;

import dev.hearth.error.Constraints;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionState;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.Sha256;
import dev.hearth.model.UpdateStatus;
import dev.hearth.time.Time;
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

/** Changes functions' code and configuration. What serves invocations changes only when {@link Activation} is done. */
final class FunctionUpdates {
    private final FunctionNames names;
    private final FunctionChanges changes;
    private final Packages packages;
    private final SettingsRules rules;
    private final Activation activation;
    private final Time time;

    FunctionUpdates(
            FunctionNames names,
            FunctionChanges changes,
            Packages packages,
            SettingsRules rules,
            Activation activation,
            Time time) {
        this.names = names;
        this.changes = changes;
        this.packages = packages;
        this.rules = rules;
        this.activation = activation;
        this.time = time;
    }

    UpdateFunctionCodeResponse updateCode(AccountId account, UpdateFunctionCodeRequest request) {
        List<String> architectures = request.hasArchitectures() ? request.architecturesAsStrings() : null;
        Constraints constraints = new Constraints().required("FunctionName", request.functionName());
        SettingsRules.constrainArchitectures(constraints, architectures);
        constraints
                .oneOf("PublishTo", request.publishToAsString(), List.of("LATEST_PUBLISHED"))
                .check();
        FunctionArn arn = latest(account, request.functionName());
        Optional<String> revision = Optional.ofNullable(request.revisionId());
        Function before = changes.existing(arn);
        checkChangeable(before, revision);
        if (Boolean.TRUE.equals(request.publish()) || request.publishToAsString() != null) {
            throw Failures.unsupported("Publishing a version (Publish)");
        }
        if (architectures != null) {
            rules.checkArchitectures(architectures);
        }
        byte[] zip = Packages.checked(
                new Packages.Source(request.zipFile(), request.s3Bucket(), request.s3Key(), request.imageUri()));
        Function after;
        if (Boolean.TRUE.equals(request.dryRun())) {
            CodePackage code = new CodePackage(Sha256.of(zip), new DataSize(zip.length));
            after = before.withConfiguration(withCode(before.configuration(), code, architectures), time.now());
        } else {
            CodePackage code = packages.put(account, zip);
            after = begin(arn, revision, configuration -> withCode(configuration, code, architectures));
        }
        UpdateFunctionCodeResponse.Builder response = UpdateFunctionCodeResponse.builder();
        FunctionViews.copy(FunctionViews.configuration(after, arn), response);
        return response.build();
    }

    UpdateFunctionConfigurationResponse updateConfiguration(
            AccountId account, UpdateFunctionConfigurationRequest request) {
        Settings settings = Settings.of(request);
        Constraints constraints = new Constraints().required("FunctionName", request.functionName());
        rules.constrain(constraints, settings);
        constraints.check();
        FunctionArn arn = latest(account, request.functionName());
        Optional<String> revision = Optional.ofNullable(request.revisionId());
        checkChangeable(changes.existing(arn), revision);
        rules.check(settings);
        Function after = begin(arn, revision, configuration -> changed(configuration, settings));
        UpdateFunctionConfigurationResponse.Builder response = UpdateFunctionConfigurationResponse.builder();
        FunctionViews.copy(FunctionViews.configuration(after, arn), response);
        return response.build();
    }

    /** The configuration with what the settings say, and all else as it was. */
    static FunctionConfiguration changed(FunctionConfiguration earlier, Settings settings) {
        Integer memory = settings.memorySize();
        Integer timeout = settings.timeout();
        String runtime = settings.runtime();
        Map<String, String> variables = settings.variables();
        var ephemeral = settings.ephemeralStorage();
        var logging = settings.logging();
        return new FunctionConfiguration(
                earlier.packageType(),
                runtime == null ? earlier.runtime() : new RuntimeIdentifier(runtime),
                orElse(settings.handler(), earlier.handler()),
                orElse(settings.role(), earlier.role()),
                orElse(settings.description(), earlier.description()),
                earlier.code(),
                variables == null ? earlier.environment() : variables,
                memory == null ? earlier.memory() : DataSize.ofMebibytes(memory),
                ephemeral == null ? earlier.ephemeralStorage() : DataSize.ofMebibytes(ephemeral.size()),
                timeout == null ? earlier.timeout() : Duration.ofSeconds(timeout),
                earlier.architectures(),
                logging == null ? earlier.logGroup() : orElse(logging.logGroup(), earlier.logGroup()),
                Extras.changed(earlier.extra(), settings));
    }

    private static FunctionConfiguration withCode(
            FunctionConfiguration earlier, CodePackage code, @Nullable List<String> architectures) {
        return earlier.withCode(code, architectures == null ? earlier.architectures() : architectures);
    }

    private Function begin(FunctionArn arn, Optional<String> revision, UnaryOperator<FunctionConfiguration> change) {
        Function begun = changes.apply(arn, revision, current -> {
            checkChangeable(current, revision);
            return current.withConfiguration(change.apply(current.configuration()), time.now())
                    .withUpdate(UpdateStatus.IN_PROGRESS);
        });
        activation.submit(begun);
        return begun;
    }

    private static void checkChangeable(Function function, Optional<String> revision) {
        if (revision.isPresent() && !revision.get().equals(function.revisionId())) {
            throw Failures.wrongRevision();
        }
        if (function.state().name() == FunctionState.Name.PENDING) {
            throw FunctionErrors.wrongState(function.state());
        }
        if (function.update().name() == UpdateStatus.Name.IN_PROGRESS) {
            throw Failures.conflict("The operation cannot be performed at this time. An update is in progress for "
                    + "resource: " + function.arn());
        }
    }

    /** Only {@code $LATEST} can be changed: versions are as they are. */
    private FunctionArn latest(AccountId account, String name) {
        FunctionArn arn = names.resolve(account, name, Optional.empty());
        if (arn.qualifier().isPresent() && !arn.qualifier().get().equals(FunctionArn.LATEST)) {
            throw FunctionErrors.notFound(arn);
        }
        return arn.unqualified();
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
