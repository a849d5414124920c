package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** A server and the Workers that join it, as processes of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoinedWorkersTest {
    /** Waits for a byte of the test where its event says so, and tells its process and how many calls run there. */
    private static final String CODE = """
            import os, socket, urllib.request
            running = 0
            def handler(event, context):
                global running
                running += 1
                print("ran", context.aws_request_id)
                if "port" in event:
                    with socket.create_connection(("127.0.0.1", event["port"])) as test: test.recv(1)
                if "ask" in event:
                    answer = urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/health").status
                    return [answer, os.environ["AWS_ACCESS_KEY_ID"][:4], os.environ["ALL"]]
                found = [os.getpid(), running]
                running -= 1
                return found
            """;

    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir
    private static Path folder;

    private int port;
    private HearthProcess server;
    private WorkerProcesses workers;
    private WorkerProcesses.One worker;
    private Functions functions;
    private String function;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        startServer();
        workers = new WorkerProcesses(folder, port);
        workers.invite(server, "w1");
        workers.invite(server, "w2");
        worker = workers.start("w1");
        function = functions.deploy("python3.13", "app.handler", "app.py", CODE);
    }

    private void startServer() {
        String at = "127.0.0.1:" + port;
        server = HearthProcess.start(folder.resolve("server"), "--workers-at", at, "--function-env", "ALL=all");
        functions = new Functions(server.client());
    }

    @AfterAll
    void stop() {
        workers.close();
        server.close();
    }

    /** How many times the server has lost a Worker. */
    private int losses() {
        return server.output().split("is lost, or restarts", -1).length;
    }

    /** A call that runs until it is released. */
    private final class Held implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final CompletableFuture<InvokeResponse> answer;
        private final Socket running;

        Held() throws IOException {
            Functions caller = functions;
            String event = "{\"port\": " + listening.getLocalPort() + "}";
            answer = CompletableFuture.supplyAsync(() -> caller.invoke(function, event));
            listening.setSoTimeout(PATIENCE_MILLIS);
            running = listening.accept();
        }

        void release() throws IOException {
            running.getOutputStream().write(1);
        }

        @Override
        public void close() throws IOException {
            running.close();
            listening.close();
        }

        String answer() throws ExecutionException, InterruptedException {
            return answer.get().payload().asUtf8String();
        }

        void failsTyped() throws InterruptedException {
            try {
                throw new AssertionError("an answer: " + answer.get());
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOfSatisfying(LambdaException.class, failure -> {
                    assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("ServiceException");
                    assertThat(failure.statusCode()).isEqualTo(500);
                });
            }
        }
    }

    @Test
    void functionsRunOnTheWorkerWithLogsCredentialsAndServicesOfTheServer() {
        String asking = functions.deploy("python3.13", "app.handler", "app.py", CODE);
        InvokeResponse response = functions.invoke(asking, "{\"ask\": true}");
        assertThat(response.payload().asUtf8String()).isEqualTo("[200, \"ASIA\", \"all\"]");
        assertThat(Functions.log(response)).contains("ran ").contains("REPORT RequestId: ");
        String request = response.responseMetadata().requestId();
        String logs = "";
        while (!logs.contains("REPORT RequestId: " + request)) { // they come as fast as they can
            logs = server.run("logs", asking);
        }
        assertThat(logs).contains("ran " + request);
        assertThat(server.data().resolve("code")).doesNotExist();
        assertThat(folder.resolve("w1/code")).isNotEmptyDirectory();
    }

    @Test
    void aCallOnAKilledWorkerFailsTypedAndItsRoomIsFreeWhenTheWorkerIsBack() throws Exception {
        server.client()
                .putFunctionConcurrency(
                        request -> request.functionName(function).reservedConcurrentExecutions(1));
        try (Held held = new Held()) {
            worker.kill();
            held.failsTyped();
            worker = workers.start("w1");
            assertThat(functions.answer(function, "{}")).endsWith(", 1]");
            server.client().deleteFunctionConcurrency(request -> request.functionName(function));
        }
    }

    @Test
    void aWorkerThatIsToEndFinishesItsCallsAndLeavesWhileAnotherOneTakesTheRest() throws Exception {
        try (Held held = new Held()) {
            WorkerProcesses.One other = workers.start("w2");
            worker.signal("TERM");
            Eventually.holds(() -> server.output().contains("worker w1 drains"));
            String first = functions.answer(function, "{}");
            held.release();
            assertThat(held.answer()).endsWith(", 1]").isNotEqualTo(first);
            assertThat(worker.awaitEnd(Duration.ofSeconds(30))).isEqualTo(143);
            assertThat(functions.answer(function, "{}")).isEqualTo(first);
            worker = workers.start("w1");
            other.close();
            assertThat(functions.answer(function, "{}")).endsWith(", 1]");
            assertThat(server.output()).contains("worker w2 has left");
        }
    }

    @Test
    void aWorkerThatWasSilentHasNoSandboxWithTwoCalls() throws Exception {
        try (Held held = new Held()) {
            worker.forgetJoins();
            int losses = losses();
            worker.signal("STOP");
            held.failsTyped();
            // the connection by which it joined may be given up later than that of the call
            Eventually.holds(() -> losses() > losses);
            worker.signal("CONT");
            worker.awaitJoined();
            String other = functions.answer(function, "{}");
            assertThat(other).endsWith(", 1]");
            held.release();
            assertThat(functions.answer(function, "{}")).endsWith(", 1]");
        }
    }

    @Test
    void aServerThatIsBackGoesOnWithTheSandboxesThatItsWorkersRun() throws Exception {
        String name = functions.deploy("python3.13", "app.handler", "app.py", CODE);
        String before = functions.answer(name, "{}");
        worker.forgetJoins();
        server.kill();
        startServer();
        worker.awaitJoined();
        assertThat(functions.answer(name, "{}")).isEqualTo(before);
    }

    @Test
    void aServerOfOneProcessLoadsNothingOfWhatIsBetweenProcesses() throws IOException {
        Path classes = folder.resolve("classes");
        Map<String, String> logging = Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes + "-%p");
        try (HearthProcess alone =
                HearthProcess.start(folder.resolve("alone"), logging, "--sandbox", "process", "--stem-cells", "off")) {
            Functions own = new Functions(alone.client());
            String name = own.deploy("python3.13", "app.handler", "app.py", CODE);
            assertThat(own.answer(name, "{}")).endsWith(", 1]");
            assertThat(Files.readString(Path.of(classes + "-" + alone.pid())))
                    .contains("dev.hearth.dataplane.workermanager.DirectWorkerManager ")
                    .doesNotContain("io.grpc.", "com.google.protobuf.", "dev.hearth.base.rpc.Rpc");
        }
    }
}
