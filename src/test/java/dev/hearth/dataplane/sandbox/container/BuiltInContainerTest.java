package dev.hearth.dataplane.sandbox.container;

import static dev.hearth.dataplane.sandbox.RecordingListener.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.linux.Command;
import dev.hearth.dataplane.sandbox.RecordingListener;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltInContainerTest extends ContainerContract {
    /** Makes watches of files until there are no more, says how many, and keeps them. */
    private static final String EXHAUST = """
            import ctypes, sys, time
            libc = ctypes.CDLL(None, use_errno=True)
            made = 0
            while made < 1000 and libc.inotify_init1(0) >= 0:
                made += 1
            print("made", made, flush=True)
            """;

    BuiltInContainerTest() {
        super(ContainerConfig.BUILT_IN);
    }

    /** The kernel counts them for the owner of a user namespace too: were that root, all would share its 128. */
    @Test
    void nobodyUsesUpAnothersWatchesOfFilesOrTheHosts() {
        assumePython();
        List<String> keep = List.of("/usr/bin/python3", "-I", "-c", EXHAUST + "time.sleep(1000)");
        RecordingListener first = start(create(), keep);
        awaitTrue("the first has made all it can", () -> first.text().startsWith("made"));
        RecordingListener second = start(create(), keep);
        awaitTrue("the second has made all it can", () -> second.text().startsWith("made"));

        assertThat(made(first.text())).isGreaterThan(10);
        assertThat(made(second.text())).isEqualTo(made(first.text()));
        List<String> host = List.of("/usr/bin/python3", "-I", "-c", EXHAUST);
        assertThat(made(Command.run(host, "", RecordingListener.PATIENCE))).isGreaterThan(10);
    }

    private static int made(String text) {
        return Integer.parseInt(text.strip().substring("made ".length()));
    }
}
