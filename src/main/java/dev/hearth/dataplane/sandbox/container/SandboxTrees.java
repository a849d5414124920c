package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.ImageRoot;
import dev.hearth.dataplane.sandbox.SandboxFiles;
import dev.hearth.dataplane.sandbox.StemFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the trees of files of sandboxes for an OCI runtime. All calls come from threads of the machine's mount
 * namespace.
 */
final class SandboxTrees {
    private final Stage stage;
    private final ImageMounts images;

    SandboxTrees(Stage stage, ImageMounts images) {
        this.stage = stage;
        this.images = images;
    }

    /**
     * A sandbox's tree of files. Its images stay mounted until it is closed.
     *
     * @param root the root folder
     * @param binds the mounts in it
     */
    record Tree(Path root, List<OciConfig.Bind> binds, List<ImageMounts.Lease> leases) implements AutoCloseable {
        @Override
        public void close() {
            leases.forEach(ImageMounts.Lease::close);
        }
    }

    Tree of(SandboxFiles files) {
        List<ImageMounts.Lease> leases = new ArrayList<>();
        try {
            return switch (files) {
                case Contents contents -> {
                    List<OciConfig.Bind> binds = new ArrayList<>(functionBinds(contents, leases));
                    binds.addAll(runtimeBinds(contents.runtime(), contents.interpreter(), leases));
                    yield new Tree(stage.root(), binds, leases);
                }
                case StemFiles(Image runtime, Optional<Image> interpreter) ->
                    new Tree(stage.root(), runtimeBinds(runtime, interpreter, leases), leases);
                case ImageRoot(Image image) -> {
                    ImageMounts.Lease lease = images.mount(image);
                    leases.add(lease);
                    List<OciConfig.Bind> binds = new ArrayList<>();
                    binds.add(new OciConfig.Bind(stage.rapid(), ContainerLayout.RAPID));
                    ImageRoot.MOUNT_FILES.forEach(
                            file -> binds.add(new OciConfig.Bind(stage.root().resolve(file.substring(1)), file)));
                    yield new Tree(lease.point(), binds, leases);
                }
            };
        } catch (RuntimeException e) {
            leases.forEach(ImageMounts.Lease::close);
            throw e;
        }
    }

    private List<OciConfig.Bind> functionBinds(Contents contents, List<ImageMounts.Lease> leases) {
        List<OciConfig.Bind> binds = new ArrayList<>();
        binds.add(bind(images.mount(contents.code()), ContainerLayout.TASK, leases));
        if (!contents.layers().isEmpty()) {
            binds.add(bind(images.merge(contents.layers()), ContainerLayout.LAYERS, leases));
        }
        contents.sdk().ifPresent(image -> binds.add(bind(images.mount(image), ContainerLayout.SDK, leases)));
        return binds;
    }

    private List<OciConfig.Bind> runtimeBinds(
            Image runtime, Optional<Image> interpreter, List<ImageMounts.Lease> leases) {
        List<OciConfig.Bind> binds = new ArrayList<>();
        binds.add(bind(images.mount(runtime), ContainerLayout.RUNTIME, leases));
        interpreter.ifPresent(image -> binds.add(bind(images.mountPlain(image), ContainerLayout.INTERPRETER, leases)));
        return binds;
    }

    private static OciConfig.Bind bind(ImageMounts.Lease lease, String target, List<ImageMounts.Lease> leases) {
        leases.add(lease);
        return new OciConfig.Bind(lease.point(), target);
    }
}
