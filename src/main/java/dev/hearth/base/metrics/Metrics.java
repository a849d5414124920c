package dev.hearth.base.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The metrics of this process. Safe for use by several threads. */
public final class Metrics {
    /** The type of {@link #text}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, List<Durations>> histograms = new ConcurrentHashMap<>();

    /**
     * A histogram of durations.
     *
     * @param name the name, which histograms with other label values share, such as {@code hearth_call_phase_seconds}
     * @param labels the labels of this histogram
     */
    public Durations durations(String name, String description, Map<String, String> labels) {
        TreeMap<String, String> sorted = new TreeMap<>(labels);
        Durations durations = new Durations(Labels.of(
                sorted.keySet().toArray(String[]::new), sorted.values().toArray(String[]::new)));
        histograms.computeIfAbsent(name, first -> register(first, description)).add(durations);
        return durations;
    }

    private List<Durations> register(String name, String description) {
        List<Durations> all = new CopyOnWriteArrayList<>();
        Collector collector = () -> {
            HistogramSnapshot.Builder snapshot =
                    HistogramSnapshot.builder().name(name).help(description);
            all.forEach(durations -> snapshot.dataPoint(durations.snapshot()));
            return snapshot.build();
        };
        registry.getPrometheusRegistry().register(collector);
        return all;
    }

    /** All metrics in the text format of Prometheus. */
    public byte[] text() {
        return registry.scrape().getBytes(StandardCharsets.UTF_8);
    }
}
