package dev.hearth.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Gathers an answer for a caller that waits for all of it. Not copied: the array that was read is the array kept. */
public final class GatheringSink implements ResponseSink {
    private final boolean leavesEarly;
    private byte[] payload = {};

    /** One whose caller waits for the end of the invocation. */
    public GatheringSink() {
        this(false);
    }

    /** @param leavesEarly whether the caller waits for the answer only */
    public GatheringSink(boolean leavesEarly) {
        this.leavesEarly = leavesEarly;
    }

    @Override
    public boolean leavesEarly() {
        return leavesEarly;
    }

    @Override
    public Form form() {
        return Form.WHOLE;
    }

    @Override
    public void begin(String contentType) {
        // an answer that is taken whole is JSON, whatever its runtime says, as on Lambda
    }

    @Override
    public boolean write(byte[] bytes, int offset, int length, Duration atMost) {
        payload = offset == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, offset, offset + length);
        return true;
    }

    @Override
    public void end(Optional<ResponseFailure> failure) {
        failure.ifPresent(why -> payload = why.details());
    }

    /** What the function answered, or its error as JSON: once the invocation has ended. */
    public byte[] payload() {
        return payload;
    }
}
