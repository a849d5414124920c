package dev.hearth.base.artifact;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A code package that can't be used. The message is Lambda's message to the caller. */
public final class BadPackageException extends IOException {
    private static final String UNREADABLE =
            "Could not unzip uploaded file. Please check your file, then try to upload again.";

    private BadPackageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static BadPackageException unreadable(Throwable cause) {
        return new BadPackageException(UNREADABLE, cause);
    }

    static BadPackageException unreadable() {
        return new BadPackageException(UNREADABLE, null);
    }

    /** The error for an entry: Lambda's message, followed by the problem, which Lambda does not give. */
    static BadPackageException entry(String name, String problem) {
        String shown = name.length() > 200 ? name.substring(0, 200) + "..." : name;
        return new BadPackageException(
                UNREADABLE + " The entry '" + shown.replaceAll("\\p{Cntrl}", "?") + "' " + problem + ".", null);
    }

    static BadPackageException empty() {
        return new BadPackageException("Uploaded file must be a non-empty zip", null);
    }

    /** The error for a package that is too large, zipped or unpacked. */
    public static BadPackageException tooLarge() {
        return new BadPackageException(
                "Unzipped size must be smaller than " + Limits.UNPACKED.bytes() + " bytes", null);
    }

    static BadPackageException tooManyEntries() {
        return new BadPackageException(
                UNREADABLE + " It has more than " + Limits.ENTRIES + " files, folders and links.", null);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
