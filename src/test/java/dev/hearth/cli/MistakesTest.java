package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.logs.LogStore;
import dev.hearth.runtimes.RuntimeCatalog;
import dev.hearth.store.Store;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MistakesTest {
    private final StringWriter results = new StringWriter();
    private final StringWriter remarks = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "up --prot 1 | 'hearth up' has no option --prot. Did you mean --port?",
                "up now | 'hearth up' does not take 'now': what it takes are options, each beginning with --.",
                "up --data a --data b | --data is given more than once.",
                "log hello | There is no command 'log'. Did you mean logs?",
                "xyzzy | There is no command 'xyzzy'.",
                "key remove | There is no command 'remove' of 'hearth key'.",
                "logs | 'hearth logs' needs FUNCTION.",
                "up --port | --port needs a value.",
            })
    void aMistakeIsNamedInASentence(String arguments, String sentence) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(remarks.toString()).startsWith("hearth: " + sentence + System.lineSeparator());
    }

    @Test
    void helpAndVersionAreCommandsAndOptions() {
        for (String word : new String[] {"help", "--help", "version", "--version"}) {
            assertThat(run(word)).as(word).isZero();
        }
        assertThat(remarks.toString()).isEmpty();
        assertThat(results.toString()).contains("Usage: hearth").contains("hearth (not packed)");
    }

    @Test
    void envWithoutAServerFailsWhenItIsEvaluated() {
        assertThat(run("env", "--data", "/does/not/exist")).isEqualTo(2);
        assertThat(results.toString()).isEqualTo("false" + System.lineSeparator());
        assertThat(remarks.toString()).contains("No Hearth is running over /does/not/exist");
    }

    private int run(String... arguments) {
        Output output = new Output(new PrintWriter(results), new PrintWriter(remarks));
        return Cli.run(arguments, Map.of(), new NoBackend(), output, Ids.secure(), Time.SYSTEM);
    }

    /** Nothing is behind a command line that is wrong. */
    private record NoBackend() implements Backend {
        @Override
        public Store openStore(Path data) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public LogStore openLogs(Path data) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public RuntimeCatalog catalog(Path home, Path data) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public int run(Configuration configuration) {
            throw new AssertionError("not to be asked");
        }
    }
}
