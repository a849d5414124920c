package dev.hearth.base.linux;

/**
 * How fast what one process prints is read. What it prints faster waits in its pipe, and when that is full the process
 * waits too. A line costs a unit, and so does a kilobyte.
 *
 * @param perSecond units for each second
 * @param atOnce how many units can be saved up
 */
public record OutputRate(int perSecond, int atOnce) {
    private static final int UNIT_BYTES = 1024;

    /** The byte that frames of Lambda's runtime clients begin with, which are log events like lines. */
    private static final byte FRAME = (byte) 0xa5;

    /** What handling these bytes costs at most. */
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
