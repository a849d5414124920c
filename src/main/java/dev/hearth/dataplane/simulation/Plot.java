package dev.hearth.dataplane.simulation;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws results as an SVG picture: a panel of bars for each figure, with one bar for each pair of policies. */
public final class Plot {
    private static final int WIDTH = 900;
    private static final int LABELS = 220;
    private static final int VALUES = 110;
    private static final int BAR = 18;
    private static final int STEP = 24;
    private static final int TITLE = 34;
    private static final int MARGIN = 16;

    /** Colours that people with colour vision deficiency can tell apart (Okabe and Ito). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999");

    private Plot() {}

    private record Panel(String title, String form, ToDoubleFunction<Figures> value) {}

    private static final List<Panel> PANELS = List.of(
            new Panel(
                    "Cold starts, % of calls",
                    "%.3f", figures -> figures.calls().coldPercent()),
            new Panel(
                    "Memory wasted by idle sandboxes, GB-s",
                    "%.0f",
                    figures -> figures.fleet().idleMbSeconds() / 1_024),
            new Panel(
                    "Waiting time, 99 % of calls, ms",
                    "%.1f", figures -> figures.waits().p99() / 1_000.0),
            new Panel(
                    "Waiting time, 99.9 % of calls, ms",
                    "%.1f", figures -> figures.waits().p999() / 1_000.0),
            new Panel(
                    "Density, sandboxes on a Worker",
                    "%.1f",
                    figures -> figures.fleet().sandboxesPerWorker()),
            new Panel(
                    "Processor load of Workers, 99 %, in %",
                    "%.1f", figures -> 100 * figures.fleet().processorLoad()),
            new Panel("Refused calls", "%.0f", figures -> figures.calls().refusals()));

    /** The picture of these results. */
    public static String of(String title, List<Result> results) {
        int panelHeight = TITLE + results.size() * STEP + MARGIN;
        int height = TITLE + PANELS.size() * panelHeight + MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">\n",
                WIDTH,
                height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(svg, MARGIN, 24, "font-size=\"16\" font-weight=\"bold\"", title);
        int top = TITLE;
        for (Panel panel : PANELS) {
            panel(svg, top, panel, results);
            top += panelHeight;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, int top, Panel panel, List<Result> results) {
        text(svg, MARGIN, top + 22, "font-weight=\"bold\"", panel.title());
        double greatest = results.stream()
                .mapToDouble(result -> panel.value().applyAsDouble(result.figures()))
                .max()
                .orElse(0);
        int room = WIDTH - LABELS - VALUES - MARGIN;
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            double value = panel.value().applyAsDouble(result.figures());
            int y = top + TITLE + i * STEP;
            double width = greatest == 0 ? 0 : value / greatest * room;
            text(svg, MARGIN, y + 14, "", result.keepAlive() + ", " + result.placement());
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                    LABELS,
                    y,
                    width,
                    BAR,
                    COLOURS.get(i % COLOURS.size())));
            text(svg, (int) (LABELS + width + 6), y + 14, "", String.format(Locale.ROOT, panel.form(), value));
        }
    }

    private static void text(StringBuilder svg, int x, int y, String attributes, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>\n", x, y, attributes, safe));
    }
}
