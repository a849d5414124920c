package dev.hearth.base.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The response on one of this server's connections.
 *
 * <pre>
 * from       call              to
 * OPEN       send              DONE
 * OPEN       stream            STREAMING   the head is sent at the first flush, full buffer, or close
 * STREAMING  stream's close    DONE
 * </pre>
 */
final class Response implements HttpResponse {
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = new byte[0];

    private final RequestHead request;
    private final Output output;
    private final HttpDate date;
    private final CloseDecision closeDecision;
    private final StringBuilder headers = new StringBuilder(128);
    private int status = 200;
    private long declaredLength = -1;
    private State state = State.OPEN;
    private boolean headSent;
    private boolean closing;

    private enum State {
        OPEN,
        STREAMING,
        DONE
    }

    /** Decides whether the connection must close after this response. */
    @FunctionalInterface
    interface CloseDecision {
        // streaming: the handler still runs, and may read the rest of the request
        boolean closesAfter(boolean streaming);
    }

    /** @param closeDecision asked when the head goes out */
    Response(RequestHead request, Output output, HttpDate date, CloseDecision closeDecision) {
        this.request = request;
        this.output = output;
        this.date = date;
        this.closeDecision = closeDecision;
    }

    @Override
    public HttpResponse status(int code) {
        require(State.OPEN);
        if (code < 200 || code > 999) {
            throw new IllegalArgumentException("no status: " + code);
        }
        this.status = code;
        return this;
    }

    @Override
    public HttpResponse header(String name, String value) {
        require(State.OPEN);
        for (int i = 0; i < name.length(); i++) {
            if (!RequestHead.Headers.tokenCharacter(name.charAt(i))) {
                throw new IllegalArgumentException("no header name: " + name);
            }
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new IllegalArgumentException("the value of header " + name + " has control characters");
            }
        }
        if (name.equalsIgnoreCase("content-length")) {
            declaredLength = Long.parseLong(value);
        } else {
            headers.append(name).append(": ").append(value).append("\r\n");
        }
        return this;
    }

    @Override
    public void send(byte[] body) {
        require(State.OPEN);
        state = State.DONE;
        boolean head = request.method().equals("HEAD");
        try {
            writeHead(head && declaredLength >= 0 ? declaredLength : body.length);
            output.flush(body, 0, head || bodiless() ? 0 : body.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gathers the response. The connection sends it before it waits for the peer. */
    @Override
    public void sendWithNext(byte[] body) {
        if (body.length > HttpLimits.SINGLE_WRITE_BYTES || request.method().equals("HEAD")) {
            send(body);
            return;
        }
        require(State.OPEN);
        state = State.DONE;
        writeHead(body.length);
        if (!bodiless()) {
            output.bytes(body);
        }
    }

    @Override
    public OutputStream stream() {
        require(State.OPEN);
        state = State.STREAMING;
        return new Body(declaredLength < 0 && request.http11() && !bodiless());
    }

    /** Whether bytes were sent. Another response is then impossible. */
    boolean begun() {
        return headSent;
    }

    /** Whether the whole response was sent. */
    boolean done() {
        return state == State.DONE;
    }

    /** Whether the connection must close: the head said so, or the close marks the end of the body. */
    boolean closing() {
        return closing;
    }

    /** Discards the unsent response, so that another one can be sent in its place. */
    void reset() {
        state = State.OPEN;
        status = 200;
        declaredLength = -1;
        headers.setLength(0);
    }

    private boolean bodiless() {
        return status == 204 || status == 304;
    }

    /**
     * @param length of the body; -1: chunked, or until the connection closes
     */
    private void writeHead(long length) {
        headSent = true;
        closing = closeDecision.closesAfter(state == State.STREAMING) || (length < 0 && !request.http11());
        output.text(StatusLine.of(status));
        output.bytes(date.line());
        output.text(headers.toString());
        if (length >= 0 && !bodiless()) {
            output.text("Content-Length: " + length + "\r\n");
        } else if (length < 0 && request.http11() && !bodiless()) {
            output.text("Transfer-Encoding: chunked\r\n");
        }
        if (closing) {
            output.text("Connection: close\r\n");
        } else if (!request.http11()) {
            output.text("Connection: keep-alive\r\n");
        }
        output.bytes(END);
    }

    private void require(State wanted) {
        if (state != wanted) {
            throw new IllegalStateException("the answer is already on its way");
        }
    }

    /** The body of a streamed answer. */
    private final class Body extends OutputStream {
        private final boolean chunked;
        private final byte[] buffer = new byte[HttpLimits.INPUT_BUFFER_BYTES];
        private int buffered;
        private long written;

        Body(boolean chunked) {
            this.chunked = chunked;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            require(State.STREAMING);
            written += length;
            if (declaredLength >= 0 && written > declaredLength) {
                throw new IOException("more than the declared " + declaredLength + " bytes");
            }
            if (buffered + length <= buffer.length) {
                System.arraycopy(bytes, offset, buffer, buffered, length);
                buffered += length;
                return;
            }
            if (buffered > 0) {
                flush();
            }
            chunk(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            int length = buffered;
            buffered = 0;
            chunk(buffer, 0, length);
        }

        @Override
        public void close() throws IOException {
            if (state == State.DONE) {
                return;
            }
            if (!headSent && declaredLength < 0) {
                writeHead(written); // the whole body is still in the buffer
                output.flush(buffer, 0, silent() ? 0 : buffered);
            } else {
                flush();
                if (written < declaredLength && !silent()) {
                    throw new IOException("less than the declared " + declaredLength + " bytes");
                }
                if (chunked && !silent()) {
                    output.text("0\r\n\r\n");
                    output.flush();
                }
            }
            output.shrink();
            state = State.DONE;
        }

        private void chunk(byte[] bytes, int offset, int length) throws IOException {
            if (!headSent) {
                writeHead(declaredLength);
            }
            if (silent()) {
                output.flush();
            } else if (!chunked) {
                output.flush(bytes, offset, length);
            } else if (length > 0) {
                output.text(Integer.toHexString(length) + "\r\n");
                if (length <= Limits.CHUNK_WRITE_BYTES) {
                    output.bytes(bytes, offset, length);
                } else {
                    output.flush(bytes, offset, length);
                }
                output.bytes(END);
                output.flush();
            } else {
                output.flush(NOTHING, 0, 0);
            }
        }

        private boolean silent() {
            return bodiless() || request.method().equals("HEAD");
        }
    }
}
