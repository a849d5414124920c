package dev.hearth.dataplane.runtimes.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineSdksTest {
    private final VirtualClock clock = new VirtualClock(Instant.now());
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger installations = new AtomicInteger();
    private Recipe recipe = Sdks.recipe(tree -> {
        Files.writeString(tree.resolve("file"), "number " + installations.incrementAndGet());
        return "boto3 1";
    });

    @TempDir
    private Path folder;

    private SdkStore store;
    private MachineSdks sdks;

    @BeforeEach
    void open() throws IOException {
        store = new SdkStore(folder, clock);
        sdks = open(SdkSettings.DEFAULT);
    }

    private MachineSdks open(SdkSettings settings) throws IOException {
        SdkMaker maker = new SdkMaker(store, (runtime, clients) -> recipe, Map.of(), clock);
        return new MachineSdks(store, maker, settings, clock, task -> {
            Thread thread = Thread.ofVirtual().unstarted(task);
            threads.add(thread);
            return thread;
        });
    }

    @Test
    void theFirstNeedHasItMadeAndLaterOnesFindIt() throws Exception {
        assertThat(sdks.find(Sdks.python())).isEmpty();
        rest();
        assertThat(sdks.find(Sdks.python()))
                .hasValueSatisfying(
                        image -> assertThat(image.folder().resolve("file")).hasContent("number 1"));
        assertThat(threads).hasSize(1);
    }

    @Test
    void nobodyWaitsAndItIsMadeOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        recipe = Sdks.recipe(tree -> {
            go.await();
            Files.writeString(tree.resolve("file"), "x");
            return "boto3 1";
        });
        for (int i = 0; i < 10; i++) {
            assertThat(sdks.find(Sdks.python())).isEmpty();
        }
        assertThat(threads).hasSize(1);
        go.countDown();
        rest();
        assertThat(sdks.find(Sdks.python())).isPresent();
    }

    @Test
    void whoCannotDoWithoutWaitsUntilItIsMade() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        recipe = Sdks.recipe(tree -> {
            go.await();
            Files.writeString(tree.resolve("file"), "x");
            return "boto3 1";
        });
        assertThat(sdks.await(Sdks.python(), Duration.ofMillis(1))).isFalse();
        FutureTask<Boolean> waits = new FutureTask<>(() -> sdks.await(Sdks.python(), Duration.ofMinutes(1)));
        Thread waiter = Thread.ofPlatform().start(waits);
        while (waiter.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        go.countDown();
        assertThat(waits.get()).isTrue();
        assertThat(sdks.await(Sdks.python(), Duration.ZERO)).isTrue();
    }

    @Test
    void nobodyWaitsForWhatCannotBeMade() throws Exception {
        recipe = Sdks.recipe(tree -> {
            throw new SdkException("no registry");
        });
        assertThat(sdks.await(Sdks.python(), Duration.ofMinutes(1))).isFalse();
        assertThat(threads).hasSize(1);
        assertThat(sdks.await(Sdks.python(), Duration.ofMinutes(1))).isFalse();
        assertThat(sdks.await(Sdks.installation("java21", Language.JAVA, "21.0.1"), Duration.ofMinutes(1)))
                .isFalse();
        assertThat(threads).hasSize(1);
    }

    @Test
    void aFailureIsTriedAgainAfterEverLongerPauses() throws Exception {
        recipe = Sdks.recipe(tree -> {
            installations.incrementAndGet();
            throw new SdkException("no registry");
        });
        Duration pause = Limits.FIRST_PAUSE;
        for (int attempt = 1; attempt <= 10; attempt++) {
            assertThat(sdks.find(Sdks.python())).isEmpty();
            rest();
            assertThat(installations).hasValue(attempt);
            clock.advance(pause.minusNanos(1));
            assertThat(sdks.find(Sdks.python())).isEmpty();
            rest();
            assertThat(installations).hasValue(attempt);
            clock.advance(Duration.ofNanos(1));
            pause = pause.multipliedBy(2).compareTo(Limits.LONGEST_PAUSE) < 0
                    ? pause.multipliedBy(2)
                    : Limits.LONGEST_PAUSE;
        }
    }

    @Test
    void onlyLanguagesOfTheSettingHaveOne() throws Exception {
        sdks = open(new SdkSettings(Set.of(Language.NODEJS), Optional.empty()));
        assertThat(sdks.find(Sdks.python())).isEmpty();
        assertThat(sdks.find(Sdks.installation("java21", Language.JAVA, "21.0.1")))
                .isEmpty();
        assertThat(threads).isEmpty();
        assertThat(sdks.find(Sdks.nodejs())).isEmpty();
        rest();
        assertThat(sdks.find(Sdks.nodejs())).isPresent();
    }

    @Test
    void otherClientsAreMadeWhileTheEarlierOnesServe() throws Exception {
        assertThat(sdks.find(Sdks.nodejs())).isEmpty();
        rest();
        sdks = open(new SdkSettings(SdkSettings.LANGUAGES, Optional.of(NodejsClients.parse("s3"))));
        assertThat(sdks.find(Sdks.nodejs()))
                .hasValueSatisfying(
                        image -> assertThat(image.folder().resolve("file")).hasContent("number 1"));
        rest();
        assertThat(sdks.find(Sdks.nodejs()))
                .hasValueSatisfying(
                        image -> assertThat(image.folder().resolve("file")).hasContent("number 2"));
    }

    @Test
    void whatAnotherProcessMakesIsLeftToIt() throws Exception {
        try (SdkStore.Claim claim = store.tryClaim(Sdks.PYTHON).orElseThrow()) {
            assertThat(claim.key()).isEqualTo(Sdks.PYTHON);
            assertThat(sdks.find(Sdks.python())).isEmpty();
            rest();
            assertThat(installations).hasValue(0);
        }
        clock.advance(Limits.FIRST_PAUSE);
        assertThat(sdks.find(Sdks.python())).isEmpty();
        rest();
        assertThat(installations).hasValue(1);
    }

    @Test
    void noStartFailsForARecordThatCannotBeRead() throws Exception {
        Files.createDirectory(folder.resolve("python3.13.json"));
        assertThat(sdks.find(Sdks.python())).isEmpty();
        assertThat(threads).isEmpty();
    }

    @Test
    void closingEndsWhatIsMade() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        recipe = Sdks.recipe(tree -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "never";
        });
        assertThat(sdks.find(Sdks.python())).isEmpty();
        begun.await();
        sdks.close();
        rest();
        assertThat(store.record(Sdks.PYTHON)).isEmpty();
        assertThat(folder.resolve("python3.13.new")).doesNotExist();
        assertThat(store.state(Sdks.PYTHON)).isEqualTo(new SdkState.Unneeded());
        assertThat(sdks.find(Sdks.python())).isEmpty();
        assertThat(threads).hasSize(1);
    }

    private void rest() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
