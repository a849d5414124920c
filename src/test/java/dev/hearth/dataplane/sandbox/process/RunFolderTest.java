package dev.hearth.dataplane.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {
    @TempDir
    private Path parent;

    private RunFolder folder;
    private Path record;

    @BeforeEach
    void make() throws IOException {
        folder = new RunFolder(parent, new SandboxId("one"));
        folder.make();
        record = parent.resolve("one").resolve("process");
    }

    @Test
    void knowsTheProcessThatItRecorded() throws IOException {
        assertThat(folder.recordedProcess()).as("none yet").isEmpty();

        folder.record(ProcessHandle.current());

        assertThat(folder.recordedProcess()).contains(ProcessHandle.current());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12",
                "12 ",
                "12 2026-01-01T00:0",
                "x 2026-01-01T00:00:00Z",
                "99999999999999999999 2026-01-01T00:00:00Z"
            })
    void aTornRecordIsNone(String text) throws IOException {
        Files.writeString(record, text);

        assertThat(folder.recordedProcess()).isEmpty();
    }

    @Test
    void aRecordThatIsNoTextIsNone() throws IOException {
        Files.write(record, new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        assertThat(folder.recordedProcess()).isEmpty();

        Files.write(record, "\0\0\0\0".getBytes(StandardCharsets.UTF_8));
        assertThat(folder.recordedProcess()).isEmpty();
    }

    @Test
    void aRecordThatCanNotBeReadIsAnError() throws IOException {
        Files.createDirectory(record);

        assertThatThrownBy(folder::recordedProcess).isInstanceOf(UncheckedIOException.class);
    }
}
