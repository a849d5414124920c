package dev.hearth.dataplane.frontend;

import dev.hearth.base.metrics.Durations;
import dev.hearth.base.metrics.Metrics;
import dev.hearth.dataplane.worker.StartPhase;
import dev.hearth.dataplane.worker.StartTimes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Histograms of what the phases of calls and of starts took. A phase that took no time is not counted. */
public final class CallMetrics {
    private static final String CALL = "hearth_call_seconds";
    private static final String CALL_HELP = "How long calls took, by where their sandbox came from";
    private static final List<CallPhase> PHASES = List.of(CallPhase.values());
    private static final List<StartPhase> START_PHASES = List.of(StartPhase.values());

    private final Durations warm;

    /** In the order of {@link #PHASES}. */
    private final List<Durations> phases;

    private final List<Started> started;

    /**
     * Calls whose sandbox was started for them.
     *
     * @param calls whole
     * @param phases of the start, in the order of {@link #START_PHASES}
     */
    private record Started(StartTimes.Source source, Durations calls, List<Durations> phases) {
        static Started of(StartTimes.Source source, Metrics metrics) {
            return new Started(
                    source,
                    metrics.durations(CALL, CALL_HELP, Map.of("start", word(source))),
                    START_PHASES.stream()
                            .map(phase -> metrics.durations(
                                    "hearth_start_phase_seconds",
                                    "How long each phase of the starts of sandboxes took, which calls waited for",
                                    Map.of("phase", word(phase), "sandbox", word(source))))
                            .toList());
        }

        void add(TimedCall call, StartTimes start) {
            record(calls, call.laps().total());
            for (int i = 0; i < phases.size(); i++) {
                record(phases.get(i), start.nanos(START_PHASES.get(i)));
            }
        }
    }

    public CallMetrics(Metrics metrics) {
        this.warm = metrics.durations(CALL, CALL_HELP, Map.of("start", "none"));
        this.phases = PHASES.stream()
                .map(phase -> metrics.durations(
                        "hearth_call_phase_seconds", "How long each phase of calls took", Map.of("phase", word(phase))))
                .toList();
        this.started = Stream.of(StartTimes.Source.values())
                .map(source -> Started.of(source, metrics))
                .toList();
    }

    /** A constant as text, such as {@code stem cell}. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Counts a call that has ended. */
    public void add(TimedCall call) {
        for (int i = 0; i < phases.size(); i++) {
            record(phases.get(i), call.laps().nanos(PHASES.get(i)));
        }
        if (call.start().isEmpty()) {
            record(warm, call.laps().total());
            return;
        }
        StartTimes start = call.start().get();
        for (Started each : started) {
            if (each.source() == start.source()) {
                each.add(call, start);
            }
        }
    }

    private static void record(Durations durations, long nanos) {
        if (nanos > 0) {
            durations.record(nanos);
        }
    }
}
