package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.MountTree;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.ImageRoot;
import dev.hearth.dataplane.sandbox.SandboxFiles;
import dev.hearth.dataplane.sandbox.StemFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A function's files as detached mounts, which are sent to a sandbox. Nothing has to be unmounted here. All calls come
 * from threads of the machine's mount namespace.
 */
final class FunctionMounts {
    private final Stage stage;
    private final ImageMounts images;
    private final boolean detached;

    /** @param detached whether overlays are made as detached mounts; if not, at a mount point as for an OCI runtime */
    FunctionMounts(Stage stage, ImageMounts images, boolean detached) {
        this.stage = stage;
        this.images = images;
        this.detached = detached;
    }

    /**
     * The mounts for one sandbox, closed after they were sent. An image's tree is the first and has no target.
     *
     * @param targets the mount points in the sandbox
     */
    record Mounts(List<MountTree> trees, List<String> targets) implements AutoCloseable {
        private void add(MountTree tree, String target) {
            trees.add(tree);
            targets.add(target);
        }

        List<Descriptor> descriptors() {
            return trees.stream().map(MountTree::descriptor).toList();
        }

        /** The mounts for a running process. */
        List<MountNamespace.Shown> shown() {
            return IntStream.range(0, trees.size())
                    .mapToObj(i -> new MountNamespace.Shown(trees.get(i), Path.of(targets.get(i))))
                    .toList();
        }

        @Override
        public void close() {
            trees.forEach(MountTree::close);
        }
    }

    /** All mounts of a sandbox. */
    Mounts of(SandboxFiles files) {
        Mounts mounts = new Mounts(new ArrayList<>(), new ArrayList<>());
        try {
            switch (files) {
                case Contents contents -> {
                    addFunction(mounts, contents);
                    addRuntime(mounts, contents.runtime(), contents.interpreter());
                }
                case StemFiles(Image runtime, Optional<Image> interpreter) -> addRuntime(mounts, runtime, interpreter);
                case ImageRoot(Image image) -> addImage(mounts, image);
            }
            return mounts;
        } catch (RuntimeException e) {
            mounts.close();
            throw e;
        }
    }

    /** The mounts that a stem cell lacks. */
    Mounts ofFunction(Contents contents) {
        Mounts mounts = new Mounts(new ArrayList<>(), new ArrayList<>());
        try {
            addFunction(mounts, contents);
            return mounts;
        } catch (RuntimeException e) {
            mounts.close();
            throw e;
        }
    }

    private void addFunction(Mounts mounts, Contents contents) {
        mounts.add(hidden(List.of(contents.code())), ContainerLayout.TASK);
        if (!contents.layers().isEmpty()) {
            mounts.add(hidden(contents.layers()), ContainerLayout.LAYERS);
        }
        contents.sdk().ifPresent(image -> mounts.add(hidden(List.of(image)), ContainerLayout.SDK));
    }

    private void addRuntime(Mounts mounts, Image runtime, Optional<Image> interpreter) {
        mounts.add(hidden(List.of(runtime)), ContainerLayout.RUNTIME);
        interpreter.ifPresent(image -> mounts.add(MountTree.readOnly(image.folder()), ContainerLayout.INTERPRETER));
    }

    private void addImage(Mounts mounts, Image image) {
        mounts.trees().add(hidden(List.of(image)));
        for (String file : ImageRoot.MOUNT_FILES) {
            mounts.add(MountTree.of(stage.root().resolve(file.substring(1))), file);
        }
    }

    /** An overlay of images, of which a later one has precedence. It hides from functions where the images are kept. */
    private MountTree hidden(List<Image> merged) {
        List<Path> folders =
                new ArrayList<>(merged.reversed().stream().map(Image::folder).toList());
        folders.add(stage.empty());
        Optional<MountTree> overlay = detached ? MountTree.overlay(folders) : Optional.empty();
        return overlay.orElseGet(() -> {
            try (ImageMounts.Lease lease = this.images.merge(merged)) {
                return MountTree.readOnly(lease.point());
            }
        });
    }
}
