package dev.hearth.dataplane.workermanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.DataSize;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SandboxPoolTest {
    private static final SandboxKey KEY =
            TestingFunctions.function("f", "r1", 128).sandboxKey();

    private final SandboxPool pool = new SandboxPool();

    @Test
    void startsOneSandboxForEachWhoWaits() {
        assertThat(pool.ask(new Waiter())).isEqualTo(new SandboxPool.Answer.Wait(true));
        assertThat(pool.ask(new Waiter())).isEqualTo(new SandboxPool.Answer.Wait(true));
        assertThat(pool.starting()).isEqualTo(2);
    }

    @Test
    void servesTheOldestWaiterWithWhicheverSandboxIsFreeFirst() {
        Member busy = leased("busy");
        Waiter first = waiting();
        Waiter second = waiting();

        assertThat(pool.free(busy, 0)).isEqualTo(new SandboxPool.Next.Serve(first));
        assertThat(pool.started(member("new"), 0)).isEqualTo(new SandboxPool.Next.Serve(second));
        assertThat(pool.started(member("surplus"), 0)).isEqualTo(new SandboxPool.Next.Keep());
        assertThat(pool.idle()).isEqualTo(1);
    }

    @Test
    void doesNotStartAnotherWhileOneStartsForNobody() {
        Member busy = leased("busy");
        Waiter first = waiting();
        assertThat(pool.free(busy, 0)).isEqualTo(new SandboxPool.Next.Serve(first));

        assertThat(pool.ask(new Waiter())).isEqualTo(new SandboxPool.Answer.Wait(false));
    }

    @Test
    void lendsTheMostRecentlyUsedAndExpiresTheLongestIdle() {
        Member old = leased("old");
        Member recent = leased("recent");
        pool.free(old, 100);
        pool.free(recent, 200);

        assertThat(pool.idleSinceNanos()).contains(100L);
        assertThat(pool.expire(150)).containsExactly(old);
        assertThat(pool.take()).contains(recent);
        assertThat(pool.take()).isEmpty();
    }

    @Test
    void aFailedStartFailsTheOldestWaiterOnlyIfNoOtherStartIsLeftForIt() {
        Member busy = leased("busy");
        Waiter first = waiting();
        Waiter second = waiting();
        pool.free(busy, 0);

        assertThat(pool.startFailed()).isEmpty();
        assertThat(pool.startFailed()).contains(second);
        assertThat(first).isNotSameAs(second);
    }

    @Test
    void leavesOutAStartThatNobodyNeeds() {
        Member busy = leased("busy");
        waiting();
        assertThat(pool.startUnneeded()).isFalse();
        pool.free(busy, 0);

        assertThat(pool.startUnneeded()).isTrue();
        assertThat(pool.starting()).isZero();
    }

    @Test
    void keepsNothingOnceRetiredButServesWhoWaits() {
        Member busy = leased("busy");
        Member idle = leased("idle");
        pool.free(idle, 0);
        assertThat(pool.retire()).containsExactly(idle);
        Waiter late = waiting();

        assertThat(pool.free(busy, 0)).isEqualTo(new SandboxPool.Next.Serve(late));
        assertThat(pool.started(member("surplus"), 0)).isEqualTo(new SandboxPool.Next.Stop());
        assertThat(pool.free(busy, 0)).isEqualTo(new SandboxPool.Next.Stop());
        assertThat(pool.closeIfEmpty()).isTrue();
    }

    @Test
    void isClosedForGoodOnceEmpty() {
        Member only = leased("only");
        assertThat(pool.closeIfEmpty()).isFalse();
        pool.discard(only);

        assertThat(pool.closeIfEmpty()).isTrue();
        assertThat(pool.ask(new Waiter())).isEqualTo(new SandboxPool.Answer.Closed());
        assertThat(pool.adopt(only, 0)).isFalse();
    }

    @Test
    void refusesEventsThatCannotBe() {
        assertThatThrownBy(() -> pool.started(member("x"), 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.free(member("x"), 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pool.discard(member("x"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(pool::startFailed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepsAFloorOfProvisionedSandboxes() {
        assertThat(pool.setFloor(2)).contains(new SandboxPool.Floor(2, List.of()));
        Member first = provisioned("first");
        Member second = provisioned("second");
        assertThat(pool.provisioned(first, 0)).isEqualTo(new SandboxPool.Next.Keep());
        assertThat(pool.provisioned(second, 0)).isEqualTo(new SandboxPool.Next.Keep());
        assertThat(pool.provisioned().there()).isEqualTo(2);

        assertThat(pool.expire(Long.MAX_VALUE)).isEmpty();
        assertThat(pool.evict()).isEmpty();
        assertThat(pool.closeIfEmpty()).isFalse();

        assertThat(pool.take()).contains(second);
        assertThat(pool.provisioned().there()).isEqualTo(2);
        assertThat(pool.lost(first.id())).isTrue();
        assertThat(pool.replace()).isEqualTo(1);
        assertThat(pool.replace()).isZero();
        pool.discard(second);
        assertThat(pool.replace()).isEqualTo(1);
    }

    @Test
    void lendsProvisionedSandboxesFirstAndStartsOthersWhenTheyAreBusy() {
        Member idle = leased("idle");
        pool.free(idle, 0);
        pool.setFloor(1);
        Member kept = provisioned("kept");
        pool.provisioned(kept, 0);

        assertThat(pool.take()).contains(kept);
        assertThat(pool.take()).contains(idle);
        assertThat(pool.ask(new Waiter())).isEqualTo(new SandboxPool.Answer.Wait(true));
    }

    @Test
    void aLowerFloorLetsGoOfReadySandboxesNowAndOfBusyOnesLater() {
        pool.setFloor(3);
        Member busy = provisioned("busy");
        Member ready = provisioned("ready");
        pool.provisioned(busy, 0);
        assertThat(pool.take()).contains(busy);
        pool.provisioned(ready, 0);

        assertThat(pool.setFloor(0)).contains(new SandboxPool.Floor(0, List.of(ready)));
        assertThat(pool.provisionUnneeded()).isTrue();
        assertThat(pool.free(busy, 0)).isEqualTo(new SandboxPool.Next.Stop());
        assertThat(pool.provisionUnneeded()).isFalse();
        assertThat(pool.closeIfEmpty()).isTrue();
        assertThat(pool.setFloor(1)).isEmpty();
    }

    @Test
    void aLowerFloorKeepsWhatIsReadyAndLetsGoOfWhatStarts() {
        pool.setFloor(2);
        Member first = provisioned("first");
        Member second = provisioned("second");
        pool.provisioned(first, 0);
        pool.provisioned(second, 0);
        assertThat(pool.setFloor(4)).contains(new SandboxPool.Floor(2, List.of()));

        assertThat(pool.setFloor(2)).contains(new SandboxPool.Floor(0, List.of()));
        assertThat(pool.provisioned().there()).isEqualTo(2);
        assertThat(pool.provisionUnneeded()).isTrue();
        assertThat(pool.provisioned(provisioned("late"), 0)).isEqualTo(new SandboxPool.Next.Stop());
        assertThat(pool.provisionUnneeded()).isFalse();
        assertThat(pool.provisioned().there()).isEqualTo(2);
    }

    @Test
    void tellsWhyProvisioningFailedUntilItDoesNotAnyMore() {
        pool.setFloor(1);
        pool.provisionFailed("no room");
        assertThat(pool.provisioned()).isEqualTo(new ProvisionedSandboxes(0, Optional.of("no room")));
        assertThat(pool.replace()).isEqualTo(1);
        pool.provisioned(provisioned("late"), 0);
        assertThat(pool.provisioned()).isEqualTo(new ProvisionedSandboxes(1, Optional.empty()));
    }

    @Test
    void aRetiredPoolHasNoFloor() {
        pool.setFloor(1);
        Member kept = provisioned("kept");
        pool.provisioned(kept, 0);
        assertThat(pool.retire()).containsExactly(kept);
        assertThat(pool.setFloor(1)).contains(new SandboxPool.Floor(0, List.of()));
        assertThat(pool.closeIfEmpty()).isTrue();
    }

    /** Any order of events: the counts agree with a model, and everybody who waits has a start in the back. */
    @RepeatedTest(50)
    void agreesWithAModelInAnyOrderOfEvents(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<Member> leased = new ArrayList<>();
        Deque<Waiter> waiting = new ArrayDeque<>();
        int starting = 0;
        int made = 0;
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    Waiter waiter = new Waiter();
                    switch (pool.ask(waiter)) {
                        case SandboxPool.Answer.Use(Member member) -> leased.add(member);
                        case SandboxPool.Answer.Wait(boolean start) -> {
                            waiting.add(waiter);
                            starting += start ? 1 : 0;
                        }
                        case SandboxPool.Answer.Closed() -> throw new AssertionError("seed " + seed);
                    }
                }
                case 2 -> {
                    if (starting > 0) {
                        starting--;
                        Member member = member("s" + made++);
                        settle(pool.started(member, step), member, leased, waiting, seed);
                    }
                }
                case 3 -> {
                    if (!leased.isEmpty()) {
                        Member member = leased.remove(random.nextInt(leased.size()));
                        settle(pool.free(member, step), member, leased, waiting, seed);
                    }
                }
                case 4 -> {
                    if (starting > 0) {
                        starting--;
                        Optional<Waiter> failed = pool.startFailed();
                        failed.ifPresent(
                                waiter -> assertThat(waiter).as("seed %d", seed).isSameAs(waiting.remove()));
                    }
                }
                default -> {
                    if (!leased.isEmpty()) {
                        pool.discard(leased.removeLast());
                    }
                }
            }
            assertThat(pool.starting()).as("seed %d", seed).isEqualTo(starting).isGreaterThanOrEqualTo(waiting.size());
            assertThat(pool.waiting()).as("seed %d", seed).isEqualTo(waiting.size());
            assertThat(pool.leased()).as("seed %d", seed).isEqualTo(leased.size());
            assertThat(pool.idle() == 0 || waiting.isEmpty())
                    .as("nobody waits beside an idle sandbox, seed %d", seed)
                    .isTrue();
        }
    }

    private static void settle(
            SandboxPool.Next next, Member member, List<Member> leased, Deque<Waiter> waiting, long seed) {
        switch (next) {
            case SandboxPool.Next.Serve(Waiter waiter) -> {
                assertThat(waiter).as("seed %d", seed).isSameAs(waiting.remove());
                leased.add(member);
            }
            case SandboxPool.Next.Keep() ->
                assertThat(waiting).as("seed %d", seed).isEmpty();
            case SandboxPool.Next.Stop() -> throw new AssertionError("seed " + seed);
        }
    }

    /** Any order of events beside a floor that moves: what is provisioned is counted right, and made up for. */
    @RepeatedTest(50)
    void keepsItsFloorInAnyOrderOfEvents(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<Member> leased = new ArrayList<>();
        List<Member> ready = new ArrayList<>();
        Deque<Waiter> waiting = new ArrayDeque<>();
        int floor = 0;
        int provisioning = 0;
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(7)) {
                case 0 -> {
                    Waiter waiter = new Waiter();
                    if (pool.ask(waiter) instanceof SandboxPool.Answer.Use(Member member)) {
                        leased.add(member);
                        ready.remove(member);
                    } else {
                        waiting.add(waiter);
                    }
                }
                case 1 -> {
                    if (provisioning > 0) {
                        provisioning--;
                        place(pool.provisioned(provisioned("p" + step), step), "p" + step, leased, ready, waiting);
                    }
                }
                case 2 -> {
                    if (!leased.isEmpty()) {
                        Member member = leased.remove(random.nextInt(leased.size()));
                        place(pool.free(member, step), member.id().value(), leased, ready, waiting);
                    }
                }
                case 3 -> {
                    if (!leased.isEmpty()) {
                        pool.discard(leased.removeLast());
                    }
                }
                case 4 -> {
                    floor = random.nextInt(5);
                    SandboxPool.Floor plan = pool.setFloor(floor).orElseThrow();
                    provisioning += plan.starts();
                    ready.removeAll(plan.surplus());
                }
                case 5 -> {
                    if (provisioning > 0) {
                        provisioning--;
                        pool.provisionFailed("broken");
                    }
                }
                default -> {
                    if (!ready.isEmpty()) {
                        assertThat(pool.lost(ready.removeLast().id())).isTrue();
                    }
                }
            }
            provisioning += pool.replace();
            int there = pool.provisioned().there();
            assertThat(there).as("seed %d", seed).isEqualTo(ready.size() + leased.size());
            assertThat(there + provisioning).as("seed %d", seed).isGreaterThanOrEqualTo(floor);
            assertThat(ready.isEmpty() || waiting.isEmpty()).as("seed %d", seed).isTrue();
        }
    }

    private static void place(
            SandboxPool.Next next, String id, List<Member> leased, List<Member> ready, Deque<Waiter> waiting) {
        switch (next) {
            case SandboxPool.Next.Serve(Waiter waiter) -> {
                assertThat(waiter).isSameAs(waiting.remove());
                leased.add(provisioned(id));
            }
            case SandboxPool.Next.Keep() -> ready.add(provisioned(id));
            case SandboxPool.Next.Stop() -> assertThat(waiting).isEmpty();
        }
    }

    private Waiter waiting() {
        Waiter waiter = new Waiter();
        assertThat(pool.ask(waiter)).isInstanceOf(SandboxPool.Answer.Wait.class);
        return waiter;
    }

    private Member leased(String id) {
        Waiter waiter = waiting();
        Member member = member(id);
        assertThat(pool.started(member, 0)).isEqualTo(new SandboxPool.Next.Serve(waiter));
        return member;
    }

    private static Member member(String id) {
        return member(id, InitializationType.ON_DEMAND);
    }

    private static Member provisioned(String id) {
        return member(id, InitializationType.PROVISIONED_CONCURRENCY);
    }

    private static Member member(String id, InitializationType type) {
        return new Member(new SandboxId(id), KEY, new WorkerId("w"), DataSize.ofMebibytes(128), type);
    }
}
