package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.base.linux.Mounts;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The folders from which containers are made, in the machine's folder in memory. All calls come from threads of its
 * mount namespace.
 */
record Stage(Path folder) {
    /** Makes the folders. */
    static Stage make(Path folder, List<InetAddress> nameServers, InetAddress host) throws IOException {
        Stage stage = new Stage(folder);
        for (Path each : List.of(stage.images(), stage.empty(), stage.bundles(), stage.state(), stage.programs())) {
            RootFolder.folder(each);
        }
        RootFolder.fillDevices(stage.devices());
        RootFolder.fill(stage.root(), nameServers, host);
        Mounts.bindReadOnly(stage.root(), stage.root());
        RootFolder.folder(stage.rapid());
        RootFolder.init(stage.rapid().resolve(InitProgram.NAME));
        Mounts.bindReadOnly(stage.rapid(), stage.rapid());
        return stage;
    }

    Path root() {
        return folder.resolve("root");
    }

    /** The folder with the first program, which is mounted in images. */
    Path rapid() {
        return folder.resolve("rapid");
    }

    Path devices() {
        return folder.resolve("dev");
    }

    Path images() {
        return folder.resolve("images");
    }

    /** An empty folder. */
    Path empty() {
        return folder.resolve("empty");
    }

    /** The folder of the OCI runtime's state. */
    Path state() {
        return folder.resolve("state");
    }

    /** The OCI runtime's state of one container. */
    Path notes(SandboxId id) {
        return state().resolve(id.value());
    }

    /** The folder of a container's settings. */
    Path bundle(SandboxId id) {
        return bundles().resolve(id.value());
    }

    /**
     * The same program on a read-only mount. OCI runtimes copy and restart themselves if a container could overwrite
     * their file; a read-only mount makes that unnecessary.
     */
    OciRuntime unchangeable(OciRuntime runtime) throws IOException {
        Path path = programs().resolve(runtime.kind().program());
        Files.createFile(path);
        Mounts.bindReadOnly(runtime.path(), path);
        return runtime.at(path);
    }

    /** Writes the program of a {@link dev.hearth.base.linux.ProcessFactory} and returns its path. */
    Path program(byte[] executable) throws IOException {
        Path file = programs().resolve(InitProgram.NAME);
        Files.write(file, executable);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    /** Writes the program that is a container's first process, which nobody but root may read; where. */
    Path ownProgram(SandboxId id, byte[] executable) throws IOException {
        Path file = Files.createDirectory(bundle(id)).resolve("init");
        Files.write(file, executable);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx--x--x"));
        return file;
    }

    /** Removes a container's folders. */
    void remove(SandboxId id) throws IOException {
        DiskFiles.delete(bundle(id));
        DiskFiles.delete(notes(id));
    }

    private Path bundles() {
        return folder.resolve("bundles");
    }

    private Path programs() {
        return folder.resolve("programs");
    }
}
