package dev.hearth.neighbours.s3.folder;

import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.util.Optional;

/**
 * What must hold of the object in place so that it is replaced.
 *
 * @param match its tag; empty if it does not matter
 * @param absent there must be none
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
