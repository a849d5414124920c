package dev.hearth.dataplane.worker;

import dev.hearth.base.artifact.PackageSource;
import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.linux.Boot;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Program;
import dev.hearth.time.Ids;
import java.util.List;
import java.util.stream.Stream;

/** The unpacked code of functions on this machine: packages, layers and container images. */
final class FunctionCode {
    private final CodeCache packages;
    private final ImageLibrary images;
    private final CodeCache imageTrees;

    /** @param owner the owner of unpacked files */
    FunctionCode(WorkerConfiguration configuration, CodeSources sources, TreeOwner owner, Ids ids) {
        PackageSource packages = sources.packages();
        this.packages =
                new CodeCache(packages, configuration.codeFolder(), configuration.codeLimit(), ids, owner, Boot.id());
        this.images = sources.images();
        // an unpacked image is on disk before it has its name, so that it also survives a power failure
        this.imageTrees = new CodeCache(packages, images.trees(), Limits.IMAGES, ids, owner, images.form());
    }

    /**
     * The files of a function. Missing ones are downloaded and unpacked.
     *
     * @throws dev.hearth.error.ServiceException if they can't be had or used
     */
    ProgramFiles take(FunctionVersion function) {
        return switch (function.program()) {
            case Program.Packaged packaged -> PackageFiles.take(packages, packaged);
            case Program.Imaged imaged -> ImageFiles.take(imageTrees, images, function, imaged);
        };
    }

    /** The digests of code that was used lately, for the worker's report. */
    List<String> recentlyUsed() {
        return Stream.of(packages, imageTrees)
                .flatMap(cache -> cache.recentlyUsed(Limits.REPORTED_CODE).stream())
                .toList();
    }
}
