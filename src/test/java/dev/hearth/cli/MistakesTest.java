package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.StoreCopy;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.SdkMaker;
import dev.hearth.dataplane.runtimes.sdk.SdkStore;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
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
                "up --data= | --data needs a value: what it is given is empty.",
                "logs f --data= | --data needs a value: what it is given is empty.",
                "up --config= | --config needs a value: what it is given is empty.",
                "up --image-folder= | --image-folder needs a value: what it is given is empty.",
                "logs f --tail x | 'x' is not a value for --tail: expected a whole number.",
                "account limit 111111111111 | '111111111111' is not a value for N: it is too large.",
                "help nope | There is no command 'nope'.",
                "help key creat | There is no command 'creat' of 'hearth key'. Did you mean create?",
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
    void helpOfACommandIsWhatItsOptionShows() {
        assertThat(run("help", "key", "create")).isZero();
        String shown = results.toString();
        assertThat(run("key", "create", "--help")).isZero();
        assertThat(results.toString()).isEqualTo(shown + shown).contains("Usage: hearth key create");
    }

    @Test
    void optionsAreListedAsInTheReadme() throws IOException {
        assertThat(run("up", "--help")).isZero();
        List<String> shown = options(results.toString(), "(?m)^ +(?:-h, )?(--[a-z0-9-]+)");
        assertThat(shown).last().isEqualTo("--help");
        assertThat(shown.subList(0, shown.size() - 1))
                .isEqualTo(options(Files.readString(Path.of("README.md")), "(?m)^\\| `(--[a-z0-9-]+)"));
    }

    private static List<String> options(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void variablesThatAreNoneOfOursAreTold() {
        assertThat(run(
                        Map.of("HEARTH_PRT", "1", "HEARTH_ELSEWHERE", "x", "HEARTH_LOCALE", "C", "PORT", "2"),
                        "version"))
                .isZero();
        assertThat(remarks.toString().lines())
                .containsExactly(
                        "hearth: HEARTH_ELSEWHERE is none of Hearth's variables, and ignored.",
                        "hearth: HEARTH_PRT is none of Hearth's variables, and ignored. Did you mean HEARTH_PORT?");
    }

    @Test
    void envWithoutAServerFailsWhenItIsEvaluated() {
        assertThat(run("env", "--data", "/does/not/exist")).isEqualTo(2);
        assertThat(results.toString()).isEqualTo("false" + System.lineSeparator());
        assertThat(remarks.toString()).contains("No Hearth is running over /does/not/exist");
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        Output output = new Output(new PrintWriter(results), new PrintWriter(remarks));
        return Cli.run(arguments, environment, new NoBackend(), output, Ids.secure(), Time.SYSTEM);
    }

    /** Nothing is behind a command line that is wrong. */
    private record NoBackend() implements Backend {
        @Override
        public int serve(WorkerSettings settings) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public Store openStore(Path data, Optional<PostgresAddress> database) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public StoreCopy.Report copyStore(Path data, PostgresAddress target) {
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
        public SdkStore sdks(Path data) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public SdkMaker sdkMaker(Path home, Path data) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public int run(Configuration configuration) {
            throw new AssertionError("not to be asked");
        }
    }
}
