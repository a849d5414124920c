package dev.hearth.dataplane.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.linux.SlotClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that come, go and are killed, over a switch that is a file like any other. */
class ForwardingTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path host;

    private final List<Instance> living = new ArrayList<>();

    private final class Instance {
        final SlotClaim claim = SlotClaim.claim(folder, slot -> new Forwarding(slot, host).leave());
        final Forwarding forwarding = new Forwarding(claim.slot(), host);
        final boolean lone = forwarding.join();

        Instance() {
            forwarding.turnOn();
            living.add(this);
        }

        void end() {
            living.remove(this);
            forwarding.leave();
            claim.close();
        }

        void kill() {
            living.remove(this);
            claim.abandon();
        }
    }

    @BeforeEach
    void turnOff() throws IOException {
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "slots are locked as on Linux");
        host = Files.writeString(folder.resolve("ip_forward"), "0");
    }

    @AfterEach
    void end() {
        List.copyOf(living).forEach(Instance::end);
    }

    private String state() {
        try {
            return Files.readString(host).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theLastOneTurnsOffWhatTheFirstTurnedOn() {
        Instance first = new Instance();
        Instance second = new Instance();
        assertThat(first.lone && second.lone).isTrue();
        assertThat(state()).isEqualTo("1");
        first.end();
        assertThat(state()).as("one lives").isEqualTo("1");
        second.end();
        assertThat(state()).isEqualTo("0");
    }

    @Test
    void whatWasOnStaysOn() throws IOException {
        Files.writeString(host, "1");
        Instance only = new Instance();
        assertThat(only.lone).isFalse();
        only.end();
        assertThat(state()).isEqualTo("1");
    }

    @Test
    void aKilledOneKeepsNothingOn() {
        Instance killed = new Instance();
        Instance other = new Instance();
        killed.kill();
        other.end();
        assertThat(state()).as("nobody lives").isEqualTo("0");
    }

    @Test
    void whoComesAfterAKilledOneGivesBackWhatThatOneFound() {
        new Instance().kill();
        assertThat(state()).isEqualTo("1");
        Instance next = new Instance();
        assertThat(next.lone).isTrue();
        assertThat(state()).isEqualTo("1");
        next.end();
        assertThat(state()).isEqualTo("0");
    }

    @Test
    void itIsNotTurnedOffUnderOneThatFoundItOn() throws IOException {
        Files.writeString(host, "1");
        Instance first = new Instance();
        Files.writeString(host, "0"); // somebody else's doing
        Instance second = new Instance();
        assertThat(state()).isEqualTo("1");
        second.end();
        assertThat(state()).as("the first lives").isEqualTo("1");
        first.end();
        assertThat(state()).isEqualTo("0");
    }

    @RepeatedTest(5)
    void itIsOnAsLongAsOneLivesWhateverHappens(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 60; i++) {
            if (living.size() < 4 && (living.isEmpty() || random.nextBoolean())) {
                new Instance();
            } else {
                Instance one = living.get(random.nextInt(living.size()));
                if (random.nextInt(3) == 0) {
                    one.kill();
                } else {
                    one.end();
                }
            }
            if (!living.isEmpty()) {
                assertThat(state())
                        .as("seed %d, step %d", repetition.getCurrentRepetition(), i)
                        .isEqualTo("1");
            }
        }
        new Instance();
        List.copyOf(living).forEach(Instance::end);
        assertThat(state()).as("seed %d", repetition.getCurrentRepetition()).isEqualTo("0");
    }
}
