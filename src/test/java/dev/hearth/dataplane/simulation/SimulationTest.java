package dev.hearth.dataplane.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.simulation.load.Load;
import dev.hearth.dataplane.simulation.load.Shape;
import dev.hearth.dataplane.simulation.load.SyntheticLoad;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlive;
import dev.hearth.model.DataSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
    private static final FleetSize FLEET = new FleetSize(4, DataSize.ofMebibytes(8 * 1_024), 4);
    private static final Simulation.Policies POLICIES =
            new Simulation.Policies(KeepAlive.FIXED, PlacementChoice.FIRST_FIT);

    private static Load load(Shape shape, long seed) {
        return SyntheticLoad.of(shape, 100, Duration.ofHours(2), seed);
    }

    private static Result run(Shape shape, long seed, boolean faults, Duration keepAlive) {
        return Simulation.run(
                load(shape, seed), new Simulation.Setting(FLEET, keepAlive, 1_000, 0, 1, faults, seed), POLICIES);
    }

    private static Result runEvents(boolean faults) {
        return Simulation.run(
                load(Shape.AZURE, 3),
                new Simulation.Setting(FLEET, Duration.ofMinutes(10), 1_000, 3, 1, faults, 3),
                POLICIES);
    }

    private static String print(Result result) {
        return ResultTable.row(result) + Plot.of("title", List.of(result)) + result;
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aSeedGivesTheSameBytes(Shape shape) {
        String once = print(run(shape, 3, false, Duration.ofMinutes(10)));
        assertThat(print(run(shape, 3, false, Duration.ofMinutes(10)))).isEqualTo(once);
        assertThat(print(run(shape, 4, false, Duration.ofMinutes(10)))).isNotEqualTo(once);
    }

    @Test
    void aSeedGivesTheSameFaults() {
        String once = print(run(Shape.STEADY, 3, true, Duration.ofMinutes(10)));
        assertThat(print(run(Shape.STEADY, 3, true, Duration.ofMinutes(10)))).isEqualTo(once);
    }

    @Test
    void aSeedGivesTheSameEvents() {
        String once = print(runEvents(true));
        assertThat(print(runEvents(true))).isEqualTo(once);
    }

    @Test
    void eventsAreProcessedByTheirQueues() {
        Figures figures = runEvents(false).figures();
        assertThat(figures.events().accepted())
                .isPositive()
                .isLessThan(figures.calls().arrived());
        assertThat(figures.events().lost()).isZero();
        assertThat(figures.calls().served()).isEqualTo(figures.calls().arrived());
        assertThat(ResultTable.events(runEvents(false)))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("Events with fixed, first-fit: "
                                + figures.events().accepted() + " accepted, first run after "));
        Result without = run(Shape.AZURE, 3, false, Duration.ofMinutes(10));
        assertThat(without.figures().calls().arrived())
                .isEqualTo(figures.calls().arrived());
        assertThat(ResultTable.events(without)).isEmpty();
    }

    /** More of a good thing: fewer cold starts, more memory that is held for nothing. */
    @Test
    void sandboxesThatStayLongerSaveColdStartsAndWasteMemory() {
        Figures shortly = run(Shape.AZURE, 3, false, Duration.ofMinutes(1)).figures();
        Figures longer = run(Shape.AZURE, 3, false, Duration.ofHours(1)).figures();
        assertThat(longer.calls().arrived()).isEqualTo(shortly.calls().arrived());
        assertThat(longer.calls().cold()).isLessThan(shortly.calls().cold());
        assertThat(longer.fleet().idleMbSeconds()).isGreaterThan(shortly.fleet().idleMbSeconds());
    }

    @Test
    void everyCallIsServedWhereThereIsRoom() {
        Figures figures = run(Shape.DIURNAL, 3, false, Duration.ofMinutes(10)).figures();
        assertThat(figures.calls().served())
                .isEqualTo(figures.calls().arrived())
                .isGreaterThan(1_000);
        assertThat(figures.waits().median()).isZero();
        assertThat(figures.waits().greatest()).isGreaterThan(20_000);
    }

    @Test
    void aPictureHasABarForEachResult() {
        Result result = run(Shape.BURST, 3, false, Duration.ofMinutes(10));
        String picture = Plot.of("a < b", List.of(result, new Result("other", "place", result.figures())));
        assertThat(picture)
                .startsWith("<svg ")
                .endsWith("</svg>\n")
                .contains("a &lt; b", "fixed, first-fit", "other, place");
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThat(ResultTable.row(run(Shape.BURST, 3, false, Duration.ofMinutes(10))))
                .hasSameSizeAs(ResultTable.HEADER);
    }
}
