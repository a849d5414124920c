package dev.hearth.dataplane.runtimes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.RuntimeIdentifier;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hearth's bootstraps answer an invocation and ask for the next one in one write. The test is the Runtime API. */
@Timeout(60)
class AnswerWithNextTest {
    private static final String PYTHON = "python3.13";
    private static final String NODEJS = "nodejs20.x";
    private static final String NEXT = "GET /2018-06-01/runtime/invocation/next HTTP/1.1";
    private static final String ANSWER = "POST /2018-06-01/runtime/invocation/one/response HTTP/1.1";
    private static final String EVENT = "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: one\r\n"
            + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    private static final String ACCEPTED = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n";

    private final ServerSocket server;
    private final List<AutoCloseable> opened = new ArrayList<>();

    AnswerWithNextTest() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    /** A connection of the bootstrap. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream input;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.input = new DataInputStream(socket.getInputStream());
        }

        /** The first line of a request, whose head and body are read. */
        String request() throws IOException {
            String first = line();
            int length = 0;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring("Content-Length: ".length()));
                }
            }
            input.readFully(new byte[length]);
            return first;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (char next = (char) input.readUnsignedByte(); next != '\n'; next = (char) input.readUnsignedByte()) {
                line.append(next);
            }
            return line.toString().strip();
        }

        boolean isAtEnd() throws IOException {
            return input.read() < 0;
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @BeforeEach
    void needsServer() {
        opened.add(server);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private Process start(String runtime, Path folder, String python, String nodejs) throws IOException {
        Optional<RuntimeInstallation> found = new MachineRuntimes(
                        List.of(Path.of("runtimes")), Path.of("target/test-runtimes"), System.getenv())
                .find(new RuntimeIdentifier(runtime));
        Assumptions.assumeTrue(found.isPresent(), "this machine has no " + runtime);
        boolean isPython = runtime.equals(PYTHON);
        Files.writeString(folder.resolve(isPython ? "index.py" : "index.js"), isPython ? python : nodejs);
        Path bootstrap = found.get().runtime().folder().resolve(isPython ? "bootstrap.py" : "index.cjs");
        ProcessBuilder builder = new ProcessBuilder(found.get().interpreter().toString(), bootstrap.toString());
        Map<String, String> variables = new HashMap<>(Rehearsal.VARIABLES);
        variables.putAll(Map.of(
                "AWS_LAMBDA_RUNTIME_API",
                "127.0.0.1:" + server.getLocalPort(),
                "AWS_EXECUTION_ENV",
                "AWS_Lambda_" + runtime,
                "LAMBDA_TASK_ROOT",
                folder.toString(),
                "_HANDLER",
                "index.handler"));
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.directory(folder.toFile());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        opened.add(() -> process.destroyForcibly().waitFor());
        return process;
    }

    private Process answering(String runtime, Path folder) throws IOException {
        return start(
                runtime, folder, "def handler(event, context): return 'done'", "exports.handler = async () => 'done'");
    }

    private Connection accept() throws IOException {
        Connection connection = new Connection(server.accept());
        opened.add(connection);
        return connection;
    }

    @ParameterizedTest
    @ValueSource(strings = {PYTHON, NODEJS})
    void aSmallAnswerAndTheNextRequestComeTogether(String runtime, @TempDir Path folder) throws IOException {
        answering(runtime, folder);
        Connection connection = accept();
        assertThat(connection.request()).isEqualTo(NEXT);
        connection.say(EVENT);
        for (int i = 0; i < 3; i++) {
            assertThat(connection.request()).isEqualTo(ANSWER);
            assertThat(connection.request()).isEqualTo(NEXT);
            String accepted = ACCEPTED + "\r\n";
            if (i == 0) {
                connection.say(accepted + EVENT);
            } else {
                connection.say(accepted.substring(0, 10 * i));
                connection.say(accepted.substring(10 * i) + EVENT.substring(0, 60));
                connection.say(EVENT.substring(60));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PYTHON, NODEJS})
    void aConnectionThatClosesIsFollowedByAnother(String runtime, @TempDir Path folder) throws IOException {
        answering(runtime, folder);
        Connection first = accept();
        assertThat(first.request()).isEqualTo(NEXT);
        first.say(EVENT);
        assertThat(first.request()).isEqualTo(ANSWER);
        assertThat(first.request()).isEqualTo(NEXT);
        first.say(ACCEPTED + "Connection: close\r\n\r\n");
        first.close();

        Connection second = accept();
        assertThat(second.request()).isEqualTo(NEXT);
        second.say(EVENT);
        assertThat(second.request()).isEqualTo(ANSWER);
        assertThat(second.request()).isEqualTo(NEXT);
        second.say(ACCEPTED + "\r\n");
        second.close();

        Connection third = accept();
        assertThat(third.request()).isEqualTo(NEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {PYTHON, NODEJS})
    void anAnswerOnAConnectionThatWasLetGoIsSentAgain(String runtime, @TempDir Path folder) throws IOException {
        answering(runtime, folder);
        Connection first = accept();
        assertThat(first.request()).isEqualTo(NEXT);
        first.say(EVENT);
        assertThat(first.request()).isEqualTo(ANSWER);
        assertThat(first.request()).isEqualTo(NEXT);
        first.close();

        Connection second = accept();
        assertThat(second.request()).isEqualTo(ANSWER);
        second.say(ACCEPTED + "\r\n");
        assertThat(second.request()).isEqualTo(NEXT);
    }

    @Test
    void aLargeAnswerThatIsRefusedEndsPythonBeforeItAsksForMore(@TempDir Path folder) throws Exception {
        Process process = start(PYTHON, folder, "def handler(event, context): return 'x' * 7_000_000", "");
        Connection connection = accept();
        assertThat(connection.request()).isEqualTo(NEXT);
        connection.say(EVENT);
        assertThat(connection.request()).isEqualTo(ANSWER);
        connection.say("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n");
        assertThat(connection.isAtEnd()).isTrue();
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void anErrorAfterTheAnswerEndsNodejsThoughTheNextInvocationHasNotCome(@TempDir Path folder) throws Exception {
        Process process = start(NODEJS, folder, "", """
                        exports.handler = async () => {
                          setImmediate(() => { throw new Error('too late'); });
                          return 'done';
                        };
                        """);
        Connection connection = accept();
        assertThat(connection.request()).isEqualTo(NEXT);
        connection.say(EVENT);
        assertThat(connection.request()).isEqualTo(ANSWER);
        assertThat(connection.request()).isEqualTo(NEXT);

        Connection another = accept();
        assertThat(another.request()).isEqualTo("POST /2018-06-01/runtime/invocation/one/error HTTP/1.1");
        another.say(ACCEPTED + "\r\n");
        assertThat(process.waitFor()).isEqualTo(129);
    }
}
