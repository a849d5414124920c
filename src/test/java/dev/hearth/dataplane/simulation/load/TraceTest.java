package dev.hearth.dataplane.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String MINUTES =
            IntStream.rangeClosed(1, 1_440).mapToObj(Integer::toString).collect(Collectors.joining(","));
    private static final String INVOCATIONS = "HashOwner,HashApp,HashFunction,Trigger," + MINUTES;
    private static final String DURATIONS = "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,"
            + "percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,"
            + "percentile_Average_75,percentile_Average_99,percentile_Average_100";
    private static final String MEMORY = "HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1,"
            + "AverageAllocatedMb_pct5,AverageAllocatedMb_pct25,AverageAllocatedMb_pct50,AverageAllocatedMb_pct75,"
            + "AverageAllocatedMb_pct95,AverageAllocatedMb_pct99,AverageAllocatedMb_pct100";

    @TempDir
    Path folder;

    private Path invocations;
    private Path durations;
    private Path memory;

    @BeforeEach
    void write() throws IOException {
        invocations = folder.resolve("invocations_per_function_md.anon.d01.csv");
        durations = folder.resolve("function_durations_percentiles.anon.d01.csv");
        memory = folder.resolve("app_memory_percentiles.anon.d01.csv");
        Files.writeString(
                invocations,
                INVOCATIONS + "\n" + row("o1,a1,f1,http", 3) + row("o2,a2,f2,timer", 1) + row("o1,a1,f3,queue", 0));
        Files.writeString(
                durations,
                DURATIONS + "\n" + "o1,a1,f1,50,3,10,90,10,11,20,50,60,89,90\n"
                        + "o2,a2,f2,50,3,-1,90,-1,11,20,50,60,89,9e9\n");
        Files.writeString(memory, MEMORY + "\r\n" + "o1,a1,12,150,100,110,140,150,160,170,190,200\r\n");
    }

    /** A function with so many calls in its eighth minute and in its last. */
    private static String row(String names, int calls) {
        return names + ","
                + IntStream.range(0, 1_440)
                        .mapToObj(minute -> minute == 7 || minute == 1_439 ? Integer.toString(calls) : "0")
                        .collect(Collectors.joining(","))
                + "\n";
    }

    private Load read(Path path) throws IOException {
        return Trace.read(path, Optional.empty(), DAY, 1);
    }

    @Test
    void aDayIsReadFromItsThreeFiles() throws IOException {
        Load load = read(invocations);
        assertThat(load.name()).isEqualTo("trace d01");
        assertThat(load.functions()).hasSize(3);
        FunctionProfile first = load.functions().getFirst();
        FunctionProfile second = load.functions().get(1);
        assertThat(first.identity().trigger()).isEqualTo(Trigger.HTTP);
        assertThat(first.identity().account())
                .isEqualTo(load.functions().get(2).identity().account())
                .isNotEqualTo(second.identity().account());
        assertThat(first.footprint().usedMb()).isEqualTo(150);
        assertThat(first.footprint().limitMb()).isEqualTo(512); // half as much again as it ever used, 200 MB
        assertThat(first.runMillis().at(0.5)).isEqualTo(50);
        assertThat(second.runMillis().at(0)).isZero(); // -1 in the file
        assertThat(second.runMillis().at(1)).isEqualTo(900_000); // cut at Lambda's longest
        assertThat(calls(first)).isEqualTo(6);
        assertThat(calls(load.functions().get(2))).isZero();
    }

    private static int calls(FunctionProfile function) {
        Arrivals arrivals = function.schedule().arrivals(new SeededRandom(1));
        int count = 0;
        while (arrivals.next() != Arrivals.END) {
            count++;
        }
        return count;
    }

    @Test
    void aFolderWithOneDayIsEnough() throws IOException {
        assertThat(read(folder).functions()).hasSize(3);
        assertThat(Trace.read(folder, Optional.of(2), DAY, 1).functions()).hasSize(2);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Files.delete(memory);
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(TraceException.class)
                .hasMessage(memory + ": it is not there; a trace has it beside its invocations");
        Files.copy(invocations, folder.resolve("invocations_per_function_md.anon.d02.csv"));
        assertThatThrownBy(() -> read(folder)).hasMessageContaining("there are 2 days in it");
        assertThatThrownBy(() -> read(durations)).hasMessageContaining("its name is not");
        assertThatThrownBy(() -> Trace.read(invocations, Optional.empty(), DAY.plusHours(1), 1))
                .hasMessage(invocations + ": it has a day, not 25 hours");
    }

    @Test
    void damageIsNamedWithItsLine() throws IOException {
        damage(invocations, "http", "telepathy", ", line 2: 'telepathy' is no trigger");
        damage(invocations, ",3,0,", ",x,0,", ", line 2: column '8' is 'x', which is no whole number");
        damage(invocations, ",3,0,", ",,0,", ", line 2: column '8' is '', which is no whole number");
        damage(invocations, ",3,0,", ",-3,0,", ", line 2: column '8' is '-3', which is no whole number");
        damage(invocations, ",3,0,", ",99999999,0,", ", line 2: column '8' is more than 6000000");
        damage(invocations, ",3,0,", ",0,", ", line 2: 1443 fields instead of 1444");
        damage(invocations, ",3,0,", ",3,3,0,", ", line 2: more than 1444 fields");
        damage(invocations, "HashApp", "App", ", line 1: column 2 is 'App' instead of 'HashApp'");
        damage(invocations, "o2,", "o".repeat(70_000) + ",", ", line 3: longer than 65536 bytes");
        damage(
                durations,
                ",89,9e9",
                ",89,much",
                ", line 3: column 'percentile_Average_100' is 'much', which is no number");
        damage(
                durations,
                ",89,9e9",
                ",89,NaN",
                ", line 3: column 'percentile_Average_100' is 'NaN', which is no number");
        damage(memory, "150,100", "150", ", line 2: 11 fields instead of 12");
    }

    private void damage(Path file, String what, String by, String problem) throws IOException {
        String whole = Files.readString(file);
        int place = whole.indexOf(what);
        Files.writeString(file, whole.substring(0, place) + by + whole.substring(place + what.length()));
        assertThatThrownBy(() -> read(invocations))
                .isInstanceOf(TraceException.class)
                .hasMessage(file + problem);
        Files.writeString(file, whole);
    }

    @Test
    void anEmptyFileIsNoTrace() throws IOException {
        Files.writeString(invocations, "");
        assertThatThrownBy(() -> read(invocations)).hasMessage(invocations + ", line 1: there is nothing in it");
        Files.writeString(invocations, INVOCATIONS + "\n");
        assertThatThrownBy(() -> read(invocations)).hasMessage(invocations + ", line 2: there is no function in it");
    }
}
