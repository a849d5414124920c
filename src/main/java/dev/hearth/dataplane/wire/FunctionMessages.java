package dev.hearth.dataplane.wire;

import dev.hearth.dataplane.wire.messages.Arn;
import dev.hearth.dataplane.wire.messages.ImagedProgram;
import dev.hearth.dataplane.wire.messages.Key;
import dev.hearth.dataplane.wire.messages.Layer;
import dev.hearth.dataplane.wire.messages.Package;
import dev.hearth.dataplane.wire.messages.PackagedProgram;
import dev.hearth.dataplane.wire.messages.Version;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.ContainerImage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.ImageSettings;
import dev.hearth.model.Logging;
import dev.hearth.model.Program;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Converts functions to messages and back. */
final class FunctionMessages {
    private FunctionMessages() {}

    static Arn arn(FunctionArn arn) {
        Arn.Builder message = Arn.newBuilder()
                .setRegion(arn.region())
                .setAccount(arn.account().value())
                .setName(arn.name());
        arn.qualifier().ifPresent(message::setQualifier);
        return message.build();
    }

    static FunctionArn arn(Arn message) {
        return new FunctionArn(
                message.getRegion(),
                new AccountId(message.getAccount()),
                message.getName(),
                message.hasQualifier() ? Optional.of(message.getQualifier()) : Optional.empty());
    }

    static Key key(SandboxKey key) {
        Key.Builder message = Key.newBuilder().setArn(arn(key.arn())).setRevisionId(key.revisionId());
        key.tenant().ifPresent(message::setTenant);
        return message.build();
    }

    static SandboxKey key(Key message) {
        return new SandboxKey(
                arn(message.getArn()),
                message.getRevisionId(),
                message.hasTenant() ? Optional.of(message.getTenant()) : Optional.empty());
    }

    static Version version(FunctionVersion function) {
        FunctionConfiguration configuration = function.configuration();
        Logging logging = configuration.logging();
        Version.Builder message = Version.newBuilder()
                .setArn(arn(function.arn()))
                .setRevisionId(function.revisionId())
                .setRole(configuration.role())
                .setDescription(configuration.description())
                .putAllEnvironment(configuration.environment())
                .setMemoryBytes(configuration.memory().bytes())
                .setEphemeralStorageBytes(configuration.ephemeralStorage().bytes())
                .setTimeoutNanos(configuration.timeout().toNanos())
                .addAllArchitectures(configuration.architectures())
                .setLogsJson(logging.format() == Logging.Format.JSON)
                .setLogGroup(logging.group())
                .putAllExtra(configuration.extra());
        logging.applicationLevel().ifPresent(message::setApplicationLevel);
        logging.systemLevel().ifPresent(level -> message.setSystemLevel(level.name()));
        switch (configuration.program()) {
            case Program.Packaged packaged -> message.setPackaged(packaged(packaged));
            case Program.Imaged imaged -> message.setImaged(imaged(imaged));
        }
        return message.build();
    }

    static FunctionVersion version(Version message) {
        return new FunctionVersion(
                arn(message.getArn()),
                message.getRevisionId(),
                new FunctionConfiguration(
                        program(message),
                        message.getRole(),
                        message.getDescription(),
                        message.getEnvironmentMap(),
                        new DataSize(message.getMemoryBytes()),
                        new DataSize(message.getEphemeralStorageBytes()),
                        Duration.ofNanos(message.getTimeoutNanos()),
                        message.getArchitecturesList(),
                        logging(message),
                        message.getExtraMap()));
    }

    private static Logging logging(Version message) {
        return new Logging(
                message.getLogsJson() ? Logging.Format.JSON : Logging.Format.TEXT,
                message.hasApplicationLevel() ? Optional.of(message.getApplicationLevel()) : Optional.empty(),
                // an unknown level is left out: then INFO and above are logged
                Arrays.stream(Logging.SystemLevel.values())
                        .filter(level -> level.name().equals(message.getSystemLevel()))
                        .findFirst(),
                message.getLogGroup());
    }

    private static PackagedProgram packaged(Program.Packaged program) {
        PackagedProgram.Builder message = PackagedProgram.newBuilder()
                .setRuntime(program.runtime().value())
                .setHandler(program.handler())
                .setCode(code(program.code()));
        program.layers()
                .forEach(layer ->
                        message.addLayers(Layer.newBuilder().setArn(layer.arn()).setCode(code(layer.code()))));
        return message.build();
    }

    private static ImagedProgram imaged(Program.Imaged program) {
        return ImagedProgram.newBuilder()
                .setUri(program.image().uri())
                .setResolved(program.image().resolved())
                .setSha256(program.image().sha256())
                .addAllEntryPoint(program.settings().entryPoint())
                .addAllCommand(program.settings().command())
                .setWorkingFolder(program.settings().workingFolder())
                .build();
    }

    private static Program program(Version message) {
        return switch (message.getProgramCase()) {
            case PACKAGED -> program(message.getPackaged());
            case IMAGED -> program(message.getImaged());
            case PROGRAM_NOT_SET -> throw new IllegalArgumentException("a program of a kind that is not known here");
        };
    }

    private static Program program(PackagedProgram message) {
        return new Program.Packaged(
                new RuntimeIdentifier(message.getRuntime()),
                message.getHandler(),
                code(message.getCode()),
                message.getLayersList().stream()
                        .map(layer -> new FunctionLayer(layer.getArn(), code(layer.getCode())))
                        .toList());
    }

    private static Program program(ImagedProgram message) {
        return new Program.Imaged(
                new ContainerImage(message.getUri(), message.getResolved(), message.getSha256()),
                new ImageSettings(message.getEntryPointList(), message.getCommandList(), message.getWorkingFolder()));
    }

    private static Package code(CodePackage code) {
        return Package.newBuilder()
                .setSha256(code.sha256())
                .setBytes(code.size().bytes())
                .build();
    }

    private static CodePackage code(Package message) {
        return new CodePackage(message.getSha256(), new DataSize(message.getBytes()));
    }
}
