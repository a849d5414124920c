package dev.hearth.dataplane.simulation;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.hearth.dataplane.counter.Capacity;
import dev.hearth.dataplane.counter.Claimant;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.OwnedCounter;
import dev.hearth.dataplane.counter.Permit;
import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.dataplane.simulation.load.SmallLoad;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.workermanager.ManagerAction;
import dev.hearth.dataplane.workermanager.ManagerEvent;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlive;
import dev.hearth.model.AccountId;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The invariants are worth something: each kind of fault in a Worker Manager or a Counter breaks one. */
class InvariantsTest {
    private static final int SEEDS = 20;
    private static final UnaryOperator<OwnedCounter> SOUND_COUNTER = UnaryOperator.identity();
    private static final UnaryOperator<Decisions> SOUND_MANAGER = UnaryOperator.identity();

    @Test
    void soundPartsBreakNothing() {
        assertThatNoException().isThrownBy(() -> run(SOUND_MANAGER, SOUND_COUNTER, FaultRates.NONE));
    }

    @Test
    void aBusySandboxIsGivenAgain() {
        broken(answers((give, last) -> Stream.of(onSandboxOf(last, give))), "has not ended");
    }

    @Test
    void aSandboxIsGivenToAnotherFunction() {
        // where a Worker says that it is free, the Worker itself sees whose call comes
        broken(
                manager -> new Tampered(manager) {
                    private ManagerAction.Give ended = new ManagerAction.Give(0, NOBODYS);

                    @Override
                    public List<ManagerAction> on(ManagerEvent event, long now) {
                        if (event instanceof ManagerEvent.Ended(var grant, var _, var _)) {
                            ended = new ManagerAction.Give(0, grant);
                        }
                        return super.on(event, now);
                    }

                    @Override
                    Stream<ManagerAction> change(ManagerAction action) {
                        return action instanceof ManagerAction.Give give
                                        && !ended.grant().equals(NOBODYS)
                                ? Stream.of(onSandboxOf(ended, give))
                                : Stream.of(action);
                    }
                },
                "and gets a call of");
    }

    @Test
    void aRequestIsAnsweredTwice() {
        broken(answers((give, last) -> Stream.of(give, give)), "is answered, but nobody waits");
    }

    @Test
    void aRequestIsNeverAnswered() {
        broken(answers((give, last) -> give.ask() % 10 == 0 ? Stream.of() : Stream.of(give)), "requests");
    }

    @Test
    void aGrantIsOverBeforeItIsGiven() {
        broken(
                answers((give, last) -> Stream.of(new ManagerAction.Give(
                        give.ask(),
                        new Grant(
                                give.grant().id(),
                                give.grant().worker(),
                                give.grant().sandbox(),
                                give.grant().epoch(),
                                0)))),
                "is over already");
    }

    @Test
    void sandboxesAreNeverStopped() {
        broken(
                manager -> new Tampered(manager) {
                    @Override
                    Stream<ManagerAction> change(ManagerAction action) {
                        return action instanceof ManagerAction.Stop ? Stream.of() : Stream.of(action);
                    }
                },
                "");
    }

    @Test
    void allSandboxesGoToOneWorker() {
        broken(
                manager -> new Tampered(manager) {
                    @Override
                    Stream<ManagerAction> change(ManagerAction action) {
                        return action instanceof ManagerAction.Start(var _, var order)
                                ? Stream.of(new ManagerAction.Start(new WorkerId("worker-0"), order))
                                : Stream.of(action);
                    }
                },
                "is to have sandboxes of");
    }

