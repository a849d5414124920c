package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "locks files with flock(2)")
class SlotClaimTest {
    @TempDir
    private Path home;

    private final List<Integer> cleaned = new ArrayList<>();

    private SlotClaim claim() {
        return SlotClaim.claim(home, slot -> cleaned.add(slot.number()));
    }

    @Test
    void instancesOfOneProcessGetDifferentSlots() {
        try (SlotClaim first = claim();
                SlotClaim second = claim();
                SlotClaim third = claim()) {
            assertThat(List.of(
                            first.slot().number(),
                            second.slot().number(),
                            third.slot().number()))
                    .containsExactly(0, 1, 2);
        }
    }

    @Test
    void aSlotGivenBackIsTakenAgain() {
        SlotClaim first = claim();
        try (SlotClaim second = claim()) {
            first.close();
            try (SlotClaim third = claim()) {
                assertThat(third.slot().number()).isZero();
                assertThat(second.slot().number()).isOne();
            }
        }
    }

    @Test
    void cleansItsOwnSlotAndEveryUnclaimedOne() throws IOException {
        try (SlotClaim alive = claim()) {
            Files.createDirectories(home.resolve("slot-1/left"));
            Files.writeString(home.resolve("slot-1/left/behind"), "x");
            Files.createDirectories(home.resolve("slot-31"));
            cleaned.clear();
            try (SlotClaim next = claim()) {
                assertThat(next.slot().number()).isOne();
                assertThat(cleaned).containsExactly(1, 31);
                assertThat(alive.slot().folder()).isDirectory();
                assertThat(next.slot().folder()).isEmptyDirectory();
                assertThat(home.resolve("slot-31")).doesNotExist();
            }
        }
        assertThat(home.resolve("slot-0")).doesNotExist();
    }

    @Test
    void anUncleanableSlotOfAnotherDoesNotPreventTheStart() throws IOException {
        Files.createDirectories(home.resolve("slot-7"));
        try (SlotClaim claim = SlotClaim.claim(home, slot -> {
            if (slot.number() == 7) {
                throw new LinuxException("no");
            }
        })) {
            assertThat(claim.slot().number()).isZero();
            assertThat(home.resolve("slot-7")).exists();
        }
    }

    @Test
    void aKilledProcessLosesItsSlot() throws IOException, InterruptedException {
        // another process, killed while it holds the lock
        Process holder = new ProcessBuilder(
                        "flock", "--no-fork", home.resolve("slot-0.lock").toString(), "sh", "-c", "echo; exec cat")
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('\n');
            try (SlotClaim second = claim()) {
                assertThat(second.slot().number()).isOne();
                holder.destroyForcibly();
                assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
                try (SlotClaim third = claim()) {
                    assertThat(third.slot().number()).isZero();
                }
            }
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void thereAreSoManySlotsAndNoMore() {
        List<SlotClaim> claims = new ArrayList<>();
        try {
            for (int i = 0; i < Slot.COUNT; i++) {
                claims.add(claim());
            }
            assertThatThrownBy(this::claim).isInstanceOf(LinuxException.class).hasMessageContaining("64");
        } finally {
            claims.forEach(SlotClaim::close);
        }
    }

    @Test
    void whatASlotOwnsIsNoOtherSlots() {
        Set<Object> seen = new HashSet<>();
        for (int number = 0; number < Slot.COUNT; number++) {
            Slot slot = new Slot(number, home);
            assertThat(seen.add(slot.firstUser())).isTrue();
            assertThat(seen.add(slot.address(0))).isTrue();
            assertThat(seen.add(slot.address(Slot.ADDRESSES - 1))).isTrue();
            for (int other = 0; other < Slot.COUNT; other++) {
                Slot another = new Slot(other, home);
                assertThat((another.interfacePrefix() + "1").startsWith(slot.interfacePrefix()))
                        .isEqualTo(other == number);
                assertThat((another.interfacePrefix() + "1").startsWith(slot.interfacePrefix()))
                        .isEqualTo(other == number);
            }
        }
        Slot last = new Slot(Slot.COUNT - 1, home);
        assertThat((last.interfacePrefix() + (Slot.ADDRESSES - 1)).length()).isLessThanOrEqualTo(15);
        assertThat(last.address(Slot.ADDRESSES - 1).getHostAddress()).isEqualTo("100.127.255.255");
        assertThat(new Slot(3, home).network()).isEqualTo("100.67.0.0/16");
    }
}
