package dev.hearth.dataplane.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
    private static final ProcessHandle SELF = ProcessHandle.current();
    private static final long PARENT = 7_000_001;
    private static final long SESSION = 7_000_002;

    @TempDir
    Path proc;

    @Test
    void findsAProcessBySessionAncestorAndScratch() throws IOException {
        process(SELF.pid(), "S", PARENT, "100");
        ProcessTable table = table();

        assertThat(table.inSession(SESSION)).containsExactly(SELF);
        assertThat(table.descendants(PARENT)).containsExactly(SELF);
        assertThat(table.withScratch(Path.of("/s/one/tmp"))).containsExactly(SELF);
        assertThat(table.withScratchUnder(Path.of("/s"))).containsExactly(SELF);
        assertThat(table.inSession(PARENT)).isEmpty();
        assertThat(table.withScratch(Path.of("/s/one"))).isEmpty();
        assertThat(table.withScratchUnder(Path.of("/s/on"))).isEmpty();
    }

    @Test
    void findsGrandchildren() throws IOException {
        process(PARENT, "S", 1, "99");
        process(SELF.pid(), "S", PARENT, "100");

        assertThat(table().descendants(1)).contains(SELF);
    }

    @Test
    void sparesTheDeadAndWhoGotTheNumberOfOneSeen() throws IOException {
        process(SELF.pid(), "Z", PARENT, "100");
        assertThat(table().inSession(SESSION)).isEmpty();

        process(SELF.pid(), "S", PARENT, "100");
        ProcessTable table = table();
        process(SELF.pid(), "S", PARENT, "101");
        assertThat(table.inSession(SESSION)).isEmpty();
    }

    @Test
    void findsNothingWithoutProc() throws IOException {
        process(SELF.pid(), "S", PARENT, "100");
        assertThat(ProcessTable.read(proc).inSession(SESSION)).isEqualTo(Set.of());
    }

    private ProcessTable table() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        return ProcessTable.read(proc);
    }

    private void process(long pid, String state, long parent, String started) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(String.valueOf(pid)));
        String unread = String.join(" ", Collections.nCopies(15, "0"));
        Files.writeString(
                folder.resolve("stat"),
                String.join(" ", List.of("" + pid, "(a ) (b", "c)", state, "" + parent, "5", "" + SESSION, unread))
                        + " " + started + " 0 0\n");
        Files.writeString(folder.resolve("environ"), "HOME=/\0TMPDIR=/s/one/tmp\0OLD_TMPDIR=/s/two\0");
    }
}
