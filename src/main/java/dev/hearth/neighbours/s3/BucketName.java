package dev.hearth.neighbours.s3;

import java.util.regex.Pattern;

/** The rules for names of buckets. Source: "General purpose bucket naming rules" in the Amazon S3 user guide. */
public final class BucketName {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");

    private BucketName() {}

    /** Whether the text is a valid name of a bucket. */
    public static boolean isValid(String name) {
        return FORM.matcher(name).matches()
                && !name.contains("..")
                && !ADDRESS.matcher(name).matches()
                && !name.startsWith("xn--")
                && !name.startsWith("sthree-")
                && !name.endsWith("-s3alias")
                && !name.endsWith("--ol-s3")
                && !name.endsWith("--x-s3");
    }
}
