package dev.hearth.dataplane.wire;

import dev.hearth.dataplane.wire.messages.Times;
import dev.hearth.dataplane.worker.InvocationTimes;
import dev.hearth.dataplane.worker.StartPhase;
import dev.hearth.dataplane.worker.StartTimes;
import dev.hearth.time.Time;
import java.util.Arrays;
import java.util.Optional;

/** Converts the durations of phases to messages and back. */
final class TimeMessages {
    private TimeMessages() {}

    static Times times(InvocationTimes times) {
        Times.Builder message = Times.newBuilder()
                .setWakeNanos(times.wakeNanos())
                .setInitNanos(times.initNanos())
                .setDeliveryNanos(times.deliveryNanos())
                .setFunctionNanos(times.functionNanos());
        times.start().ifPresent(start -> message.setStart(start(start)));
        return message.build();
    }

    private static Times.Start start(StartTimes start) {
        Times.Start.Builder message =
                Times.Start.newBuilder().setSource(start.source().name()).setUnpacked(start.unpacked());
        for (StartPhase phase : StartPhase.values()) {
            message.putNanos(phase.name(), start.nanos(phase));
        }
        return message.build();
    }

    static InvocationTimes times(Times message, Time time) {
        return new InvocationTimes(
                message.getWakeNanos(),
                message.getInitNanos(),
                message.getDeliveryNanos(),
                message.getFunctionNanos(),
                message.hasStart() ? Optional.of(start(message.getStart(), time)) : Optional.empty());
    }

    private static StartTimes start(Times.Start message, Time time) {
        StartTimes.Source source = Arrays.stream(StartTimes.Source.values())
                .filter(known -> known.name().equals(message.getSource()))
                .findFirst()
                .orElse(StartTimes.Source.MADE);
        return new StartTimes(phase -> message.getNanosOrDefault(phase.name(), 0), source, message.getUnpacked(), time);
    }
}
