package dev.hearth.controlplane.functions;

import dev.hearth.base.image.ImageException;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.image.ImageReference;
import dev.hearth.base.image.ResolvedImage;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.Constraints;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.ContainerImage;
import dev.hearth.model.ImageSettings;
import dev.hearth.model.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.ImageConfig;
import software.amazon.awssdk.services.lambda.model.ImageConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

/** Functions' container images: checks what requests say of them, and resolves image addresses to digests. */
final class Images {
    private static final String TYPE = "Image";
    private static final Pattern TEXT = Pattern.compile("[^\\x00]*", Pattern.DOTALL);
    private static final String RULE = "Member must not have a zero byte, Member must not be null";

    private final ImageLibrary library;
    private final Machine machine;

    Images(ImageLibrary library, Machine machine) {
        this.library = library;
        this.machine = machine;
    }

    static boolean isImage(@Nullable String packageType) {
        return TYPE.equals(packageType);
    }

    /** Refuses text with a zero byte, which can't be an argument of a process. */
    static void check(@Nullable ImageConfig config) {
        if (config == null) {
            return;
        }
        new Constraints()
                .each("ImageConfig.EntryPoint", config.entryPoint(), TEXT.asMatchPredicate(), RULE)
                .each("ImageConfig.Command", config.command(), TEXT.asMatchPredicate(), RULE)
                .pattern("ImageConfig.WorkingDirectory", config.workingDirectory(), TEXT)
                .check();
    }

    /** Refuses settings that a new function with an image can't have. */
    void checkCreation(Settings settings, FunctionCode code, @Nullable String signedBy) {
        if (signedBy != null) {
            throw Failures.invalid("Code signing is not supported for functions created with container images");
        }
        if (settings.runtime() != null || settings.handler() != null || settings.hasLayers()) {
            throw Failures.invalid("Please don't provide Handler or Runtime or Layer when the intended function "
                    + "PackageType is Image.");
        }
        if (code.imageUri() == null || code.zipFile() != null || code.s3Bucket() != null || code.s3Key() != null) {
            throw Failures.invalid("Please provide ImageUri when creating a function with packageType Image.");
        }
        requireMachine();
    }

    /** Refuses settings that a new function with a package can't have. */
    static void refuseBesidePackage(Settings settings, @Nullable FunctionCode code) {
        if (code != null && code.imageUri() != null) {
            throw Failures.invalid("Please don't provide ImageUri when creating a function with packageType Zip.");
        }
        if (settings.image() != null) {
            throw Failures.invalid("Please don't provide ImageConfig when creating a function with packageType Zip.");
        }
    }

    /** Refuses settings that an update of a configuration can't have. */
    static void checkUpdate(Program program, Settings settings) {
        switch (program) {
            case Program.Packaged _ -> {
                if (settings.image() != null) {
                    throw Failures.invalid(
                            "Please don't provide ImageConfig when updating a function with packageType Zip.");
                }
            }
            case Program.Imaged _ -> {
                if (settings.runtime() != null || settings.handler() != null) {
                    throw Failures.invalid("The Runtime and Handler parameters are not supported for functions created "
                            + "with container images.");
                }
                if (settings.hasLayers()) {
                    throw Failures.invalid(
                            "Lambda layers are not supported for functions created with container images.");
                }
            }
        }
    }

    /** Refuses settings that an update of code can't have. */
    static void checkUpdate(Program program, UpdateFunctionCodeRequest request) {
        switch (program) {
            case Program.Packaged _ -> {
                if (request.imageUri() != null) {
                    throw Failures.invalid(
                            "Please don't provide ImageUri when updating a function with packageType Zip.");
                }
            }
            case Program.Imaged _ -> {
                boolean zip = request.zipFile() != null || request.s3Bucket() != null || request.s3Key() != null;
                if (request.imageUri() == null || zip) {
                    throw Failures.invalid("Please provide ImageUri when updating a function with packageType Image.");
                }
            }
        }
    }

    private void requireMachine() {
        if (!machine.runsImages()) {
            throw Failures.invalid("This machine can't run functions with container images: that takes container "
                    + "sandboxes (--sandbox container).");
        }
    }

    /**
     * Resolves an image's address to its current digest at the registry.
     *
     * @throws ServiceException with Lambda's message, if the image can't be found or read
     */
    ContainerImage resolve(String uri, List<String> architectures) {
        requireMachine();
        ImageReference reference = ImageReference.parse(uri)
                .orElseThrow(
                        () -> Failures.invalid("Source image " + uri + " is not valid. Provide a valid source image."));
        try {
            ResolvedImage image = library.resolve(reference, architectures.getFirst());
            return new ContainerImage(
                    uri, image.reference().toString(), image.digest().hex());
        } catch (ImageException e) {
            throw refused(uri, e);
        } catch (IOException e) {
            throw new UncheckedIOException("an image can't be looked up", e);
        }
    }

    private static ServiceException refused(String uri, ImageException e) {
        String message = switch (e.reason()) {
            case NOT_FOUND -> "Source image " + uri + " does not exist. Provide a valid source image.";
            case ACCESS_DENIED -> "Lambda does not have permission to access the ECR image. Check the ECR permissions.";
            case UNSUPPORTED ->
                "The image manifest, config or layer media type for the source image " + uri + " is not supported. ("
                        + e.getMessage() + ")";
            case INVALID, TOO_LARGE -> "Source image " + uri + " is not valid: " + e.getMessage() + ".";
            case UNAVAILABLE -> "Source image " + uri + " can't be looked up: " + e.getMessage() + ".";
        };
        return new ServiceException(ErrorCode.INVALID_PARAMETER_VALUE, message, e);
    }

    /** The settings after a request. A setting that the request empties is the image's own again. */
    static ImageSettings changed(ImageSettings earlier, @Nullable ImageConfig config) {
        if (config == null) {
            return earlier;
        }
        return new ImageSettings(
                config.entryPoint(),
                config.command(),
                Optional.ofNullable(config.workingDirectory()).orElse(""));
    }

    /** The settings as the API's answers have them; empty if there are none. */
    static Optional<ImageConfigResponse> shown(ImageSettings settings) {
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        ImageConfig.Builder config = ImageConfig.builder();
        if (!settings.entryPoint().isEmpty()) {
            config.entryPoint(settings.entryPoint());
        }
        if (!settings.command().isEmpty()) {
            config.command(settings.command());
        }
        if (!settings.workingFolder().isEmpty()) {
            config.workingDirectory(settings.workingFolder());
        }
        return Optional.of(
                ImageConfigResponse.builder().imageConfig(config.build()).build());
    }
}
