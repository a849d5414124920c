package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose the files are that a sandbox sees. */
class TreeOwnershipTest extends SandboxFixture {
    @Override
    protected SandboxDriver open(Path folder) throws IOException {
        try {
            return ContainerDriver.open(KilledDriver.config(folder, "crun"));
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    @Test
    void treesOfItsRootAreItsRootsAndKeepTheirModes() throws IOException {
        TreeOwner owner = driver().capabilities().treeOwner();
        for (Image image : List.of(
                contents().code(),
                contents().layers().get(0),
                contents().layers().get(1))) {
            owner.own(image.folder());
        }
        Path secret = contents().code().folder().resolve("greeting");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(shell("stat -c '%n %u:%g %A' /var/task /var/task/greeting /opt /opt/one /opt/deep /tmp / /var"
                                + " /etc/passwd /dev/null /lambda-entrypoint.sh")
                        .text())
                .isEqualTo("""
                        /var/task 0:0 drwxr-xr-x
                        /var/task/greeting 0:0 -rw-r--r--
                        /opt 0:0 drwxr-xr-x
                        /opt/one 0:0 -rw-r--r--
                        /opt/deep 0:0 drwxr-xr-x
                        /tmp 0:0 drwxrwxrwt
                        / 0:0 drwxr-xr-x
                        /var 0:0 drwxr-xr-x
                        /etc/passwd 0:0 -rw-r--r--
                        /dev/null 0:0 crw-rw-rw-
                        /lambda-entrypoint.sh 0:0 -rwxr-xr-x
                        """);
        assertThat(shell("echo changed > /var/task/greeting || echo refused; chmod 777 /var/task || echo refused")
                        .text())
                .contains("refused")
                .doesNotContain("changed");
        assertThat(secret).hasContent("hello");
    }

    @Test
    void aProgramOfRootWithTheSetUserBitGivesNobodyItsRights() throws IOException {
        Path program = contents().code().folder().resolve("id");
        Files.copy(Path.of("/usr/bin/id").toRealPath(), program);
        driver().capabilities().treeOwner().own(contents().code().folder());
        Files.setAttribute(program, "unix:mode", 0104755);
        assertThat(shell("/var/task/id -u").text()).isEqualTo("993\n");
    }

    private RecordingListener shell(String script) {
        RecordingListener listener = new RecordingListener();
        List<String> command = List.of("/bin/sh", "-c", script);
        create().assign(new Assignment(contents(), command, Map.of("PATH", "/usr/bin:/bin"), Path.of("/")), listener);
        listener.exit();
        return listener;
    }
}
