package dev.hearth.dataplane.placement;

import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** A view that random changes are made to, and beside it the same facts kept in the plainest way. */
final class RandomFleet {
    final FleetView view = new FleetView();
    final Map<WorkerId, ModelWorker> workers = new LinkedHashMap<>();
    final Map<SandboxId, ModelSandbox> sandboxes = new LinkedHashMap<>();
    final Random random;
    private int names;

    static final class ModelWorker {
        final int memoryMb;
        boolean draining;
        boolean silent;
        int surplusMb;

        ModelWorker(int memoryMb) {
            this.memoryMb = memoryMb;
        }

        boolean takesSandboxes() {
            return !draining && !silent;
        }
    }

    static final class ModelSandbox {
        final WorkerId worker;
        final Demand demand;
        boolean idle;
        double value;

        ModelSandbox(WorkerId worker, Demand demand) {
            this.worker = worker;
            this.demand = demand;
        }

        int memoryMb() {
            return FleetView.roundedUp(demand.expectedMemory());
        }

        boolean evictable() {
            return idle && !demand.provisioned();
        }
    }

    RandomFleet(long seed) {
        this.random = new Random(seed);
    }

    /** One change, mostly of sandboxes; a plan's is made by who has the plan. */
    void change() {
        int kind = random.nextInt(100);
        if (kind < 8 || workers.isEmpty()) {
            join();
        } else if (kind < 10) {
            leave();
        } else if (kind < 18) {
            mark();
        } else if (kind < 24) {
            code();
        } else if (kind < 70) {
            toggle();
        } else {
            remove();
        }
    }

    private void join() {
        WorkerId id = new WorkerId("w" + random.nextInt(1000));
        if (!workers.containsKey(id)) {
            int memoryMb = 256 + random.nextInt(4096);
            workers.put(id, new ModelWorker(memoryMb));
            view.joined(id, "z" + random.nextInt(4), DataSize.ofMebibytes(memoryMb), 1000 + random.nextInt(8000));
        }
    }

    private void leave() {
        WorkerId id = any(workers).orElseThrow();
        workers.remove(id);
        List<SandboxId> gone = view.left(id);
        for (SandboxId sandbox : gone) {
            sandboxes.remove(sandbox);
        }
    }

    private void mark() {
        WorkerId id = any(workers).orElseThrow();
        ModelWorker worker = worker(id);
        switch (random.nextInt(6)) {
            case 0 -> {
                worker.draining = true;
                view.drain(id);
            }
            case 1 -> {
                worker.draining = false;
                view.resume(id);
            }
            case 2 -> {
                worker.silent = true;
                view.silent(id);
            }
            case 3, 4 -> {
                worker.silent = false;
                view.heard(id);
            }
            default -> {
                int usedMb = random.nextInt(worker.memoryMb);
                worker.surplusMb = Math.max(0, usedMb - assignedMb(id));
                view.measured(id, DataSize.ofMebibytes(usedMb), random.nextInt(4000));
            }
        }
    }

    private void code() {
        WorkerId id = any(workers).orElseThrow();
        String digest = "code" + random.nextInt(20);
        if (random.nextBoolean()) {
            view.codeStored(id, digest);
        } else {
            view.codeStored(id, List.of(digest)); // and no other
        }
    }

    private void toggle() {
        any(sandboxes).ifPresent(id -> {
            ModelSandbox sandbox = sandbox(id);
            sandbox.idle = random.nextInt(3) > 0;
            if (sandbox.idle) {
                sandbox.value = random.nextInt(1000);
                view.becameIdle(id, sandbox.value);
            } else {
                view.becameBusy(id);
            }
        });
    }

    private void remove() {
        any(sandboxes).ifPresent(this::remove);
    }

    void remove(SandboxId id) {
        sandboxes.remove(id);
        view.removed(id);
    }

    void place(WorkerId worker, Demand demand) {
        SandboxId id = new SandboxId("s" + names++);
        sandboxes.put(id, new ModelSandbox(worker, demand));
        view.placed(id, worker, demand);
    }

    Demand demand() {
        DataSize limit = DataSize.ofMebibytes(128 + random.nextInt(1024));
        AccountId account = new AccountId("00000000000" + random.nextInt(3));
        int number = random.nextInt(20);
        return new Demand(
                new FunctionArn("us-east-1", account, "f" + number, Optional.of("" + random.nextInt(3))),
                limit,
                new DataSize(limit.bytes() / (1 + random.nextInt(4))),
                random.nextInt(1000),
                random.nextBoolean() ? List.of("code" + number) : List.of("code" + number, "layer"),
                random.nextInt(8) == 0,
                random.nextInt(4) == 0 ? ZoneSpread.ANY : ZoneSpread.EVEN);
    }

    ModelWorker worker(WorkerId id) {
        return Objects.requireNonNull(workers.get(id));
    }

    ModelSandbox sandbox(SandboxId id) {
        return Objects.requireNonNull(sandboxes.get(id));
    }

    int assignedMb(WorkerId id) {
        return on(id).stream().mapToInt(ModelSandbox::memoryMb).sum();
    }

    int freeMb(WorkerId id) {
        ModelWorker worker = worker(id);
        return worker.memoryMb - assignedMb(id) - worker.surplusMb;
    }

    int reachMb(WorkerId id) {
        return freeMb(id)
                + on(id).stream()
                        .filter(ModelSandbox::evictable)
                        .mapToInt(ModelSandbox::memoryMb)
                        .sum();
    }

    List<ModelSandbox> on(WorkerId id) {
        return sandboxes.values().stream()
                .filter(sandbox -> sandbox.worker.equals(id))
                .toList();
    }

    private <K> Optional<K> any(Map<K, ?> map) {
        List<K> keys = new ArrayList<>(map.keySet());
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(random.nextInt(keys.size())));
    }
}
