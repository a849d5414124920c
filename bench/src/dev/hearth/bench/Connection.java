package dev.hearth.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection that is kept open, over which one request at a time goes. */
final class Connection implements AutoCloseable {
    private static final int STATUS = 9;

    private final Socket socket = new Socket();
    private final byte[] buffer = new byte[1 << 15];
    private final InputStream in;
    private final OutputStream out;
    private String refusal = "";

    Connection(InetSocketAddress server) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(server);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Sends a request as it is, reads all of its answer, and gives the answer's status. */
    int call(byte[] request) throws IOException {
        out.write(request);
        int used = 0;
        int head = -1;
        while (head < 0) {
            int read = in.read(buffer, used, buffer.length - used);
            if (read < 0) {
                throw new IOException("closed");
            }
            used += read;
            head = endOfHead(used);
        }
        String text = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
        int status = Integer.parseInt(text.substring(STATUS, STATUS + 3));
        if (status >= 300) {
            refusal = status + " " + new String(buffer, head, used - head, StandardCharsets.UTF_8);
        }
        int left = contentLength(text) - (used - head);
        while (left > 0) {
            int read = in.read(buffer, 0, Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("closed");
            }
            left -= read;
        }
        if (text.toLowerCase(Locale.ROOT).contains("x-amz-function-error")) {
            throw new IOException("the function failed: " + text);
        }
        return status;
    }

    /** The last answer that was no success; empty if there was none. */
    String refusal() {
        return refusal;
    }

    private static int contentLength(String head) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("content-length:");
        return at < 0
                ? 0
                : Integer.parseInt(
                        head.substring(at + 15, head.indexOf('\r', at)).strip());
    }

    private int endOfHead(int used) {
        for (int i = 3; i < used; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
