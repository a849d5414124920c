package dev.hearth.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a function answered, piece by piece, and how. */
public class PiecesSink implements ResponseSink {
    public final List<String> calls = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public Form form() {
        return Form.PIECES;
    }

    @Override
    public void begin(String contentType) {
        calls.add("begin " + contentType);
    }

    @Override
    public boolean write(byte[] piece, int offset, int length, Duration atMost) throws InterruptedException {
        bytes.write(piece, offset, length);
        String text = new String(piece, offset, length, StandardCharsets.UTF_8);
        calls.add(length > 100 ? "write " + length : "write " + text);
        return true;
    }

    @Override
    public void end(Optional<ResponseFailure> failure) {
        calls.add(failure.map(why -> "failed " + why.code() + " " + new String(why.details(), StandardCharsets.UTF_8))
                .orElse("end"));
    }

    /** All that was written. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
