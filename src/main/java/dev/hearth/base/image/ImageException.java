package dev.hearth.base.image;

import java.io.IOException;

/** An image can't be downloaded or used. The reason determines the error that the caller gets. */
public final class ImageException extends IOException {
    private static final int SHOWN_CHARACTERS = 300;

    private final Reason reason;

    /** The reasons. */
    public enum Reason {
        /** The registry does not have the image, or there is no registry at the address. */
        NOT_FOUND,
        /** The registry denies access with Hearth's credentials. */
        ACCESS_DENIED,
        /** The image is for another processor or has another format, so that no function can use it. */
        UNSUPPORTED,
        /** The content is damaged, or does not have its digest. */
        INVALID,
        /** The image is over one of Lambda's limits. */
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

    /** An invalid entry of a layer. */
    static ImageException entry(String name, String problem) {
        return invalid("The entry '" + printable(name) + "' of a layer " + problem);
    }

    static ImageException tooLarge() {
        return new ImageException(
                Reason.TOO_LARGE,
                "Uncompressed container image size exceeds " + Limits.UNPACKED.toMebibytes() / 1024 + " GiB limit");
    }

    /** Makes untrusted text fit for a message. */
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
