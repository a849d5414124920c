package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import dev.hearth.dataplane.sandbox.machine.NetworkConfig;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequiredToolsTest {
    @TempDir
    Path folder;

    @Test
    void justWhatIsMissingIsNamedWithItsPackages() throws Exception {
        assertMissing("built-in", "nft and flock are not installed (packages nftables and util-linux)");
        assertMissing("crun", "crun, nft and flock are not installed (packages crun, nftables and util-linux)");
        install("flock");
        assertMissing("runc", "runc and nft are not installed (packages runc and nftables)");
        install("runc");
        assertMissing("runc", "nft is not installed (package nftables)");
        install("nft");
        assertThat(find("built-in")).isEmpty();
        assertThat(find("runc").orElseThrow().path()).isEqualTo(folder.resolve("runc"));
        assertThat(OciRuntime.find(tools()).orElseThrow().kind()).isEqualTo(OciRuntime.Kind.RUNC);
        install("crun");
        assertThat(OciRuntime.find(tools()).orElseThrow().path()).isEqualTo(folder.resolve("crun"));
    }

    private void assertMissing(String launcher, String message) {
        assertThatThrownBy(() -> find(launcher))
                .isInstanceOf(ContainerUnavailableException.class)
                .hasMessage(message);
    }

    private Optional<OciRuntime> find(String launcher) throws ContainerUnavailableException {
        MachineConfig machine = new MachineConfig(
                folder, folder, new NetworkConfig(Set.of(9001), Set.of(), List.of()), DataSize.ofMebibytes(1_024));
        return RequiredTools.find(new ContainerConfig(machine, Optional.of(launcher), tools()));
    }

    private SearchPath tools() {
        return new SearchPath(List.of(folder));
    }

    private void install(String... tools) throws IOException {
        for (String tool : tools) {
            Path file = Files.createFile(folder.resolve(tool));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