    @Test
    void sandboxesThatNobodyKnowsStay() {
        broken(
                manager -> new Tampered(manager) {
                    @Override
                    public List<ManagerAction> on(ManagerEvent event, long now) {
                        return super.on(
                                event instanceof ManagerEvent.WorkerReported(var report) ? known(report) : event, now);
                    }

                    private ManagerEvent known(WorkerReport report) {
                        List<WorkerReport.SandboxReport> known = report.sandboxes().stream()
                                .filter(resident -> knows(resident.sandbox()))
                                .toList();
                        return new ManagerEvent.WorkerReported(
                                new WorkerReport(report.view(), report.cpuMillis(), known));
                    }

                    @Override
                    Stream<ManagerAction> change(ManagerAction action) {
                        return Stream.of(action);
                    }
                },
                SOUND_COUNTER,
                new FaultRates(0.2, 0, 0, 0, 0, FaultRates.Between.NEVER),
                "the Worker Manager has not known it since");
    }

    @Test
    void theSilenceOfAWorkerIsNotFound() {
        broken(
                manager -> new Tampered(manager) {
                    private final Map<WorkerId, Long> heard = new HashMap<>();

                    @Override
                    public List<ManagerAction> on(ManagerEvent event, long now) {
                        if (event instanceof ManagerEvent.WorkerReported(var report)) {
                            heard.put(report.view().id(), now);
                        }
                        return super.on(event, now);
                    }

                    @Override
                    Stream<ManagerAction> change(ManagerAction action) {
                        return action instanceof ManagerAction.Start(var _, var order)
                                ? Stream.of(new ManagerAction.Start(longestSilent(), order))
                                : Stream.of(action);
                    }

                    private WorkerId longestSilent() {
                        return Collections.min(heard.entrySet(), Map.Entry.comparingByValue())
                                .getKey();
                    }
                },
                SOUND_COUNTER,
                new FaultRates(0, 0, 0, 0, 0, new FaultRates.Between(0, 60, 0, 0, 0)),
                "which has not answered for");
    }

    @Test
    void aManagerThrows() {
        broken(
                manager -> new Tampered(manager) {
                    @Override
                    Stream<ManagerAction> change(ManagerAction action) {
                        throw new IllegalStateException("a fault");
                    }
                },
                "it failed with java.lang.IllegalStateException: a fault");
    }

    @Test
    void aPermitIsNeverEnded() {
        broken(
                SOUND_MANAGER,
                counter -> new Passing(counter) {
                    @Override
                    public void end(Permit permit) {
                        if (permit.id() % 50 != 0) {
                            super.end(permit);
                        }
                    }
                },
                "permits out");
    }

    @Test
    void aPermitIsEndedTwiceForAnother() {
        broken(
                SOUND_MANAGER,
                counter -> new Passing(counter) {
                    private final List<Permit> all = new ArrayList<>();

                    @Override
                    public Permit acquire(Claimant claimant, Capacity capacity, InvocationKind kind, Duration timeout) {
                        Permit permit = super.acquire(claimant, capacity, kind, timeout);
                        all.add(permit);
                        return permit;
                    }

                    @Override
                    public void end(Permit permit) {
                        super.end(permit);
                        super.end(all.getLast());
                    }
                },
                "permits out");
    }

    @Test
    void aLimitIsExceeded() {
        broken(
                SOUND_MANAGER,
                counter -> new Passing(counter) {
                    private final Map<AccountId, Integer> running = new HashMap<>();

                    @Override
                    public Permit acquire(Claimant claimant, Capacity capacity, InvocationKind kind, Duration timeout) {
                        running.merge(claimant.account(), 1, Integer::sum);
                        return new Permit(1, claimant, Permit.Pool.UNRESERVED, Long.MAX_VALUE);
                    }

                    @Override
                    public void end(Permit permit) {
                        running.merge(permit.claimant().account(), -1, Integer::sum);
                    }

                    @Override
                    public int running(AccountId account) {
                        return running.getOrDefault(account, 0);
                    }
                },
                "more than its limit");
    }

    private static final Grant NOBODYS = new Grant(0, new WorkerId(""), new SandboxId(""), 0, 0);

