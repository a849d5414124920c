package dev.hearth.base.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The CRC-64 of the NVM Express specification, which S3 gives objects that come without a checksum. Eight bytes a step,
 * each looked up in a table of its own ("slicing by eight", Kounavis and Berry, 2005).
 */
final class Crc64Nvme implements java.util.zip.Checksum {
    /** The polynomial, its bits reversed. */
    private static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private static final int SLICES = 8;
    private static final long[][] TABLES = tables();
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long remainder = -1;

    private static long[][] tables() {
        long[][] tables = new long[SLICES][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : POLYNOMIAL);
            }
            tables[0][i] = value;
        }
        for (int slice = 1; slice < SLICES; slice++) {
            for (int i = 0; i < 256; i++) {
                long before = tables[slice - 1][i];
                tables[slice][i] = tables[0][(int) (before & 0xff)] ^ (before >>> 8);
            }
        }
        return tables;
    }

    @Override
    public void update(int value) {
        remainder = TABLES[0][(int) ((remainder ^ value) & 0xff)] ^ (remainder >>> 8);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        long crc = remainder;
        int at = offset;
        int end = offset + length;
        for (; at <= end - SLICES; at += SLICES) {
            crc ^= (long) WORD.get(bytes, at);
            long next = 0;
            for (int slice = 0; slice < SLICES; slice++) {
                next ^= TABLES[SLICES - 1 - slice][(int) (crc >>> (8 * slice)) & 0xff];
            }
            crc = next;
        }
        remainder = crc;
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~remainder;
    }

    @Override
    public void reset() {
        remainder = -1;
    }
}
