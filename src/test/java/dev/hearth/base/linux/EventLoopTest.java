package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are started, heard and waited for without {@link ProcessBuilder}. */
class EventLoopTest {
    private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");
    private static final Map<String, String> VARIABLES = new LinkedHashMap<>();

    static {
        VARIABLES.put("HOME", "/");
        VARIABLES.put("VALUE", "a b");
    }

    @TempDir
    Path folder;

    private Spawn spawn;
    private EventLoop loop;

    @BeforeEach
    void start() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "these are Linux's system calls");
        spawn = Spawn.adoptingOrphans();
        loop = new EventLoop();
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void outputAndEndOfManyAreHeard() throws Exception {
        List<Heard> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(run(List.of("/bin/sh", "-c", "echo out; echo error >&2; cat; exit " + i)));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(all.get(i).end()).isEqualTo(new ChildProcess.End(false, i));
            assertThat(all.get(i).text()).isEqualTo("out\nerror\n");
        }
    }

    @Test
    void aSignalIsTold() throws Exception {
        assertThat(run(List.of("/bin/sh", "-c", "kill -9 $$")).end()).isEqualTo(new ChildProcess.End(true, 9));
    }

    @Test
    void moreOutputThanAPipeHoldsArrivesWhole() throws Exception {
        Heard heard =
                run(List.of("/bin/sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done"));
        heard.end();
        assertThat(heard.text()).isEqualTo("0123456789\n".repeat(20_000));
    }

    @Test
    void flushDeliversWhatWasPrinted() throws Exception {
        Path go = folder.resolve("go");
        Descriptor.Pipe output = Descriptor.Pipe.open();
        try (Descriptor end = output.writing()) {
            ChildProcess child = spawn.start(
                    List.of("/bin/sh", "-c", "echo printed; : > " + go + "; exec sleep 60"),
                    PATH,
                    Optional.empty(),
                    end,
                    List.of());
            Heard heard = new Heard();
            EventLoop.Watched watched = loop.watch(child, output.reading(), heard);
            assertThat(Poll.until(() -> Files.exists(go), Duration.ofSeconds(30)))
                    .isTrue();
            watched.flush();
            assertThat(heard.text()).isEqualTo("printed\n");
            ProcessHandle.of(child.identifier()).orElseThrow().destroyForcibly();
            assertThat(heard.end()).isEqualTo(new ChildProcess.End(true, 9));
            watched.flush();
        }
    }

    @Test
    void theFirstProcessTellsHowTheProgramStartedAndEnded() throws Exception {
        assertThat(init("/bin/sh", "-c", "exit 37")).containsExactly(0, 37 << 8);
        assertThat(init("/bin/sh", "-c", "kill -9 $$")).containsExactly(0, 9);
        assertThat(init("/no/such/program").getFirst()).isEqualTo(2);
    }

    @Test
    void theFirstProcessHandsOnAllVariablesButTheFirst() throws Exception {
        assertThat(init("/bin/sh", "-c", "test \"$VALUE\" = 'a b' -a -z \"${HOME+there}\" && exit 37"))
                .containsExactly(0, 37 << 8);
        assertThat(InitProgram.unused(Set.of("VALUE"))).isEqualTo("HOME=/");
        assertThat(InitProgram.unused(Set.of("VALUE", "HOME"))).doesNotStartWith("HOME");
    }

    @Test
    void anEndThatSomebodyElseWasToldIsHeard() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        Descriptor.Pipe busy = Descriptor.Pipe.open();
        Descriptor.Pipe output = Descriptor.Pipe.open();
        try (Descriptor busyEnd = busy.writing();
                Descriptor end = output.writing()) {
            loop.watch(
                    spawn.start(List.of("/bin/true"), PATH, Optional.empty(), busyEnd, List.of()),
                    busy.reading(),
                    new Heard() {
                        @Override
                        public void ended(ChildProcess.End how) {
                            waiting.countDown();
                            assertThatCode(told::await).doesNotThrowAnyException();
                        }
                    });
            waiting.await();
            ChildProcess child = spawn.start(List.of("/bin/true"), PATH, Optional.empty(), end, List.of());
            Heard heard = new Heard();
            loop.watch(child, output.reading(), heard);
            child.await();
            told.countDown();
            assertThat(heard.end()).isEqualTo(new ChildProcess.End(true, 9));
        }
    }

    @Test
    void orphansOfUnknownGroupsAreLetGo() throws Exception {
        Orphans orphans = new Orphans("init");
        Path file = folder.resolve("orphan");
        // leaves behind a process that is not the leader of its group, nor in the group of who started it
        String script =
                "setsid sh -c 'sh -c \"echo \\$\\$ > " + file + ".part; mv " + file + ".part " + file + "\" & exit 0'";
        assertThat(run(List.of("/bin/sh", "-c", script)).end()).isEqualTo(new ChildProcess.End(false, 0));
        assertThat(Poll.until(() -> Files.exists(file), Duration.ofSeconds(30))).isTrue();
        Path orphan = Path.of("/proc", Files.readString(file).strip());
        assertThat(Poll.until(
                        () -> {
                            orphans.reap();
                            return !Files.exists(orphan);
                        },
                        Duration.ofSeconds(30)))
                .isTrue();
    }

    private List<Integer> init(String... arguments) throws Exception {
        Path program = folder.resolve("init");
        Files.write(program, InitProgram.executable());
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Descriptor.Pipe status = Descriptor.Pipe.openWaiting();
        try (Descriptor reading = status.reading();
                Descriptor writing = status.writing()) {
            Descriptor.Pipe output = Descriptor.Pipe.open();
            try (Descriptor unread = output.reading();
                    Descriptor end = output.writing()) {
                spawn.start(command, VARIABLES, Optional.empty(), end, List.of(writing))
                        .await();
                assertThat(unread.read(1)).isEmpty();
            }
            byte[] told = reading.read(2 * Integer.BYTES);
            assertThat(told).hasSize(2 * Integer.BYTES);
            ByteBuffer numbers = ByteBuffer.wrap(told).order(ByteOrder.nativeOrder());
            return List.of(numbers.getInt(), numbers.getInt());
        }
    }

    private Heard run(List<String> command) {
        Descriptor.Pipe output = Descriptor.Pipe.open();
        try (Descriptor end = output.writing()) {
            ChildProcess child = spawn.start(command, PATH, Optional.empty(), end, List.of());
            Heard heard = new Heard();
            loop.watch(child, output.reading(), heard);
            return heard;
        }
    }

    /** Remembers what it heard. */
    private static class Heard implements EventLoop.Listener {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private final CompletableFuture<ChildProcess.End> end = new CompletableFuture<>();

        @Override
        public void output(byte[] bytes) {
            text.writeBytes(bytes);
        }

        @Override
        public void ended(ChildProcess.End how) {
            end.complete(how);
        }

        String text() {
            return text.toString(StandardCharsets.UTF_8);
        }

        ChildProcess.End end() throws Exception {
            return end.get(30, TimeUnit.SECONDS);
        }
    }
}
