package dev.hearth.base.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.EndedProcess;
import dev.hearth.time.Eventually;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server for tests, on loopback, with its files in a folder for temporary files. All test classes of this
 * process share it; each test has a schema of its own. It ends with the process, also if that is killed.
 */
public final class PostgresServer {
    /** It does not protect from a loss of power, which no test brings about, and saves most of the time. */
    private static final List<String> OPTIONS = List.of(
            "-c",
            "fsync=off",
            "-c",
            "unix_socket_directories=",
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "jit=off",
            "-c",
            "shared_buffers=32MB");

    private static final CompletableFuture<PostgresServer> SHARED = new CompletableFuture<>();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final Path programs;
    private final Path folder;
    private final int port;
    private Process process;

    private PostgresServer(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /** The server of this process, which runs. The test is left out where PostgreSQL is not installed. */
    public static synchronized PostgresServer shared() {
        Optional<Path> programs = installed();
        assumeTrue(programs.isPresent(), "PostgreSQL's server is not installed (no initdb in /usr/lib/postgresql)");
        if (!SHARED.isDone()) {
            SHARED.complete(create(programs.get()));
        }
        PostgresServer server = SHARED.join();
        server.start();
        return server;
    }

    private static Optional<Path> installed() {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PostgresServer create(Path programs) {
        try {
            Path folder = Files.createTempDirectory("hearth-postgres");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> SHARED.join().remove()));
            if (isRoot()) {
                run(List.of("chown", "nobody", folder.toString()));
            }
            List<String> command = new ArrayList<>(unprivileged());
            command.addAll(List.of(
                    programs.resolve("initdb").toString(),
                    "--pgdata=" + folder.resolve("data"),
                    "--auth=trust",
                    "--username=hearth",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "--no-instructions"));
            run(command);
            return new PostgresServer(programs, folder, freePort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> unprivileged() {
        return isRoot()
                ? List.of("setpriv", "--reuid=nobody", "--clear-groups", "--pdeathsig=KILL", "--")
                : List.of("setpriv", "--pdeathsig=KILL", "--");
    }

    private static void run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .directory(Path.of("/").toFile())
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command.getFirst() + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The kernel ends the server with the thread that made it: so this thread lives as long as the process. */
    private Process launch() {
        CompletableFuture<Process> launched = new CompletableFuture<>();
        List<String> command = new ArrayList<>(unprivileged());
        command.addAll(List.of(
                programs.resolve("postgres").toString(),
                "-D",
                folder.resolve("data").toString(),
                "-p",
                Integer.toString(port)));
        command.addAll(OPTIONS);
        Thread.ofPlatform().daemon().name("postgres").start(() -> {
            try {
                launched.complete(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                folder.resolve("log").toFile()))
                        .directory(Path.of("/").toFile())
                        .start());
                new CountDownLatch(1).await();
            } catch (IOException | InterruptedException e) {
                launched.completeExceptionally(e);
            }
        });
        return launched.join();
    }

    /** Kills the server with all its processes, as a crash of its machine would. */
    public void kill() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        Eventually.holds(() -> all.stream().allMatch(each -> EndedProcess.is(each.pid())));
    }

    /** Starts the server again, if it does not run, and waits until it takes connections. */
    public void start() {
        Eventually.holds(() -> {
            if (!process.isAlive()) {
                process = launch();
            }
            return isReady();
        });
    }

    private boolean isReady() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "hearth", "");
    }

    /** The address of a new, empty schema. */
    public String freshAddress() {
        return address(freshSchema());
    }

    String freshSchema() {
        String schema = "s" + SCHEMAS.incrementAndGet();
        try (Connection connection = connect()) {
            Sql.update(connection, "CREATE SCHEMA " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return schema;
    }

    String address(String schema) {
        return address(schema, port);
    }

    static String address(String schema, int port) {
        return "postgresql://hearth@127.0.0.1:" + port + "/postgres?currentSchema=" + schema;
    }

    static PostgresStore open(String address) {
        return PostgresStore.open(PostgresAddress.of(address), Time.SYSTEM, Ids.secure());
    }

    private void remove() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
