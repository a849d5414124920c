package dev.hearth.dataplane.worker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Decides how many stem cells of each kind there should be. It has no threads and no clock. Used by one thread at a
 * time.
 *
 * <p>The number for a kind is the number of cold starts in its greatest recent burst, which is a group of cold starts
 * within {@link Limits#STEM_BURST} of each other. It is halved every {@link Limits#STEM_HALF_LIFE}. One stem cell stays
 * until no cold start has come for {@link Limits#STEM_KEPT}. If the limit is too small for all kinds, each kind gets
 * one before any gets a second, and the kind of the latest cold start comes first.
 *
 * @param <K> what tells kinds apart
 */
final class StemDemand<K> {
    private static final Comparator<History> LATEST_FIRST =
            Comparator.comparingLong((History history) -> history.lastNanos).reversed();

    private final int limit;
    private final Map<K, History> histories = new HashMap<>();

    /** @param limit the most stem cells of all kinds together */
    StemDemand(int limit) {
        this.limit = limit;
    }

    /** A step towards the wanted numbers. */
    sealed interface Step<K> {
        /** Start one more. */
        record Add<K>(K kind) implements Step<K> {}

        /** End one. */
        record Remove<K>(K kind) implements Step<K> {}
    }

    /** The cold starts of a kind. */
    private static final class History {
        private long lastNanos;
        private long burstNanos;
        private int burst;
        private double peak;
        private long refusedUntilNanos;
        private boolean refused;

        void asked(long now) {
            if (burst == 0 || now - burstNanos > Limits.STEM_BURST.toNanos()) {
                burstNanos = now;
                burst = 0;
            }
            burst++;
            peak = Math.max(peak(now), burst);
            lastNanos = now;
        }

        double peak(long now) {
            double halves = (now - lastNanos) / (double) Limits.STEM_HALF_LIFE.toNanos();
            return peak * Math.pow(0.5, halves);
        }

        boolean isOver(long now) {
            return now - lastNanos >= Limits.STEM_KEPT.toNanos();
        }

        int wanted(long now) {
            if (isOver(now) || (refused && now - refusedUntilNanos < 0)) {
                return 0;
            }
            return (int) Math.max(1, Math.round(Math.min(peak(now), Integer.MAX_VALUE)));
        }
    }

    /** Notes a cold start of this kind, whether or not there was a stem cell for it. */
    void asked(K kind, long now) {
        History history = histories.computeIfAbsent(kind, _ -> new History());
        history.asked(now);
        if (histories.size() > Limits.STEM_KINDS) {
            histories.entrySet().stream()
                    .max(Map.Entry.comparingByValue(LATEST_FIRST))
                    .map(Map.Entry::getKey)
                    .ifPresent(histories::remove);
        }
    }

    /** Notes that a stem cell of this kind could not be started, or did not wait. None is started for a while. */
    void refused(K kind, long now) {
        History history = histories.get(kind);
        if (history != null) {
            history.refused = true;
            history.refusedUntilNanos = now + Limits.STEM_REFUSED.toNanos();
        }
    }

    /**
     * The next step; empty if the numbers are as wanted.
     *
     * @param waiting the current numbers
     */
    Optional<Step<K>> next(Map<K, Integer> waiting, long now) {
        Map<K, Integer> wanted = wanted(now);
        for (Map.Entry<K, Integer> kind : waiting.entrySet()) {
            if (kind.getValue() > wanted.getOrDefault(kind.getKey(), 0)) {
                return Optional.of(new Step.Remove<>(kind.getKey()));
            }
        }
        for (Map.Entry<K, Integer> kind : wanted.entrySet()) {
            if (kind.getValue() > waiting.getOrDefault(kind.getKey(), 0)) {
                return Optional.of(new Step.Add<>(kind.getKey()));
            }
        }
        return Optional.empty();
    }

    /** The wanted number of each kind. The kind of the latest cold start comes first. */
    private SequencedMap<K, Integer> wanted(long now) {
        histories.values().removeIf(history -> history.isOver(now));
        List<Map.Entry<K, History>> latest = new ArrayList<>(histories.entrySet());
        latest.sort(Map.Entry.comparingByValue(LATEST_FIRST));
        SequencedMap<K, Integer> wanted = new LinkedHashMap<>();
        int left = limit;
        for (Map.Entry<K, History> kind : latest) {
            int first = Math.min(left, Math.min(1, kind.getValue().wanted(now)));
            wanted.put(kind.getKey(), first);
            left -= first;
        }
        for (Map.Entry<K, History> kind : latest) {
            int had = wanted.getOrDefault(kind.getKey(), 0);
            int more = Math.min(left, Math.max(0, kind.getValue().wanted(now) - had));
            wanted.put(kind.getKey(), had + more);
            left -= more;
        }
        return wanted;
    }
}
