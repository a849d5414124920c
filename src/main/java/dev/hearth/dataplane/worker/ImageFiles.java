package dev.hearth.dataplane.worker;

import dev.hearth.base.image.Digest;
import dev.hearth.base.image.ImageException;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.image.ImageReference;
import dev.hearth.base.image.ResolvedImage;
import dev.hearth.base.image.UnpackedImage;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.ImageRoot;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.ContainerImage;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Program;
import java.nio.file.Path;

/** The unpacked container image of a function. */
record ImageFiles(Program.Imaged program, CodeCache.Use image) implements ProgramFiles {
    /**
     * Downloads and unpacks the image, as far as it is missing.
     *
     * @throws ServiceException if the image can't be had or used
     */
    static ImageFiles take(CodeCache cache, ImageLibrary library, FunctionVersion function, Program.Imaged program) {
        String processor = function.configuration().architectures().getFirst();
        ResolvedImage image = resolved(program.image());
        return new ImageFiles(
                program,
                cache.use(image.digest().hex(), (target, owner) -> library.unpack(image, processor, target, owner)));
    }

    private static ResolvedImage resolved(ContainerImage image) {
        ImageReference reference = ImageReference.parse(image.resolved())
                .orElseThrow(() -> new IllegalStateException("no image's address: " + image.resolved()));
        return new ResolvedImage(reference, new Digest(image.sha256()));
    }

    /** The API's error for an image that can't be unpacked. */
    static ServiceException failure(ImageException e) {
        ErrorCode code = switch (e.reason()) {
            case NOT_FOUND -> ErrorCode.CODE_ARTIFACT_DELETED;
            case ACCESS_DENIED -> ErrorCode.CODE_ARTIFACT_DENIED;
            case UNSUPPORTED, INVALID, TOO_LARGE -> ErrorCode.CODE_ARTIFACT_FAILED;
            case UNAVAILABLE -> ErrorCode.SERVICE;
        };
        return new ServiceException(code, e.getMessage() + ".", e);
    }

    Path unpacked() {
        return image.image().folder();
    }

    ImageRoot root() {
        return new ImageRoot(new Image(image.image().digest(), UnpackedImage.root(unpacked())));
    }

    @Override
    public boolean unpackedNow() {
        return image.unpackedNow();
    }

    @Override
    public void close() {
        image.close();
    }
}
