package dev.hearth.dataplane.worker;

/** A buffer of the last bytes of a text. */
final class LogTail {
    private final byte[] ring;
    private long written;

    LogTail(int capacity) {
        ring = new byte[capacity];
    }

    void clear() {
        written = 0;
    }

    void add(byte[] bytes) {
        int skipped = Math.max(0, bytes.length - ring.length);
        written += skipped;
        for (int from = skipped; from < bytes.length; ) {
            int at = (int) (written % ring.length);
            int count = Math.min(bytes.length - from, ring.length - at);
            System.arraycopy(bytes, from, ring, at, count);
            from += count;
            written += count;
        }
    }

    byte[] bytes() {
        int size = (int) Math.min(written, ring.length);
        byte[] bytes = new byte[size];
        int start = (int) ((written - size) % ring.length);
        int first = Math.min(size, ring.length - start);
        System.arraycopy(ring, start, bytes, 0, first);
        System.arraycopy(ring, 0, bytes, first, size - first);
        return bytes;
    }
}
