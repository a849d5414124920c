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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A function's files as mounts that a sandbox can be sent. They are nowhere until the sandbox attaches them, so nothing
 * has to be unmounted here. All calls come from threads of the machine's mount namespace.
 */
final class FunctionMounts {
    private final Stage stage;
    private final ImageMounts merged;

    FunctionMounts(Stage stage, ImageMounts images) {
        this.stage = stage;
        this.merged = images;
    }

    /**
     * The mounts, for one sandbox; closed when it has them. An image's tree is the first and has no target.
     *
     * @param targets where in the sandbox they go
     */
    record Mounts(List<MountTree> trees, List<String> targets) implements AutoCloseable {
        List<Descriptor> descriptors() {
            return trees.stream().map(MountTree::descriptor).toList();
        }

        @Override
        public void close() {
            trees.forEach(MountTree::close);
        }
    }

    Mounts of(SandboxFiles files) {
        return opening(opened -> switch (files) {
            case Contents contents -> ofContents(contents, opened);
            case ImageRoot(Image image) -> ofImage(image, opened);
            case StemFiles(Image runtime, Optional<Image> interpreter) -> ofRuntime(runtime, interpreter, opened);
        });
    }

    /** Shows a program that runs without them the code and the layers of its function. Any thread may call this. */
    void attach(MountNamespace namespace, Descriptor process, Contents contents) {
        try (Mounts own = namespace.inside(() -> opening(opened -> ofFunction(contents, opened)))) {
            MountNamespace.attach(process, own.trees(), own.targets());
        }
    }

    /** What is opened is closed again if not all of it can be. */
    private static Mounts opening(Function<Deque<MountTree>, Mounts> opener) {
        Deque<MountTree> opened = new ArrayDeque<>();
        try {
            return opener.apply(opened);
        } catch (RuntimeException e) {
            opened.forEach(MountTree::close);
            throw e;
        }
    }

    /** The function's own mounts only, for a program that runs without them. */
    private Mounts ofFunction(Contents contents, Deque<MountTree> opened) {
        List<String> targets = new ArrayList<>();
        opened.add(MountTree.readOnly(contents.code().folder()));
        targets.add(ContainerLayout.TASK);
        if (!contents.layers().isEmpty()) {
            opened.add(layers(contents.layers()));
            targets.add(ContainerLayout.LAYERS);
        }
        return new Mounts(List.copyOf(opened), targets);
    }

    private static Mounts ofRuntime(Image runtime, Optional<Image> interpreter, Deque<MountTree> opened) {
        List<String> targets = new ArrayList<>();
        opened.add(MountTree.readOnly(runtime.folder()));
        targets.add(ContainerLayout.RUNTIME);
        if (interpreter.isPresent()) {
            opened.add(MountTree.readOnly(interpreter.get().folder()));
            targets.add(ContainerLayout.INTERPRETER);
        }
        return new Mounts(List.copyOf(opened), targets);
    }

    private Mounts ofContents(Contents contents, Deque<MountTree> opened) {
        List<String> targets = new ArrayList<>(ofFunction(contents, opened).targets());
        Deque<MountTree> others = new ArrayDeque<>();
        try {
            targets.addAll(ofRuntime(contents.runtime(), contents.interpreter(), others)
                    .targets());
        } finally {
            opened.addAll(others); // whoever closes those closes these
        }
        return new Mounts(List.copyOf(opened), targets);
    }

    private MountTree layers(List<Image> layers) {
        if (layers.size() == 1) {
            return MountTree.readOnly(layers.getFirst().folder());
        }
        try (ImageMounts.Lease lease = merged.merge(layers)) {
            return MountTree.readOnly(lease.point());
        }
    }

    private Mounts ofImage(Image image, Deque<MountTree> opened) {
        opened.add(MountTree.readOnly(image.folder()));
        for (String file : ImageRoot.MOUNT_FILES) {
            opened.add(MountTree.of(stage.root().resolve(Path.of("/").relativize(Path.of(file)))));
        }
        return new Mounts(List.copyOf(opened), ImageRoot.MOUNT_FILES);
    }
}
