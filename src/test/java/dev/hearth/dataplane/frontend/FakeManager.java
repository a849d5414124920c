package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.workermanager.Ending;
import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.dataplane.workermanager.SandboxLease;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers each invocation with the revision that it was leased for, unless told to fail. */
final class FakeManager implements WorkerManager {
    final List<Invocation> invocations = new CopyOnWriteArrayList<>();
    final AtomicInteger leased = new AtomicInteger();
    /** What a streamed answer consists of. */
    volatile Consumer<ResponseSink> streaming = sink -> sink.end(Optional.empty());

    volatile @Nullable RuntimeException leaseFailure;
    volatile @Nullable RuntimeException invokeFailure;

    @Override
    public Grant grant(FunctionVersion function, Optional<String> tenant) {
        RuntimeException failure = leaseFailure;
        if (failure != null) {
            throw failure;
        }
        int number = leased.incrementAndGet();
        return new Grant(number, new WorkerId("w"), new SandboxId("s" + number), 1, Long.MAX_VALUE);
    }

    @Override
    public void end(Grant grant, Ending how) {
        leased.decrementAndGet();
    }

    @Override
    public SandboxLease lease(FunctionVersion function, Optional<String> tenant) {
        RuntimeException failure = leaseFailure;
        if (failure != null) {
            throw failure;
        }
        leased.incrementAndGet();
        return new SandboxLease() {
            @Override
            public InvocationResult invoke(Invocation invocation) {
                RuntimeException failure = invokeFailure;
                if (failure != null) {
                    throw failure;
                }
                invocations.add(invocation);
                byte[] payload = function.revisionId().getBytes(StandardCharsets.UTF_8);
                return new InvocationResult(payload, Optional.empty(), new byte[0]);
            }

            @Override
            public InvocationResult invoke(Invocation invocation, ResponseSink sink) {
                InvocationResult result = invoke(invocation);
                streaming.accept(sink);
                return new InvocationResult(new byte[0], Optional.empty(), result.payload());
            }

            @Override
            public void close() {
                leased.decrementAndGet();
            }
        };
    }

    @Override
    public void retire(FunctionArn function, @Nullable String current) {}

    @Override
    public void provision(FunctionVersion version, int sandboxes) {}

    @Override
    public ProvisionedSandboxes provisioned(SandboxKey version) {
        return new ProvisionedSandboxes(0, Optional.empty());
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public void drain(Duration limit) {}

    @Override
    public void close() {}
}
