package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** What a server was told outlives it; what it made on the machine does not. */
class StateTest {
    @TempDir
    Path folder;

    @Test
    void afterAKillEveryFunctionIsThereAndWorksAndNothingElseRemains() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        String name;
        long earlier;
        try (HearthProcess first = HearthProcess.start(data)) {
            Functions functions = new Functions(first.client());
            name = functions.deploy("python3.13", "app.handler", "app.py", """
                    import os, time
                    def handler(event, context):
                        time.sleep(event.get("sleep", 0))
                        return 1
                    """);
            assertThat(functions.answer(name, "{}")).isEqualTo("1");
            earlier = first.pid();
            CompletableFuture<InvokeResponse> running =
                    CompletableFuture.supplyAsync(() -> functions.invoke(name, "{\"sleep\": 20}"));
            first.kill();
            assertThat(running).failsWithin(Duration.ofSeconds(10));
        }
        try (HearthProcess second = HearthProcess.start(data)) {
            assertThat(Leftovers.ofInstance(earlier, data)).isEmpty();
            assertThat(new Functions(second.client()).answer(name, "{}")).isEqualTo("1");
        }
        assertThat(Leftovers.onMachine(data)).isEmpty();
    }

    @Test
    void aTermSignalLetsRunningInvocationsFinish() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (HearthProcess hearth = HearthProcess.start(data)) {
            Functions functions = new Functions(hearth.client());
            String name = functions.deploy("python3.13", "app.handler", "app.py", """
                    import time
                    def handler(event, context):
                        print("begun", flush=True)
                        time.sleep(2)
                        return "done"
                    """);
            CompletableFuture<InvokeResponse> running =
                    CompletableFuture.supplyAsync(() -> functions.invoke(name, "{}"));
            Eventually.holds(() -> hearth.run("logs", name).contains("begun"));
            assertThat(hearth.terminate(Duration.ofSeconds(30))).isTrue();
            assertThat(running.join().payload().asUtf8String()).isEqualTo("\"done\"");
        }
        assertThat(Leftovers.onMachine(data)).isEmpty();
    }

    @Test
    void aStartThatIsRefusedLeavesNothing() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        HearthProcess first = HearthProcess.start(data);
        first.close();
        List<String> before = Leftovers.abandonedSlots();
        Commands.Result refused = first.attempt("up", "--port", "0", "--region", "eu-west-1");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output() + refused.errors()).contains("belongs to the region us-east-1");
        assertThat(Leftovers.abandonedSlots()).isSubsetOf(before);
        assertThat(Leftovers.onMachine(data)).isEmpty();
    }

    @Test
    void keysCanBeMadeAndTakenAwayWhileTheServerRuns() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (HearthProcess hearth = HearthProcess.start(data, "--account", "123456789012")) {
            assertThat(hearth.run("account", "list")).isEqualTo("123456789012\n");
            String made = hearth.run("key", "create");
            String id = made.lines()
                    .filter(line -> line.startsWith("access key id"))
                    .map(line -> line.substring(19).strip())
                    .findFirst()
                    .orElseThrow();
            String secret = made.lines()
                    .filter(line -> line.startsWith("secret access key"))
                    .map(line -> line.substring(19).strip())
                    .findFirst()
                    .orElseThrow();
            try (LambdaClient client = Clients.withKey(hearth, id, secret)) {
                Eventually.holds(() -> Clients.isKnown(client));
                hearth.run("key", "delete", id);
                Eventually.holds(() -> !Clients.isKnown(client));
            }
            assertThat(hearth.run("account", "create", "--id", "210987654321")).contains("210987654321");
            assertThat(hearth.run("key", "list")).contains("210987654321").doesNotContain(secret);
        }
    }

    @Test
    void logsAreThereForTheCommandLine() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (HearthProcess hearth = HearthProcess.start(data)) {
            Functions functions = new Functions(hearth.client());
            String name =
                    functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): print('printed')");
            functions.answer(name, "{}");
            Eventually.holds(() -> hearth.run("logs", name).contains("REPORT RequestId: "));
            assertThat(hearth.run("logs", name)).contains("START RequestId: ").contains("printed");
        }
    }
}
