package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.StoreCopy;
import dev.hearth.cli.Backend;
import dev.hearth.cli.Cli;
import dev.hearth.cli.Configuration;
import dev.hearth.cli.Output;
import dev.hearth.cli.WorkerSettings;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.SdkMaker;
import dev.hearth.dataplane.runtimes.sdk.SdkStore;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreetingTest {
    @TempDir
    Path folder;

    @Test
    void whereThePlainCommandLooksNeedsNoOption() {
        assertThat(greeting()).contains("env)\"\n").doesNotContain("--data");
        assertThat(greeting("--data", "/elsewhere"))
                .contains("env --data /elsewhere)\"\n", "which also tells ./hearth there where the state is\n");
    }

    @Test
    void saysWhyFunctionsAreNotIsolated() {
        assertThat(greeting())
                .contains("process, NOT isolated: functions may do whatever you may,\n")
                .contains("                since sandbox 'process' was asked for\n");
    }

    private String greeting(String... more) {
        Configuration configuration = configured(Stream.concat(Stream.of("up", "--sandbox", "process"), Stream.of(more))
                .toArray(String[]::new));
        Drivers.Choice choice = Drivers.choose(
                configuration, MachineMemory.of(configuration), new DataFolder(folder), Ids.secure(), progress -> {});
        try (var driver = choice.driver()) {
            assertThat(driver.capabilities().isolated()).isFalse();
            URI endpoint = URI.create("http://127.0.0.1:9380");
            return String.join("\n", Greeting.lines(endpoint, configuration, Greeting.sandboxes(choice))) + "\n";
        }
    }

    private static Configuration configured(String... arguments) {
        List<Configuration> given = new ArrayList<>();
        PrintWriter unread = new PrintWriter(new StringWriter());
        Output output = new Output(unread, unread);
        assertThat(Cli.run(arguments, Map.of(), new Listening(given), output, Ids.secure(), Time.SYSTEM))
                .isZero();
        return given.getFirst();
    }

    /** Takes what a server would be started with. */
    private record Listening(List<Configuration> given) implements Backend {
        @Override
        public int serve(WorkerSettings settings) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public int run(Configuration configuration) {
            given.add(configuration);
            return 0;
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
    }
}
