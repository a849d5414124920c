package dev.hearth.dataplane.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.Cgroup;
import dev.hearth.base.linux.CgroupLimits;
import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.Mount;
import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The machine layer as a driver of any kind of sandbox uses it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@Tag("security")
class MachineTest {
    private static final CgroupLimits LIMITS = new CgroupLimits(DataSize.ofMebibytes(64), 1, 0.1, 10);
    private static final DataSize MEMORY = DataSize.ofMebibytes(256);
    private static final DataSize SPACE = DataSize.ofMebibytes(16);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Machine machine;

    @BeforeEach
    void open() {
        machine = openAnother();
    }

    private Machine openAnother() {
        return open(Capacity.ofThisMachine());
    }

    private Machine open(Capacity capacity) {
        try {
            NetworkConfig network = new NetworkConfig(Set.of(9001), Set.of(), List.of());
            return Machine.open(new MachineConfig(Slot.HOME, folder.resolve("scratch"), network, MEMORY), capacity);
        } catch (MachineUnavailableException e) {
            assumeTrue(false, "isolated sandboxes can't be had here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void whatSandboxesHaveIsTheirOwn() {
        List<Allocation> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(allocate("own-" + i));
        }
        assertThat(all.stream().map(Allocation::functionUser))
                .doesNotHaveDuplicates()
                .doesNotContain(Slot.SANDBOX_ROOT);
        assertThat(all.stream().map(each -> each.network().address())).doesNotHaveDuplicates();
        assertThat(all.stream().map(each -> each.network().path())).doesNotHaveDuplicates();
        assertThat(all.stream().map(each -> each.cgroup().path())).doesNotHaveDuplicates();
        assertThat(all.stream().map(each -> each.scratch().point())).doesNotHaveDuplicates();
        all.forEach(Allocation::close);
        all.forEach(Allocation::close);
    }

    @Test
    void aProgramEntersTheNetworkByItsFileUntilTheSandboxLivesInIt() {
        try (Allocation allocation = allocate("network")) {
            List<String> look =
                    List.of("nsenter", "--net=" + allocation.network().path(), "ip", "-o", "address");
            assertThat(Command.run(look, "", PATIENCE))
                    .contains("eth0", allocation.network().address().getHostAddress() + "/32")
                    .doesNotContain("inet6 fe80");
            allocation.started();
            assertThatThrownBy(() -> allocation.network().path()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aScratchVolumeIsTheSandboxsAndSeenInTheMountNamespaceOnly() throws IOException {
        try (Allocation allocation = allocate("scratch")) {
            Path point = allocation.scratch().point();
            Object owner = machine.mounts().inside(() -> Files.getAttribute(point, "unix:uid"));
            assertThat(owner).isEqualTo(allocation.rootUser());
            List<Path> content = machine.mounts().inside(() -> {
                try (var files = Files.list(point)) {
                    return files.toList();
                }
            });
            assertThat(content).isEmpty();
            assertThat(point).doesNotExist();
            assertThat(Mount.all()).noneMatch(mount -> mount.point().startsWith(point));
        }
    }

    @Test
    void networksAreMountedNowhere() {
        int before = Mount.all().size();
        try (Allocation allocation = allocate("mounts")) {
            assertThat(allocation.network().path()).exists();
            int inside = machine.mounts().inside(() -> Mount.all().size());
            for (int i = 0; i < 10; i++) {
                try (Allocation another = allocate("mounts-" + i)) {
                    another.started();
                    assertThat(machine.mounts().inside(() -> Mount.all().size()))
                            .isLessThanOrEqualTo(inside);
                }
            }
            assertThat(Mount.all()).hasSizeLessThanOrEqualTo(before);
        }
    }

    @Test
    void whatCannotBeGivenBackStaysAndIsGivenBackLater() {
        List<String> done = new ArrayList<>();
        AtomicBoolean stuck = new AtomicBoolean(true);
        try (Allocation real = allocate("real")) {
            Allocation allocation =
                    new Allocation(real.functionUser(), new Source(real.network(), real.cgroup(), stuck, done));
            allocation.fill();
            assertThat(done).containsExactly("network taken", "cgroup made");
            assertThatThrownBy(allocation::close).hasMessageContaining("can't be removed");
            assertThat(done).hasSize(2);
            stuck.set(false);
            allocation.close();
            allocation.close();
            assertThat(done.subList(2, done.size())).containsExactly("network discarded", "user given back");
        }
    }

    /** Tells what is taken and given back. */
    private record Source(Network network, Cgroup cgroup, AtomicBoolean stuck, List<String> done)
            implements Allocation.Source {
        @Override
        public Network takeNetwork() {
            done.add("network taken");
            return network;
        }

        @Override
        public void discard(Network used) {
            if (stuck.get()) {
                throw new LinuxException("a network that can't be removed");
            }
            done.add("network discarded");
        }

        @Override
        public void started() {
            done.add("program started");
        }

        @Override
        public Cgroup makeCgroup() {
            done.add("cgroup made");
            return cgroup;
        }

        @Override
        public void giveBack(int user) {
            done.add("user given back");
        }
    }

    @Test
    void aResetLeavesUsersAndTheVolumesFilesAndMakesTheRestAnew() throws IOException {
        try (Allocation allocation = allocate("reset")) {
            int user = allocation.functionUser();
            Network network = allocation.network();
            Path point = allocation.scratch().point();
            for (int i = 0; i < 3; i++) {
                String text = "text " + i;
                machine.mounts().inside(() -> Files.writeString(point.resolve("file"), text));
                allocation.started();
                assertThat(machine.mounts().inside(() -> Files.exists(point))).isFalse();
                assertThat(machine.mounts().inside(Mount::all))
                        .noneMatch(mount -> mount.point().startsWith(point));

                allocation.reset();
                assertThat(allocation.scratch().point()).isEqualTo(point);
                assertThat(allocation.scratch().point()).isEqualTo(point);

                assertThat(machine.mounts().inside(() -> Files.readString(point.resolve("file"))))
                        .isEqualTo(text);
            }
            assertThat(allocation.functionUser()).isEqualTo(user);
            assertThat(allocation.network().address()).isNotEqualTo(network.address());
            assertThat(allocation.network().path()).exists();
            assertThat(allocation.cgroup().memoryPeak()).isLessThan(DataSize.ofMebibytes(1));
        }
    }

    @Test
    void nothingIsLeftOfAVolumeThatWasKept() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (Allocation allocation = allocate("kept-" + i)) {
                allocation.started();
                allocation.reset();
            }
        }
        machine.close();
        RecordingListener.awaitTrue("loop devices are gone", () -> loopFiles().noneMatch(this::isOwn));
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    /** The files that are this machine's block devices. */
    private static Stream<String> loopFiles() {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            return devices
                    .map(device -> device.resolve("loop/backing_file"))
                    .flatMap(MachineTest::text)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> text(Path file) {
        try {
            return Stream.of(Files.readString(file));
        } catch (IOException e) {
            return Stream.empty(); // no loop device, or one that is free
        }
    }

    private boolean isOwn(String file) {
        return file.contains(folder.toString());
    }

    @Test
    void aFullMachineRefusesAnotherBeforeItMakesAnyPart() {
        machine.close();
        machine = open(new Capacity(List.of(new Capacity.Bound("something", 2, 0, 1))));
        Allocation first = allocate("full-1");
        Allocation second = allocate("full-2");

        assertThatThrownBy(() -> machine.allocate("full-3", LIMITS))
                .isInstanceOf(MachineFullException.class)
                .hasMessageContaining("2 sandboxes at once, by its limit of something");

        Path cgroups = first.cgroup().processFiles().getFirst().getParent().getParent();
        assertThat(cgroups.resolve("full-3")).doesNotExist();
        first.reset(); // keeps its place
        assertThatThrownBy(() -> machine.allocate("full-3", LIMITS)).isInstanceOf(MachineFullException.class);
        first.close();
        first.close();
        second.close();
        allocate("full-3").close();
        try (Allocation third = allocate("full-4");
                Allocation fourth = allocate("full-5")) {
            assertThat(third.functionUser()).isNotEqualTo(fourth.functionUser());
        }
    }

    @Test
    void whatCannotBeMadeTakesNoPlace() {
        machine.close();
        machine = open(new Capacity(List.of(new Capacity.Bound("something", 1, 0, 1))));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> machine.allocate("x".repeat(5_000), LIMITS))
                    .isInstanceOf(LinuxException.class);
        }
        allocate("possible").close();
    }

    @Test
    void anInstanceThatDiedLeavesNothing() {
        for (int i = 0; i < 5; i++) {
            assertThat(allocate("left-" + i).cgroup().path()).contains("left-" + i);
        }
        machine.abandon();
        Machine next = openAnother();
        try (next) {
            assertThat(next.recovered()).containsEntry(machine.slot(), 5);
        }
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    private Allocation allocate(String name) {
        Allocation allocation = machine.allocate(name, LIMITS);
        machine.provideScratch(allocation, SPACE);
        return allocation;
    }
}
