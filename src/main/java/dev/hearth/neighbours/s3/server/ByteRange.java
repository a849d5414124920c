package dev.hearth.neighbours.s3.server;

import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of an object's bytes. */
record ByteRange(long first, long length) {
    private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /** Reads the header {@code Range}; empty if it is to be ignored, as what has several ranges is (RFC 9110, 14.2). */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher matcher = FORM.matcher(header);
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (matcher.group(1).isEmpty()) {
            long count = Long.parseLong(matcher.group(2));
            first = count == 0 ? size : Math.max(0, size - count);
        } else {
            first = Long.parseLong(matcher.group(1));
            if (!matcher.group(2).isEmpty()) {
                long end = Long.parseLong(matcher.group(2));
                if (end < first) {
                    return Optional.empty();
                }
                last = Math.min(last, end);
            }
        }
        if (first >= size) {
            throw new S3Exception(S3Error.INVALID_RANGE)
                    .with("RangeRequested", header)
                    .with("ActualObjectSize", Long.toString(size));
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    /** Reads {@code x-amz-copy-source-range}, which must be within the object. */
    static ByteRange parseExact(String header, long size) {
        Matcher matcher = FORM.matcher(header);
        boolean whole = matcher.matches()
                && !matcher.group(1).isEmpty()
                && !matcher.group(2).isEmpty();
        if (whole) {
            long first = Long.parseLong(matcher.group(1));
            long last = Long.parseLong(matcher.group(2));
            if (first <= last && last < size) {
                return new ByteRange(first, last - first + 1);
            }
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT, "Range specified is not valid for source object of size: " + size);
        }
        throw new S3Exception(
                S3Error.INVALID_ARGUMENT,
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                        + " zero-based offsets of the first and last bytes to copy");
    }
}
