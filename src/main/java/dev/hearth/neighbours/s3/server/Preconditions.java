package dev.hearth.neighbours.s3.server;

import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.folder.ObjectDescription;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The conditions of a read on the object. They are evaluated in the order of RFC 9110, 13.2.2. */
record Preconditions(
        Optional<String> match,
        Optional<String> noneMatch,
        Optional<Instant> modifiedSince,
        Optional<Instant> unmodifiedSince) {

    static Preconditions of(S3Request request) {
        return of(request, "");
    }

    /** The conditions of a copy on its source. */
    static Preconditions ofSource(S3Request request) {
        return of(request, "x-amz-copy-source-");
    }

    private static Preconditions of(S3Request request, String prefix) {
        return new Preconditions(
                request.header(prefix + "if-match"),
                request.header(prefix + "if-none-match"),
                request.header(prefix + "if-modified-since").flatMap(Preconditions::date),
                request.header(prefix + "if-unmodified-since").flatMap(Preconditions::date));
    }

    /** Whether the object is to be sent. Throws if the object does not match. */
    boolean check(ObjectDescription object) {
        if (match.isPresent()) {
            if (!names(match.get(), object.etag())) {
                throw new S3Exception(S3Error.PRECONDITION_FAILED).with("Condition", "If-Match");
            }
        } else if (unmodifiedSince
                .filter(date -> object.modified().isAfter(date))
                .isPresent()) {
            throw new S3Exception(S3Error.PRECONDITION_FAILED).with("Condition", "If-Unmodified-Since");
        }
        if (noneMatch.isPresent()) {
            return !names(noneMatch.get(), object.etag());
        }
        return modifiedSince.filter(date -> !object.modified().isAfter(date)).isEmpty();
    }

    private static boolean names(String tags, String etag) {
        for (String tag : tags.split(",", -1)) {
            String bare = Incoming.unquoted(tag.strip());
            if (bare.equals("*") || bare.equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** Parses a date. An invalid date is ignored. */
    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
