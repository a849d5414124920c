package dev.hearth.base.linux;

/**
 * The rate at which the output of one process is read. Output beyond it stays in the pipe, and a full pipe blocks the
 * process. Each line costs one unit, and so does each kilobyte.
 *
 * @param perSecond units per second
 * @param atOnce the units that can accumulate
 */
public record OutputRate(int perSecond, int atOnce) {
    private static final int UNIT_BYTES = 1024;

    /** The first byte of frames of Lambda's runtime clients. A frame is a log event, as a line is. */
    private static final byte FRAME = (byte) 0xa5;

    /** The greatest cost of these bytes. */
    static int units(byte[] bytes) {
        int units = bytes.length / UNIT_BYTES + 1;
        for (byte each : bytes) {
            if (each == '\n' || each == FRAME) {
                units++;
            }
        }
        return units;
    }
}