    private static ManagerAction.Give onSandboxOf(ManagerAction.Give other, ManagerAction.Give give) {
        Grant grant = give.grant();
        Grant from = other.grant();
        return new ManagerAction.Give(
                give.ask(), new Grant(grant.id(), from.worker(), from.sandbox(), grant.epoch(), grant.untilNanos()));
    }

    /** Changes what requests are given; the change sees what was given before. */
    private static UnaryOperator<Decisions> answers(
            BiFunction<ManagerAction.Give, ManagerAction.Give, Stream<? extends ManagerAction>> change) {
        return manager -> new Tampered(manager) {
            private ManagerAction.@org.jspecify.annotations.Nullable Give last;

            @Override
            Stream<? extends ManagerAction> change(ManagerAction action) {
                if (!(action instanceof ManagerAction.Give give)) {
                    return Stream.of(action);
                }
                ManagerAction.Give before = last == null ? give : last;
                last = give;
                return change.apply(give, before);
            }
        };
    }

    private static void broken(UnaryOperator<Decisions> manager, String what) {
        broken(manager, SOUND_COUNTER, what);
    }

    private static void broken(UnaryOperator<Decisions> manager, UnaryOperator<OwnedCounter> counter, String what) {
        broken(manager, counter, FaultRates.NONE, what);
    }

    private static void broken(
            UnaryOperator<Decisions> manager, UnaryOperator<OwnedCounter> counter, FaultRates rates, String what) {
        assertThatExceptionOfType(BrokenInvariantException.class)
                .isThrownBy(() -> run(manager, counter, rates))
                .withMessageStartingWith("seed ")
                .withMessageContaining(what)
                .satisfies(broken -> org.assertj.core.api.Assertions.assertThat(broken.lastEvents())
                        .isNotEmpty());
    }

    /** Some worlds: what a fault breaks shows in one of them. */
    private static void run(UnaryOperator<Decisions> manager, UnaryOperator<OwnedCounter> counter, FaultRates rates) {
        LongStream.rangeClosed(1, SEEDS).forEach(seed -> {
            Simulation.Setting setting = Simulation.smallSetting(seed, false, new SeededRandom(seed));
            var product = new Simulation.Product(
                    setting, new Simulation.Policies(KeepAlive.FIXED, PlacementChoice.FIRST_FIT));
            new World(Simulation.setup(SmallLoad.of(seed), setting, rates), new World.Parts() {
                        @Override
                        public OwnedCounter counter(VirtualClock clock) {
                            return counter.apply(product.counter(clock));
                        }

                        @Override
                        public Decisions manager(long epoch) {
                            return manager.apply(product.manager(epoch));
                        }
                    })
                    .run();
        });
    }

    /** A machine whose actions are changed on their way. */
    private abstract static class Tampered implements Decisions {
        private final Decisions sound;

        Tampered(Decisions sound) {
            this.sound = sound;
        }

        abstract Stream<? extends ManagerAction> change(ManagerAction action);

        @Override
        public List<ManagerAction> on(ManagerEvent event, long now) {
            List<ManagerAction> actions = new ArrayList<>();
            sound.on(event, now).forEach(action -> change(action).forEach(actions::add));
            return actions;
        }

        @Override
        public int size() {
            return sound.size();
        }

        @Override
        public int requests() {
            return sound.requests();
        }

        @Override
        public boolean knows(SandboxId sandbox) {
            return sound.knows(sandbox);
        }
    }

    /** A Counter that passes everything on. */
    private static class Passing implements OwnedCounter {
        private final OwnedCounter sound;

        Passing(OwnedCounter sound) {
            this.sound = sound;
        }

        @Override
        public Permit acquire(Claimant claimant, Capacity capacity, InvocationKind kind, Duration timeout) {
            return sound.acquire(claimant, capacity, kind, timeout);
        }

        @Override
        public void end(Permit permit) {
            sound.end(permit);
        }

        @Override
        public void rebuild(Collection<Permit> running) {
            sound.rebuild(running);
        }

        @Override
        public int running(AccountId account) {
            return sound.running(account);
        }
    }
}
