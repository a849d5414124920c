package dev.hearth.model;

/** An amount of bytes. Memory sizes of the Lambda API are in mebibytes although its documents write MB. */
public record DataSize(long bytes) implements Comparable<DataSize> {
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("negative size: " + bytes);
        }
    }

    public static DataSize ofKibibytes(long kibibytes) {
        return new DataSize(Math.multiplyExact(kibibytes, 1024));
    }

    public static DataSize ofMebibytes(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, 1024 * 1024));
    }

    public long toMebibytes() {
        return bytes / (1024 * 1024);
    }

    /** Mebibytes, rounded up: how Lambda's REPORT line shows memory. */
    public long toMebibytesCeiling() {
        return Math.ceilDiv(bytes, 1024L * 1024);
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return bytes % (1024 * 1024) == 0 ? toMebibytes() + " MiB" : bytes + " B";
    }
}
