package dev.hearth.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@link BareHandoff} in a process of its own, and runtimes that ask it for work. */
final class Bare implements AutoCloseable {
    private final Noop noop;
    private final Process server;
    private final int port;
    private final List<Process> runtimes = new ArrayList<>();

    Bare(Path home, Noop noop) throws IOException {
        this.noop = noop;
        this.server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseParallelGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        home.resolve("bench/src/dev/hearth/bench/BareHandoff.java")
                                .toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        this.port = port(server);
    }

    private static int port(Process server) throws IOException {
        var lines = server.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring(5));
            }
        }
        throw new IOException("the bare hand-off did not start");
    }

    /** Starts more runtimes, until there are so many. */
    void runtimes(int number) {
        try {
            while (runtimes.size() < number) {
                ProcessBuilder runtime = new ProcessBuilder(noop.program().toString());
                runtime.environment().put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + port);
                runtimes.add(runtime.start());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    byte[] request() {
        return ("POST /invoke HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 2\r\n\r\n{}")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws InterruptedException {
        server.destroy();
        server.waitFor(10, TimeUnit.SECONDS);
        runtimes.forEach(Process::destroyForcibly);
    }
}
