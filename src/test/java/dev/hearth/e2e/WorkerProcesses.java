package dev.hearth.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Workers of a server, as {@code ./hearth serve --role worker} starts them, each in a process of its own. */
final class WorkerProcesses implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(90);

    private final Path folder;
    private final int port;
    private final List<One> started = new ArrayList<>();

    /**
     * @param folder for their data and invitations
     * @param port where they join
     */
    WorkerProcesses(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    void invite(HearthProcess server, String name) {
        String _ =
                server.run("cluster", "invite", name, "--file", invitation(name).toString());
    }

    private Path invitation(String name) {
        return folder.resolve(name + ".invitation");
    }

    /** Starts a Worker that is invited, and waits until it has joined. */
    One start(String name) throws InterruptedException {
        List<String> command = HearthProcess.command("serve");
        command.addAll(List.of("--role", "worker", "--manager", "127.0.0.1:" + port, "--zone", "zone-a"));
        command.addAll(List.of("--invitation", invitation(name).toString()));
        command.addAll(List.of("--data", folder.resolve(name).toString()));
        command.addAll(List.of("--sandbox", "process", "--runtime-sdk", "none"));
        try {
            One worker = new One(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            started.add(worker);
            worker.awaitJoined();
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        started.forEach(One::close);
    }

    /** A Worker's process. */
    static final class One implements AutoCloseable {
        private final Process process;
        private final List<String> output = Collections.synchronizedList(new ArrayList<>());
        private final Semaphore joins = new Semaphore(0);

        One(Process process) {
            this.process = process;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    output.add(line);
                    if (line.contains("the worker has joined")) {
                        joins.release();
                    }
                }
            } catch (IOException closed) {
                output.add("(" + closed + ")");
            }
        }

        /** From now on it is waited for another time that it joins. */
        void forgetJoins() {
            int _ = joins.drainPermits();
        }

        /** Waits until it has joined. */
        void awaitJoined() throws InterruptedException {
            if (!joins.tryAcquire(READY.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("not joined:\n" + output());
            }
        }

        String output() {
            return String.join("\n", output);
        }

        void signal(String name) {
            String _ = Commands.run(Map.of(), List.of("kill", "-" + name, Long.toString(process.pid())));
        }

        /** As {@code kill -9}. */
        void kill() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }

        int awaitEnd(Duration limit) throws InterruptedException {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it did not end:\n" + output());
            }
            return process.exitValue();
        }

        @Override
        public void close() {
            if (!process.isAlive()) {
                return;
            }
            signal("CONT");
            process.destroy();
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    kill();
                    throw new IllegalStateException("it did not stop:\n" + output());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
