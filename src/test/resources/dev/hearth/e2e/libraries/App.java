import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/** Uses what the JDK does with system calls. Answers with what failed. */
public class App {
    interface Check {
        void run() throws Exception;
    }

    static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not so");
        }
    }

    static void threads() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        require(pool.submit(() -> 42).get() == 42);
        pool.shutdownNow();
        require(ForkJoinPool.commonPool().submit(() -> 1).get() == 1);
        require(CompletableFuture.supplyAsync(() -> 2).get(5, TimeUnit.SECONDS) == 2);
        Thread.sleep(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
    }

    static void processes() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "cat; exit 3").start();
        process.getOutputStream().write("in".getBytes());
        process.getOutputStream().close();
        require(new String(process.getInputStream().readAllBytes()).equals("in"));
        require(process.waitFor() == 3);
        Process other = new ProcessBuilder("sleep", "60").start();
        require(other.toHandle().destroyForcibly());
        other.waitFor();
        require(ProcessHandle.current().info().startInstant().isPresent());
    }

    static void files() throws Exception {
        Path folder = Files.createTempDirectory("f");
        Path file = Files.write(folder.resolve("file"), new byte[100_000]);
        Files.createSymbolicLink(folder.resolve("link"), file);
        Files.createLink(folder.resolve("hard"), file);
        Files.copy(file, folder.resolve("copy"));
        try (var channel = FileChannel.open(file, java.nio.file.StandardOpenOption.READ,
                java.nio.file.StandardOpenOption.WRITE)) {
            channel.lock().release();
            var area = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            area.put(0, (byte) 1);
            area.force();
            channel.transferTo(0, 1_000, FileChannel.open(folder.resolve("to"),
                    java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE));
            channel.force(true);
        }
        try (var random = new RandomAccessFile(file.toFile(), "rwd")) {
            random.setLength(10);
        }
        var watcher = folder.getFileSystem().newWatchService();
        folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
        Files.createFile(folder.resolve("new"));
        require(watcher.poll(10, TimeUnit.SECONDS) != null);
        watcher.close();
        Files.getFileStore(folder).getUsableSpace();
        Files.setAttribute(file, "unix:mode", 0600);
        Files.move(file, folder.resolve("moved"));
        new GZIPOutputStream(new ByteArrayOutputStream()).close();
    }

    static void sockets() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            client.setKeepAlive(true);
            client.getOutputStream().write(7);
            require(server.accept().getInputStream().read() == 7);
        }
        Path path = Files.createTempDirectory("s").resolve("socket");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            SocketChannel.open(UnixDomainSocketAddress.of(path)).write(ByteBuffer.wrap(new byte[1]));
        }
        try (var selector = Selector.open(); var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
            server.register(selector, 16);
            require(selector.select(5) == 0);
        }
        new DatagramSocket(new InetSocketAddress("::1", 0)).close();
        require(InetAddress.getByName("localhost").isLoopbackAddress());
        require(NetworkInterface.getByName("eth0") != null);
    }

    static void http() throws Exception {
        var server = com.sun.net.httpserver.HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getAddress().getPort())).build();
        require(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 204);
        server.stop(0);
        SSLContext.getDefault();
        KeyPairGenerator.getInstance("EC").generateKeyPair();
        new SecureRandom().nextInt();
        java.lang.management.ManagementFactory.getRuntimeMXBean().getUptime();
    }

    public Map<String, List<String>> handle(Object event) {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("threads", App::threads);
        checks.put("processes", App::processes);
        checks.put("files", App::files);
        checks.put("sockets", App::sockets);
        checks.put("http", App::http);
        List<String> failed = new ArrayList<>();
        checks.forEach((name, check) -> {
            try {
                check.run();
            } catch (Exception | LinkageError e) {
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                failed.add(name + ": " + trace);
            }
        });
        return Map.of("failed", failed);
    }
}
