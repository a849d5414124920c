package dev.hearth.neighbours.s3.folder;

import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.util.Optional;

/**
 * A condition on the existing object, under which it is replaced.
 *
 * @param match its etag; empty for any
 * @param absent whether there must be no object
 */
public record Condition(Optional<String> match, boolean absent) {
    public static final Condition NONE = new Condition(Optional.empty(), false);

    void check(Optional<String> etag) {
        if (absent && etag.isPresent()) {
            throw new S3Exception(S3Error.PRECONDITION_FAILED).with("Condition", "If-None-Match");
        }
        if (match.isPresent()) {
            String present = etag.orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_KEY));
            if (!match.get().equals(present) && !match.get().equals("*")) {
                throw new S3Exception(S3Error.PRECONDITION_FAILED).with("Condition", "If-Match");
            }
        }
    }
}
