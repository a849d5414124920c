package dev.hearth.dataplane.sandbox.machine;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A program in a network namespace that connects and listens as it is told, a command on each line of its input:
 *
 * <pre>
 * listen ADDRESS PORT          serves TCP and UDP there: "hello CALLER"
 * connect ADDRESS PORT FROM    asks over TCP, from that address of its own, or from 0.0.0.0 for whichever
 * datagram ADDRESS PORT        asks over UDP
 * send ADDRESS PORT FROM       sends over UDP, from that address and port 4000, and waits for nothing
 * flows ADDRESS PORT MOST      talks to a port over UDP from one port after the other, until there is no answer;
 *                              tells how often there was
 * bind ADDRESS                 takes what comes to that address and port 4000 over UDP
 * receive                      tells what came there
 * </pre>
 *
 * The answer is a line: what the other said, or "failed" and why.
 */
final class Peer implements AutoCloseable {
    private static final int DATAGRAM_PORT = 4_000;
    private static final int PATIENCE_MILLISECONDS = 1_500;

    private final Process process;

    private Peer(Process process) {
        this.process = process;
    }

    /** Starts one in the network namespace that this file stands for. */
    static Peer in(Path namespace) throws IOException {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + namespace));
        command.addAll(java(Peer.class));
        return new Peer(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The command that runs the main method of a class of these tests. */
    static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    String listen(String address, int port) throws IOException {
        return ask("listen " + address + " " + port);
    }

    String connect(String address, int port) throws IOException {
        return connectFrom("0.0.0.0", address, port);
    }

    String connectFrom(String from, String address, int port) throws IOException {
        return ask("connect " + address + " " + port + " " + from);
    }

    String datagram(String address, int port) throws IOException {
        return ask("datagram " + address + " " + port);
    }

    String send(String from, String address, int port) throws IOException {
        return ask("send " + address + " " + port + " " + from);
    }

    int flows(String address, int port, int most) throws IOException {
        return Integer.parseInt(ask("flows " + address + " " + port + " " + most));
    }

    String bind(String address) throws IOException {
        return ask("bind " + address);
    }

    String receive() throws IOException {
        return ask("receive");
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String ask(String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
        return String.valueOf(process.inputReader().readLine());
    }

    static void main() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        AtomicReference<DatagramSocket> bound = new AtomicReference<>();
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            say(obey(line.split(" ", -1), bound));
        }
        System.exit(0);
    }

    /** Prints a line to whoever started this program. */
    static void say(String line) {
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8).println(line);
    }

    private static String obey(String[] command, AtomicReference<DatagramSocket> bound) {
        try {
            return switch (command[0]) {
                case "listen" -> {
                    serve(address(command));
                    yield "listening";
                }
                case "connect" -> call(address(command), InetAddress.ofLiteral(command[3]));
                case "datagram" -> exchange(address(command));
                case "send" -> {
                    try (DatagramSocket socket = new DatagramSocket(DATAGRAM_PORT, InetAddress.ofLiteral(command[3]))) {
                        socket.send(new DatagramPacket(new byte[] {'?'}, 1, address(command)));
                    }
                    yield "sent";
                }
                case "flows" -> Integer.toString(answered(address(command), Integer.parseInt(command[3])));
                case "bind" -> {
                    bound.set(new DatagramSocket(DATAGRAM_PORT, InetAddress.ofLiteral(command[1])));
                    yield "bound";
                }
                case "receive" -> received(Objects.requireNonNull(bound.get()));
                default -> "failed: what is " + command[0] + "?";
            };
        } catch (IOException e) {
            return "failed: " + e;
        }
    }

    @SuppressWarnings("resource") // both serve until this process ends
    private static void serve(InetSocketAddress address) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(address);
        DatagramSocket datagrams = new DatagramSocket(address);
        Thread.ofVirtual().start(() -> answer(server));
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                    datagrams.receive(packet);
                    packet.setData(("hello " + packet.getAddress().getHostAddress()).getBytes(StandardCharsets.UTF_8));
                    datagrams.send(packet);
                }
            } catch (IOException e) {
                // closed
            }
        });
    }

    /** Answers every caller with its address, until the server is closed. */
    static void answer(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    String caller = socket.getInetAddress().getHostAddress();
                    socket.getOutputStream().write(("hello " + caller + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    static String call(InetSocketAddress address, InetAddress from) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(address, PATIENCE_MILLISECONDS);
            socket.setSoTimeout(PATIENCE_MILLISECONDS);
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.UTF_8).strip();
        }
    }

    private static String exchange(InetSocketAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(address);
            socket.send(new DatagramPacket(new byte[] {'?'}, 1));
            return received(socket);
        }
    }

    private static int answered(InetSocketAddress address, int most) {
        int answers = 0;
        try {
            while (answers < most) {
                exchange(address);
                answers++;
            }
        } catch (IOException e) {
            // no answer: refused
        }
        return answers;
    }

    private static String received(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static InetSocketAddress address(String[] command) {
        return new InetSocketAddress(InetAddress.ofLiteral(command[1]), Integer.parseInt(command[2]));
    }
}
