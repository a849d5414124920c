package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import dev.hearth.time.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * A server with container sandboxes and two functions: a neighbour, which has secrets and must always work, and a
 * hostile one, whose sources are in {@code src/test/resources/dev/hearth/e2e/hostile}.
 */
final class HostileServer implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/test/resources/dev/hearth/e2e/hostile");
    private static final String SECRET = "the-neighbours-secret-4711";
    private static final int NEIGHBOUR_PORT = 7_000;
    private static final int SSH = 22;

    private static final String NEIGHBOUR = """
            import os, socket, threading
            SECRET = "%1$s"
            open("/tmp/%1$s", "w").write(SECRET)
            print(SECRET)
            tcp = socket.create_server(("0.0.0.0", %2$d))
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.bind(("0.0.0.0", %2$d))
            def answer():
                while True:
                    udp.sendto(b"!", udp.recvfrom(100)[1])
            threading.Thread(target=answer, daemon=True).start()
            def handler(event, context):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.connect((os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")[0], 9))
                    return [probe.getsockname()[0], context.aws_request_id, open("/tmp/%1$s").read() == SECRET,
                            len(os.listdir("/tmp"))]
            """.formatted(SECRET, NEIGHBOUR_PORT);

    private final HearthProcess hearth;
    private final Functions functions;
    private final MachineScan scan;
    private final ServerSocket everywhere;
    private final Path secretFile;
    private final String neighbour;
    private final JsonValue.JsonArray known;

    private HostileServer(Path folder) throws IOException {
        hearth = HearthProcess.start(Files.createDirectory(folder.resolve("data")), "--stem-cells", "off");
        functions = new Functions(hearth.client());
        scan = MachineScan.of(hearth);
        everywhere = new ServerSocket(0, 100, InetAddress.ofLiteral("0.0.0.0"));
        secretFile = Files.writeString(folder.resolve("secret"), SECRET);
        neighbour = functions.deploy(
                "python3.13",
                "app.handler",
                Packages.zip("app.py", NEIGHBOUR),
                request -> request.memorySize(1_769)
                        .environment(variables -> variables.variables(Map.of("SECRET", SECRET))));
        known = (JsonValue.JsonArray) Json.parse(functions.answer(neighbour, "{}"));
    }

    static HostileServer start(Path folder) throws IOException {
        Assumptions.assumeTrue(Commands.canRunContainers(), "this machine has no container sandboxes");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "attacks are written in Python");
        return new HostileServer(folder);
    }

    HearthProcess hearth() {
        return hearth;
    }

    MachineScan scan() {
        return scan;
    }

    Functions functions() {
        return functions;
    }

    String deploy(Consumer<CreateFunctionRequest.Builder> more) {
        return functions.deploy(
                "python3.13",
                "app.handler",
                Packages.folder(SOURCES),
                request -> more.accept(request.memorySize(1_769).timeout(60)));
    }

    /** What the neighbour function told of itself when it was new. */
    private String told(int index) {
        return ((JsonValue.JsonString) known.elements().get(index)).value();
    }

    /** Has the hostile function try this. */
    InvokeResponse attempt(String name, String attempt) {
        return functions.invoke(name, event(attempt, Map.of()));
    }

    String event(String attempt, Map<String, Object> more) {
        String hosts = hostAddresses().map(address -> "\"" + address + "\"").collect(Collectors.joining(","));
        String fields = more.entrySet().stream()
                .map(field -> ",\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining());
        return """
                {"attempt": "%s", "secret": "%s", "data": "%s", "hostFiles": ["%s", "%s"],
                "processes": [%d, %d], "sandboxes": ["%s"], "sandboxPorts": [%d],
                "hosts": [%s], "hostPorts": [%d, %d, %d], "requests": ["%s"]%s}
                """.formatted(
                        attempt,
                        SECRET,
                        hearth.data(),
                        hearth.data(),
                        secretFile,
                        hearth.pid(),
                        ProcessHandle.current().pid(),
                        told(0),
                        NEIGHBOUR_PORT,
                        hosts,
                        everywhere.getLocalPort(),
                        hearth.endpoint().getPort(),
                        SSH,
                        told(1),
                        fields);
    }

    /** The neighbour's one sandbox is as it was, and new functions work. */
    void requireUnharmed() throws IOException {
        String address = "\"" + told(0) + "\"";
        assertThat(functions.answer(neighbour, "{}")).startsWith("[" + address).endsWith("true, 1]");
        assertThat(hearth.client().listFunctions().functions()).isNotEmpty();
        assertThat(Files.readString(secretFile)).isEqualTo(SECRET);
        assertThat(hearth.output()).doesNotContain("Exception").doesNotContain("OutOfMemoryError");
    }

    /** Removes a function; then everything on the machine is as it was before that was deployed. */
    void requireNothingLeftOf(String name, SortedSet<String> before) throws IOException {
        hearth.client().deleteFunction(request -> request.functionName(name));
        Eventually.holds(() -> scan.things().equals(before) && scan.networksAreWhole());
        requireUnharmed();
    }

    /** Addresses of this machine, which none of its packets leaves it for. */
    private static Stream<String> hostAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(each -> !each.getName().startsWith("hearth"))
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .map(InetAddress::getHostAddress)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        everywhere.close();
        hearth.close();
    }
}
