package dev.hearth.app;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.Store;
import dev.hearth.cli.Cli;
import dev.hearth.cli.Configuration;
import dev.hearth.cli.Output;
import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A short run of the whole server over an empty folder, in which the JVM records what to load at a start, and how often
 * which code runs. It begins at the command line, as a real start does, because code that it does not run is loaded
 * slowly later. It calls a function as often as the JVM needs to learn the way of a call: without that, the calls of a
 * server's first seconds take several times as long as later ones.
 *
 * @param folder its data folder, which is removed at the end, also when the process is asked to stop
 * @param calls how many calls it makes
 */
record Training(Path folder, int calls, Output output) implements HearthBackend.Life {
    /** The number of calls, which take some seconds. The JVM fully optimises a method after some thousand calls. */
    static final int CALLS = 6_000;

    private static final int EVENTS = 100;

    /** The most checks whether the function is active: a few seconds on a busy machine. */
    private static final int ACTIVATION_POLLS = 200;

    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final String INVOCATIONS = FUNCTIONS + "/training/invocations";

    /** A function in a language that needs no preparation of its code. */
    private record Sample(String file, String code, String handler) {}

    private static final Map<Language, Sample> SAMPLES = Map.of(
            Language.PYTHON, new Sample("code.py", "def handler(event, context):\n    return event\n", "code.handler"),
            Language.NODEJS, new Sample("code.js", "exports.handler = async (event) => event;\n", "code.handler"),
            Language.RUBY, new Sample("code.rb", "def handler(event:, context:)\n  event\nend\n", "code.handler"));

    static int run(Path folder, int calls, Output output) {
        String[] arguments = {
            "up", "--port", "0", "--data", folder.toString(), "--allow-ended-runtimes", "--runtime-sdk", "none"
        };
        HearthBackend backend = new HearthBackend(output, new Training(folder, calls, output));
        return Cli.run(arguments, Map.of(), backend, output, Ids.secure(), Time.SYSTEM);
    }

    @Override
    public void spend(Hearth hearth) throws InterruptedException {
        Configuration configuration = hearth.configuration();
        try (TrainingClient client =
                new TrainingClient(hearth.endpoint(), key(configuration), configuration.region())) {
            client.get("/health");
            client.get(FUNCTIONS);
            callFunction(client, configuration);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Without calls the cache is still good for a fast start. */
    private void callFunction(TrainingClient client, Configuration configuration) throws InterruptedException {
        Optional<RuntimeInstallation> runtime = runtime(configuration);
        if (runtime.isEmpty()) {
            output.remark("hearth: no calls were made: this machine has none of " + SAMPLES.keySet());
            return;
        }
        try {
            call(client, runtime.get(), "arn:aws:iam::" + configuration.account() + ":role/training");
        } catch (IOException failed) {
            output.remark("hearth: not all calls were made: " + failed.getMessage());
        }
    }

    private static AccessKey key(Configuration configuration) {
        try (Store store = Parts.store(new DataFolder(configuration.data()), configuration.database())) {
            StoredKey key = store.accounts().keys(configuration.account()).getFirst();
            return new AccessKey(key.id(), key.secret(), key.account());
        }
    }

    private static Optional<RuntimeInstallation> runtime(Configuration configuration) {
        return Parts.catalogToList(configuration.home(), new DataFolder(configuration.data())).all().stream()
                .filter(installed -> SAMPLES.containsKey(installed.language()))
                .findFirst();
    }

    private void call(TrainingClient client, RuntimeInstallation runtime, String role)
            throws IOException, InterruptedException {
        Sample sample = Objects.requireNonNull(SAMPLES.get(runtime.language()), "a runtime without a sample");
        client.post(
                FUNCTIONS,
                String.format(
                        "{\"FunctionName\":\"training\",\"Runtime\":\"%s\",\"Handler\":\"%s\","
                                + "\"Role\":\"%s\",\"Code\":{\"ZipFile\":\"%s\"}}",
                        runtime.identifier(),
                        sample.handler(),
                        role,
                        Base64.getEncoder().encodeToString(zip(sample))));
        for (int i = 0; i < ACTIVATION_POLLS; i++) {
            if (client.get(FUNCTIONS + "/training/configuration").contains("\"State\":\"Active\"")) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        for (int i = 0; i < calls; i++) {
            client.post(INVOCATIONS, "[1,2,3]");
        }
        for (int i = 0; i < Math.min(calls, EVENTS); i++) {
            client.event(INVOCATIONS, "[1,2,3]");
        }
        client.delete(FUNCTIONS + "/training");
    }

    private static byte[] zip(Sample sample) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(sample.file()));
            zip.write(sample.code().getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Override
    public void ended() {
        try {
            DiskFiles.delete(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
