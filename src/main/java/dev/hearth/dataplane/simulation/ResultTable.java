package dev.hearth.dataplane.simulation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats results as a table with a row for each pair of policies. */
public final class ResultTable {
    private static final double MB_PER_GB = 1_024;
    private static final double MICROS_PER_MILLI = 1_000;

    /** The names of the columns. */
    public static final List<String> HEADER = List.of(
            "KEEP-ALIVE",
            "PLACEMENT",
            "CALLS",
            "COLD",
            "COLD %",
            "WASTED GB-S",
            "WAIT 50 %",
            "90 %",
            "99 %",
            "99.9 %",
            "MOST",
            "SANDBOXES/WORKER",
            "MEMORY %",
            "WORKERS",
            "CPU 99 %",
            "OVERLOADED %",
            "REFUSED",
            "FAILED");

    private ResultTable() {}

    /** The row of one run. */
    public static List<String> row(Result result) {
        Figures figures = result.figures();
        Figures.Calls calls = figures.calls();
        Figures.Waits waits = figures.waits();
        Figures.Fleet fleet = figures.fleet();
        return List.of(
                result.keepAlive(),
                result.placement(),
                Long.toString(calls.arrived()),
                Long.toString(calls.cold()),
                format("%.3f", calls.coldPercent()),
                format("%.0f", fleet.idleMbSeconds() / MB_PER_GB),
                millis(waits.median()),
                millis(waits.p90()),
                millis(waits.p99()),
                millis(waits.p999()),
                millis(waits.greatest()),
                format("%.1f", fleet.sandboxesPerWorker()),
                format("%.1f", 100 * fleet.memoryShare()),
                Long.toString(fleet.mostWorkers()),
                format("%.1f", 100 * fleet.processorLoad()),
                format("%.2f", 100 * fleet.overloaded()),
                Long.toString(calls.refusals()),
                Long.toString(calls.failed()));
    }

    /** A line about the asynchronous events of one run; empty if there were none. */
    public static Optional<String> events(Result result) {
        Figures.Events events = result.figures().events();
        return events.accepted() == 0
                ? Optional.empty()
                : Optional.of("Events with " + result.keepAlive() + ", " + result.placement() + ": "
                        + events.accepted() + " accepted, first run after " + millis(events.median()) + " (50 %), "
                        + millis(events.p99()) + " (99 %), " + millis(events.greatest()) + " (most); "
                        + events.mostWaiting() + " at most at once; " + events.lost() + " given up.");
    }

    private static String millis(long micros) {
        return micros < 10 * MICROS_PER_MILLI
                ? format("%.1f ms", micros / MICROS_PER_MILLI)
                : format("%.0f ms", micros / MICROS_PER_MILLI);
    }

    private static String format(String form, double value) {
        return String.format(Locale.ROOT, form, value);
    }
}
