package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.linux.SearchPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequiredToolsTest {
    @TempDir
    Path folder;

    @Test
    void justWhatIsMissingIsNamedWithItsPackages() throws Exception {
        assertMissing("crun (or runc), nft and flock are not installed (packages crun, nftables and util-linux)");
        install("flock");
        assertMissing("crun (or runc) and nft are not installed (packages crun and nftables)");
        install("runc");
        assertMissing("nft is not installed (package nftables)");
        install("nft");
        assertThat(find(Optional.empty()).kind()).isEqualTo(OciRuntime.Kind.RUNC);
        install("crun");
        assertThat(find(Optional.empty()).path()).isEqualTo(folder.resolve("crun"));
        assertThat(find(Optional.of("runc")).path()).isEqualTo(folder.resolve("runc"));
    }

    private void assertMissing(String message) {
        assertThatThrownBy(() -> find(Optional.empty()))
                .isInstanceOf(ContainerUnavailableException.class)
                .hasMessage(message);
    }

    private OciRuntime find(Optional<String> wanted) throws ContainerUnavailableException {
        return RequiredTools.find(new SearchPath(List.of(folder)), wanted);
    }

    private void install(String... tools) throws IOException {
        for (String tool : tools) {
            Path file = Files.createFile(folder.resolve(tool));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
