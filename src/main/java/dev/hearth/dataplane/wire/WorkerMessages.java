package dev.hearth.dataplane.wire;

import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.wire.messages.Order;
import dev.hearth.dataplane.wire.messages.ReportPart;
import dev.hearth.dataplane.wire.messages.SandboxPart;
import dev.hearth.dataplane.wire.messages.StartType;
import dev.hearth.dataplane.wire.messages.State;
import dev.hearth.dataplane.wire.messages.WorkerPart;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.model.DataSize;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Converts orders to Workers and their reports to messages and back. */
final class WorkerMessages {
    private WorkerMessages() {}

    static Order order(StartOrder order) {
        Order.Builder message = Order.newBuilder()
                .setSandbox(order.sandbox().value())
                .setFunction(FunctionMessages.version(order.function()))
                .setType(
                        switch (order.type()) {
                            case ON_DEMAND -> StartType.START_TYPE_ON_DEMAND;
                            case PROVISIONED_CONCURRENCY -> StartType.START_TYPE_PROVISIONED;
                        })
                .setEpoch(order.epoch())
                .setTurnNanos(order.waits().turnNanos())
                .setPlaceNanos(order.waits().placeNanos());
        order.tenant().ifPresent(message::setTenant);
        return message.build();
    }

    static StartOrder order(Order message) {
        InitializationType type = switch (message.getType()) {
            case START_TYPE_PROVISIONED -> InitializationType.PROVISIONED_CONCURRENCY;
            case START_TYPE_ON_DEMAND, START_TYPE_UNKNOWN, UNRECOGNIZED -> InitializationType.ON_DEMAND;
        };
        return new StartOrder(
                new SandboxId(message.getSandbox()),
                FunctionMessages.version(message.getFunction()),
                message.hasTenant() ? Optional.of(message.getTenant()) : Optional.empty(),
                type,
                message.getEpoch(),
                new StartOrder.Waits(message.getTurnNanos(), message.getPlaceNanos()));
    }

    static WorkerPart view(WorkerView view) {
        return WorkerPart.newBuilder()
                .setId(view.id().value())
                .setZone(view.zone())
                .setMemoryBytes(view.memory().bytes())
                .setAssignedBytes(view.assigned().bytes())
                .setSandboxes(view.sandboxes())
                .setDraining(view.draining())
                .build();
    }

    static WorkerView view(WorkerPart message) {
        return new WorkerView(
                new WorkerId(message.getId()),
                message.getZone(),
                new DataSize(message.getMemoryBytes()),
                new DataSize(message.getAssignedBytes()),
                message.getSandboxes(),
                message.getDraining());
    }

    static List<ReportPart> report(WorkerReport report, long now) {
        WorkerPart.Builder worker = view(report.view()).toBuilder()
                .setCpuMillis(report.cpuMillis())
                .setLoadMemoryBytes(report.load().memory().bytes())
                .addAllCode(report.code());
        report.load().cpuMillis().ifPresent(worker::setLoadCpuMillis);
        List<ReportPart> parts = new ArrayList<>();
        parts.add(ReportPart.newBuilder().setWorker(worker).build());
        for (WorkerReport.SandboxReport sandbox : report.sandboxes()) {
            SandboxPart.Builder part = SandboxPart.newBuilder()
                    .setOrder(order(sandbox.order()))
                    .setState(state(sandbox.state()))
                    .setAgeNanos(sandbox.age().toNanos())
                    .setUsage(GrantMessages.usage(sandbox.usage()));
            sandbox.grant().ifPresent(grant -> part.setGrant(GrantMessages.grant(grant, now)));
            parts.add(ReportPart.newBuilder().setSandbox(part).build());
        }
        return parts;
    }

    /** @param parts at least the first, which is about the Worker itself */
    static WorkerReport report(List<ReportPart> parts, long now) {
        WorkerPart worker = parts.getFirst().getWorker();
        List<WorkerReport.SandboxReport> sandboxes = parts.stream()
                .filter(ReportPart::hasSandbox)
                .map(part -> sandbox(part.getSandbox(), now))
                .toList();
        WorkerReport.Load load = new WorkerReport.Load(
                new DataSize(worker.getLoadMemoryBytes()),
                worker.hasLoadCpuMillis() ? OptionalInt.of(worker.getLoadCpuMillis()) : OptionalInt.empty());
        return new WorkerReport(
                view(worker), worker.getCpuMillis(), sandboxes, load, List.copyOf(worker.getCodeList()));
    }

    private static WorkerReport.SandboxReport sandbox(SandboxPart message, long now) {
        return new WorkerReport.SandboxReport(
                order(message.getOrder()),
                state(message.getState()),
                message.hasGrant() ? Optional.of(GrantMessages.grant(message.getGrant(), now)) : Optional.empty(),
                Duration.ofNanos(message.getAgeNanos()),
                GrantMessages.usage(message.getUsage()));
    }

    private static State state(WorkerReport.State state) {
        return switch (state) {
            case STARTING -> State.STATE_STARTING;
            case IDLE -> State.STATE_IDLE;
            case BUSY -> State.STATE_BUSY;
            case SPENT -> State.STATE_SPENT;
        };
    }

    private static WorkerReport.State state(State message) {
        return switch (message) {
            case STATE_STARTING -> WorkerReport.State.STARTING;
            case STATE_IDLE -> WorkerReport.State.IDLE;
            case STATE_BUSY -> WorkerReport.State.BUSY;
            case STATE_SPENT, STATE_UNKNOWN, UNRECOGNIZED -> WorkerReport.State.SPENT;
        };
    }
}
