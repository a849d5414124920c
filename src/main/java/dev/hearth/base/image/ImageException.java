package dev.hearth.base.image;

import java.io.IOException;

/** An image that can't be had or can't be used; the reason tells whose fault it is. */
public final class ImageException extends IOException {
    private static final int SHOWN_CHARACTERS = 300;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** The registry has no such image, or no registry is there. */
        NOT_FOUND,
        /** The registry does not give it to whom Hearth says it is. */
        ACCESS_DENIED,
        /** It is no image that functions can be made of: another processor's, another format. */
        UNSUPPORTED,
        /** Its content is broken, or not what its digest says. */
        INVALID,
        /** It is over one of Lambda's limits. */
        TOO_LARGE,
        /** The registry can't be reached or does not work. */
        UNAVAILABLE
    }

    ImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    ImageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    static ImageException invalid(String problem) {
        return new ImageException(Reason.INVALID, problem);
    }

    /** What is wrong with one entry of a layer. */
    static ImageException entry(String name, String problem) {
        return invalid("The entry '" + printable(name) + "' of a layer " + problem);
    }

    static ImageException tooLarge() {
        return new ImageException(
                Reason.TOO_LARGE,
                "Uncompressed container image size exceeds " + Limits.UNPACKED.toMebibytes() / 1024 + " GiB limit");
    }

    /** Text from elsewhere, fit for a message. */
    static String printable(String text) {
        String shown = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
