package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {
    private final StringWriter results = new StringWriter();

    @TempDir
    Path folder;

    /** Its exit status, or what is wrong with the options. */
    private String run(String arguments) {
        Output output = new Output(new PrintWriter(results), new PrintWriter(results));
        CommandLine line = new CommandLine(new SimulateCommand(output, Time.SYSTEM));
        StringBuilder wrong = new StringBuilder();
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            wrong.append(failure.getMessage());
            return 2;
        });
        int status = line.execute(arguments.split(" "));
        return wrong.isEmpty() ? Integer.toString(status) : wrong.toString();
    }

    @Test
    void aLoadGivesARowForEachPairOfPolicies() {
        assertThat(run("--functions 20 --hours 1 --workers 2 --policy fixed,histogram --placement scoring,first-fit"))
                .isEqualTo("0");
        assertThat(results.toString().lines())
                .hasSize(6)
                .first()
                .isEqualTo(
                        "azure: 20 functions, 1 hours, seed 1; 2 Workers of 64 GB and 16 processors; keep-alive 10m");
        assertThat(results.toString()).containsPattern("fixed +scoring").containsPattern("histogram +first-fit");
    }

    @Test
    void theRealTimeIsToldOnlyIfItIsAskedFor() {
        assertThat(run("--functions 5 --hours 1")).isEqualTo("0");
        assertThat(results.toString()).doesNotContain("Real time");
        assertThat(run("--functions 5 --hours 1 --timing")).isEqualTo("0");
        assertThat(results.toString()).contains("Real time: ");
    }

    @Test
    void resultsAreDrawn() throws Exception {
        Path picture = folder.resolve("results.svg");
        assertThat(run("--shape steady --functions 5 --hours 1 --plot " + picture))
                .isEqualTo("0");
        assertThat(Files.readString(picture)).startsWith("<svg ").contains("steady: 5 functions");
    }

    @Test
    void eventsGoThroughQueuesIfThereAreProcessesThatRunThem() {
        assertThat(run("--functions 50 --hours 1")).isEqualTo("0");
        String calls = results.toString();
        assertThat(calls).doesNotContain("Events");
        results.getBuffer().setLength(0);

        assertThat(run("--functions 50 --hours 1 --event-processes 2")).isEqualTo("0");

        assertThat(results.toString().lines().findFirst())
                .hasValueSatisfying(title -> assertThat(title).endsWith("; events run by 2"));
        assertThat(results.toString())
                .containsPattern("Events with combined, scoring: [1-9]\\d+ accepted, .* 0 given up");
    }

    @Test
    void worldsOfSeedsAreSummedUp() {
        assertThat(run("--seeds 1-3 --faults")).isEqualTo("0");
        assertThat(results.toString())
                .startsWith("Worlds of the seeds 1 to 3, with faults: ")
                .endsWith("Every invariant held." + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--shape round | 'round' is not a value for --shape: there are azure, burst, steady, diurnal.",
                "--policy best | 'best' is not a value for --policy: there are fixed, histogram, greedy-dual,"
                        + " combined.",
                "--placement , | '' is not a value for --placement: there are first-fit, best-fit, two-choices,"
                        + " scoring.",
                "--seeds 5-1 | --seeds 5-1 ends before it begins.",
                "--seeds few | 'few' is not a value for --seeds: expected two numbers, as 1-200.",
                "--seeds 1-2 --shape azure | --seeds has loads, fleets and policies of its own, and draws nothing:"
                        + " give no --shape with it.",
                "--seeds 1-2 --plot a.svg | --seeds has loads, fleets and policies of its own, and draws nothing:"
                        + " give no --plot with it.",
                "--functions 20 --seeds 1-2 | --seeds has loads, fleets and policies of its own, and draws nothing:"
                        + " give no --functions with it.",
                "--plot /nowhere/a.svg | --plot /nowhere/a.svg: there is no folder /nowhere.",
                "--plot / | --plot / can't be written.",
                "--event-processes -1 | --event-processes is from 0 to 1000, not -1.",
                "--workers 0 | --workers is from 1 to 100000, not 0.",
                "--hours 999 | --hours is from 1 to 744, not 999.",
                "--functions 0 | --functions is from 1 to 1000000, not 0.",
                "--keep-alive long | 'long' is not a value for --keep-alive: expected a time as 90s, 10m or 1h.",
                "--trace a --shape azure | A load has either a --trace or a --shape.",
            })
    void aMistakeIsNamed(String arguments, String sentence) {
        assertThat(run(arguments)).isEqualTo(sentence);
    }

    @Test
    void aDamagedTraceIsNamedWithItsLine() throws Exception {
        Path trace = folder.resolve("invocations_per_function_md.anon.d01.csv");
        Files.writeString(trace, "HashOwner,HashApp\n");
        assertThat(run("--trace " + trace)).contains("it is not there; a trace has it beside its invocations");
        assertThat(run("--trace " + folder.resolve("other.csv"))).contains("its name is not");
    }
}
