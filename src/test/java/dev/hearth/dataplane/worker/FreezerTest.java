package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.SandboxId;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreezerTest {
    private static final Duration GRACE = Duration.ofMillis(100);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    private final Freezer freezer = new Freezer(GRACE, clock, clock, Runnable::run);

    @Test
    void freezesWhatIsIdleForAWhile() {
        FakeSandbox sandbox = new FakeSandbox("s");
        sandbox.becomesIdle();

        clock.advance(GRACE.minus(MOMENT));
        assertThat(sandbox.frozen).isFalse();
        clock.advance(MOMENT);

        assertThat(sandbox.frozen).isTrue();
    }

    @Test
    void doesNotFreezeWhatWasUsedSince() {
        FakeSandbox sandbox = new FakeSandbox("s");
        sandbox.becomesIdle();
        clock.advance(GRACE.minus(MOMENT));
        sandbox.becomesBusy();
        sandbox.becomesIdle();

        clock.advance(GRACE.minus(MOMENT));
        assertThat(sandbox.frozen).isFalse();
        clock.advance(MOMENT);

        assertThat(sandbox.frozen).isTrue();
    }

    @Test
    void freezesWhatBecomesIdleAfterItWasLookedAtWhileItWasBusy() {
        FakeSandbox sandbox = new FakeSandbox("s");
        sandbox.becomesIdle();
        sandbox.becomesBusy();
        clock.advance(GRACE.multipliedBy(5));
        sandbox.becomesIdle();

        clock.advance(GRACE);

        assertThat(sandbox.frozen).isTrue();
    }

    /** Each of them is used again shortly before its time, for as long as it takes. */
    @Test
    void aThousandBusySandboxesDoNotDelayAnIdleOne() {
        List<FakeSandbox> busy = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            FakeSandbox sandbox = new FakeSandbox("busy-" + i);
            busy.add(sandbox);
            sandbox.becomesIdle();
        }
        clock.advance(MOMENT);
        FakeSandbox idle = new FakeSandbox("idle");
        idle.becomesIdle();
        for (int i = 0; i < 2; i++) {
            clock.advance(GRACE.dividedBy(2));
            busy.forEach(FakeSandbox::becomesBusy);
            busy.forEach(FakeSandbox::becomesIdle);
        }

        assertThat(idle.frozen).isTrue();
        assertThat(busy).noneMatch(sandbox -> sandbox.frozen);
    }

    @Test
    void oneThatCanNotBeFrozenCostsNoOther() {
        FakeSandbox broken = new FakeSandbox("broken");
        broken.isBroken = true;
        FakeSandbox other = new FakeSandbox("other");
        broken.becomesIdle();
        other.becomesIdle();

        clock.advance(GRACE);

        assertThat(other.frozen).isTrue();
    }

    private final class FakeSandbox implements Freezer.Freezable {
        private final SandboxId id;
        private boolean ready;
        private boolean queued;
        private boolean frozen;
        private boolean isBroken;
        private long idleSince;

        FakeSandbox(String id) {
            this.id = new SandboxId(id);
        }

        void becomesIdle() {
            ready = true;
            idleSince = clock.nanos();
            freezer.idle(this);
        }

        void becomesBusy() {
            ready = false;
        }

        @Override
        public SandboxId id() {
            return id;
        }

        @Override
        public long idleNanos() {
            return clock.nanos() - idleSince;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void freeze() {
            if (isBroken) {
                throw new IllegalStateException("broken on purpose");
            }
            frozen = ready;
        }

        @Override
        public boolean enterQueue() {
            boolean entered = !queued;
            queued = true;
            return entered;
        }

        @Override
        public void leaveQueue() {
            queued = false;
        }
    }
}
