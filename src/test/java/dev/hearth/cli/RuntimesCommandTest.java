package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.StoreCopy;
import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.runtimes.sdk.SdkMaker;
import dev.hearth.dataplane.runtimes.sdk.SdkStore;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.model.RuntimeIdentifier;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimesCommandTest {
    private static final RuntimeInstallation PYTHON = installation("python3.14", Language.PYTHON, "3.13.2", false);
    private static final RuntimeInstallation NODEJS = installation("nodejs24.x", Language.NODEJS, "24.1.0", true);
    private static final RuntimeInstallation JAVA = installation("java25", Language.JAVA, "25.0.1", true);

    private final StringWriter results = new StringWriter();
    private final StringWriter remarks = new StringWriter();

    @TempDir
    private Path data;

    @Test
    void itShowsTheSdkOfEachRuntimeAndWhyOneIsMissing() throws IOException {
        Path folder = Files.createDirectories(data.resolve("sdk"));
        Files.createDirectories(folder.resolve("trees/abc"));
        Files.writeString(
                folder.resolve("nodejs24.json"),
                "{\"tree\":\"abc\",\"version\":\"@aws-sdk/* 3.1 (2 clients)\",\"clients\":\"s3,sqs\",\"bytes\":5,"
                        + "\"made\":\"2026-01-01T00:00:00Z\"}");
        Files.writeString(folder.resolve("python3.13.note"), "failed pip: no route to the registry");
        assertThat(run("runtimes")).isZero();
        assertThat(results.toString()).isEqualTo("""
                        RUNTIME     VERSION  MATCH    INTERPRETER          AWS SDK
                        python3.14  3.13.2   closest  /nowhere/python3.14  missing
                        nodejs24.x  24.1.0   exact    /nowhere/nodejs24.x  @aws-sdk/* 3.1 (2 clients)
                        java25      25.0.1   exact    /nowhere/java25
                        """);
        assertThat(remarks.toString())
                .contains("The AWS SDK for python3.13 is missing: pip: no route to the registry."
                        + " './hearth runtimes sdk python3.13' tries again.");
    }

    @Test
    void whatNoFunctionHasNeededIsMadeAtFirstNeed() {
        assertThat(run("runtimes")).isZero();
        assertThat(results.toString()).containsPattern("python3\\.14 .* at first need\n");
        assertThat(remarks.toString()).doesNotContain("AWS SDK");
    }

    @Test
    void anUnknownRuntimeIsNamed() {
        assertThat(run("runtimes", "sdk", "java")).isEqualTo(2);
        assertThat(remarks.toString())
                .contains("'java' is no runtime of this machine that has an AWS SDK on Lambda: './hearth runtimes'");
        assertThat(run("runtimes", "sdk", "ruby")).isEqualTo(2);
        assertThat(run("runtimes", "sdk", "nodejs", "--clients", "S 3")).isEqualTo(2);
        assertThat(remarks.toString())
                .contains("'S 3' is not a value for --clients: expected 'common', 'all', or names");
    }

    private int run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = data.toString();
        Output output = new Output(new PrintWriter(results), new PrintWriter(remarks));
        return Cli.run(all, Map.of(), new Machine(), output, Ids.secure(), Time.SYSTEM);
    }

    private static RuntimeInstallation installation(String name, Language language, String version, boolean exact) {
        return new RuntimeInstallation(
                new RuntimeIdentifier(name),
                language,
                version,
                Path.of("/nowhere", name),
                exact,
                new Image("r", Path.of("/nowhere")),
                Optional.empty());
    }

    /** A machine with three interpreters. */
    private record Machine() implements Backend {
        @Override
        public int serve(WorkerSettings settings) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public RuntimeCatalog catalog(Path home, Path data) {
            return new RuntimeCatalog() {
                @Override
                public Optional<RuntimeInstallation> find(RuntimeIdentifier identifier) {
                    return all().stream()
                            .filter(one -> one.identifier().equals(identifier))
                            .findFirst();
                }

                @Override
                public List<RuntimeInstallation> all() {
                    return List.of(PYTHON, NODEJS, JAVA);
                }
            };
        }

        @Override
        public SdkStore sdks(Path data) {
            return new SdkStore(data.resolve("sdk"), Time.SYSTEM);
        }

        @Override
        public SdkMaker sdkMaker(Path home, Path data) {
            return new SdkMaker(sdks(data), catalog(home, data), Map.of(), Time.SYSTEM);
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
        public int run(Configuration configuration) {
            throw new AssertionError("not to be asked");
        }
    }
}
