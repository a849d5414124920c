package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.arn;
import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.frontend.WatchedStore;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.documents.Kinds;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Ids;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevisionRetirementTest {
    private static final FunctionVersion R1 = function("f", "r1", 128);
    private static final FunctionVersion R2 = function("f", "r2", 128);
    private static final FunctionVersion R3 = function("f", "r3", 128);

    private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    private final FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
    private final ManagerMachine machine = new ManagerMachine(
            WorkerManagerConfiguration.of(1, 1),
            new FirstFitPlacement(),
            () -> new FixedKeepAlive(Duration.ofMinutes(10)),
            Ids.secure(),
            1);
    private final DirectWorkerManager manager = new DirectWorkerManager(List.of(worker), machine, 1, clock, clock);
    private final WatchedStore store = new WatchedStore();
    private final RevisionRetirement retirement = new RevisionRetirement("us-east-1", store, manager);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void letsGoOfWhatIsNoLongerCurrent() {
        FunctionVersion other = function("g", "r1", 128);
        serve(R1);
        serve(other);
        store(R2);
        serve(R2);

        functionChanged();

        assertThat(manager.keysOf(arn("f"))).containsExactly(R2.sandboxKey());
        assertThat(manager.keysOf(arn("g"))).containsExactly(other.sandboxKey());
    }

    @Test
    void letsGoOfEverythingOfAFunctionThatIsGone() {
        serve(R1);

        functionChanged();

        assertThat(manager.keysOf(arn("f"))).isEmpty();
    }

    /** It has read that revision 2 is current, and goes on when revision 3 is, and serves already. */
    @Test
    void aLateChangeDoesNotRetireTheCurrentRevision() {
        serve(R1);
        store(R2);
        store.onceWhileReading(() -> {
            store(R3);
            serve(R3);
            functionChanged();
        });

        functionChanged();

        assertThat(manager.keysOf(arn("f"))).containsExactly(R3.sandboxKey());
        serve(R3);
        assertThat(worker.started).as("its sandbox is still there").hasValue(2);
    }

    @Test
    void letsGoOfAVersionThatWasDeleted() {
        FunctionVersion version = new FunctionVersion(arn("f").qualified("1"), "r1", R1.configuration());
        Scope scope = Scope.function(version.arn());
        store.write(transaction -> {
            transaction.put(
                    Kinds.VERSION,
                    scope,
                    Kinds.versionName(1),
                    new PublishedVersion(
                            version.arn(), R1.configuration(), "", "r1", FunctionState.ACTIVE, Instant.EPOCH));
            return version;
        });
        serve(version);
        Store.Change change = new Store.Change(Kinds.VERSION.name(), scope, Kinds.versionName(1));
        retirement.changed(change);
        assertThat(manager.keysOf(version.arn())).containsExactly(version.sandboxKey());

        store.write(transaction -> transaction.delete(Kinds.VERSION, scope, Kinds.versionName(1)));
        retirement.changed(change);

        assertThat(manager.keysOf(version.arn())).isEmpty();
    }

    private void store(FunctionVersion version) {
        store.put(TestingModel.function(
                version.arn().unqualified(), version.revisionId(), version.configuration(), FunctionState.ACTIVE));
    }

    private void functionChanged() {
        retirement.changed(new Store.Change(Kinds.FUNCTION.name(), Scope.of(arn("f").account()), arn("f").name()));
    }

    /** A call of a version, which leaves an idle sandbox. */
    private void serve(FunctionVersion version) {
        manager.end(manager.grant(version, Optional.empty(), InvocationKind.SYNCHRONOUS), GrantOutcome.REUSABLE);
        List<SandboxKey> keys = manager.keysOf(version.arn());
        assertThat(keys).contains(version.sandboxKey());
    }
}
