package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CodeCacheTest {
    @TempDir
    private Path folder;

    private final WorkerFixture.Artifacts artifacts = new WorkerFixture.Artifacts();

    @Test
    void unpacksOnceHoweverManyAsk() throws InterruptedException, IOException {
        CodeCache cache = cache(1 << 20, "boot-1");
        CodePackage code = artifacts.add("#!/bin/sh");
        List<Path> folders = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> folders.add(cache.use(code).image().folder())));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(folders).hasSize(50).containsOnly(folders.getFirst());
        assertThat(artifacts.opened).hasValue(1);
        assertThat(Files.readString(folders.getFirst().resolve("bootstrap"))).isEqualTo("#!/bin/sh");
    }

    @Test
    void removesTheLongestUnusedAndNeverWhatIsUsed() throws IOException {
        CodeCache cache = cache(25, "boot-1");
        CodePackage used = artifacts.add("used567890");
        CodePackage old = artifacts.add("old4567890");
        CodePackage recent = artifacts.add("recent7890");
        cache.use(used);
        cache.use(old).close();
        cache.use(recent).close();

        assertThat(names()).containsExactlyInAnyOrder(used.sha256(), recent.sha256(), "boot");

        cache.use(old).close();
        assertThat(names()).containsExactlyInAnyOrder(used.sha256(), old.sha256(), "boot");
        assertThat(artifacts.opened).hasValue(4);
    }

    @Test
    void refusesAPackageThatIsNotWhatItsDigestSays() {
        CodeCache cache = cache(1 << 20, "boot-1");
        CodePackage code = artifacts.add("x");
        artifacts.damage(code.sha256());

        ServiceException failure = catchThrowableOfType(ServiceException.class, () -> cache.use(code));
        CodePackage missing = new CodePackage("1".repeat(64), new DataSize(1));

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE);
        assertThat(catchThrowableOfType(ServiceException.class, () -> cache.use(missing))
                        .code())
                .isEqualTo(ErrorCode.SERVICE);
        artifacts.add("x");
        assertThat(cache.use(code).image().digest()).isEqualTo(code.sha256());
    }

    @Test
    void keepsWholeFoldersOverARestartOfTheProgramOnly() throws IOException {
        CodePackage code = artifacts.add("x");
        cache(1 << 20, "boot-1").use(code).close();
        Files.createDirectory(folder.resolve(".unpacking-half"));
        Files.writeString(folder.resolve(".download-half"), "x");

        cache(1 << 20, "boot-1").use(code).close();
        assertThat(artifacts.opened).hasValue(1);
        assertThat(names()).containsExactlyInAnyOrder(code.sha256(), "boot");

        cache(1 << 20, "boot-2");
        assertThat(names()).containsExactly("boot");
    }

    @Test
    void otherUsersOfTheMachineCannotPassItsFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        cache(1 << 20, "boot-1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void whatItUnpacksBelongsToItsOwner() throws IOException {
        assumeTrue((int) Files.getAttribute(folder, "unix:uid") == 0, "only root can give files away");
        CodePackage code = artifacts.add("x");
        cache(1 << 20, "boot-1").use(code).close();

        TreeOwner owner = TreeOwner.of(999_999_998);
        CodeCache cache = new CodeCache(artifacts, folder, new DataSize(1 << 20), Ids.secure(), owner, "boot-1");
        Path tree = cache.use(code).image().folder();

        for (Path path : List.of(tree, tree.resolve("bootstrap"))) {
            assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(999_999_998);
            assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(999_999_998);
        }
        assertThat(artifacts.opened).as("what belonged to another is made anew").hasValue(2);
        cache(1 << 20, "boot-1");
        assertThat(names()).as("so with the owner before").containsExactly("boot");
    }

    @Test
    void whoAsksForWhatIsBeingSweptGetsItAnew() throws Exception {
        Ids ids = Ids.secure();
        CodePackage old = artifacts.add("old4567890");
        CodePackage recent = artifacts.add("recent7890");
        CompletableFuture<Path> again = new CompletableFuture<>();
        AtomicInteger names = new AtomicInteger();
        List<CodeCache> made = new ArrayList<>();
        CodeCache cache = new CodeCache(
                artifacts,
                folder,
                new DataSize(10),
                count -> {
                    if (names.incrementAndGet() == 3) { // two downloads, then the sweep of the first
                        untilItWaits(Thread.ofVirtual()
                                .start(() -> again.complete(
                                        made.getFirst().use(old).image().folder())));
                    }
                    return ids.bytes(count);
                },
                TreeOwner.UNPACKER,
                "boot-1");
        made.add(cache);
        cache.use(old).close();
        CodeCache.Use use = cache.use(recent);

        assertThat(again.get().resolve("bootstrap")).hasContent("old4567890");
        use.close();
        cache.use(artifacts.add("third67890")).close();
        assertThat(again.get().resolve("bootstrap")).hasContent("old4567890");
    }

    private static void untilItWaits(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aPackageThatIsLargerThanTheLimitIsUsedAllTheSame() throws IOException {
        CodeCache cache = cache(1, "boot-1");
        CodePackage large = artifacts.add("large67890");

        try (CodeCache.Use use = cache.use(large)) {
            assertThat(use.image().folder().resolve("bootstrap")).hasContent("large67890");
        }
        assertThat(artifacts.opened).hasValue(1);
    }

    private CodeCache cache(long limit, String boot) {
        return new CodeCache(artifacts, folder, new DataSize(limit), Ids.secure(), TreeOwner.UNPACKER, boot);
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            paths.forEach(path -> names.add(String.valueOf(path.getFileName())));
            return names;
        }
    }
}
