package dev.hearth.dataplane.runtimes.sdk;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Recognises errors of functions that import a module of an AWS SDK which is not there. */
public final class MissingModule {
    /** The error's message comes first, and the names are in its first sentence. */
    private static final int LOOKED_AT_BYTES = 4 * 1024;

    /** The words of Python, Node.js (for {@code require} and for {@code import}) and Ruby, and the modules' names. */
    private static final Pattern OF_SDK =
            Pattern.compile("(?:No module named|Cannot find (?:module|package)|cannot load such file --) ?.{0,10}?"
                    + "(?:boto3|botocore|s3transfer|@aws-sdk/|@smithy/|aws-sdk)");

    private MissingModule() {}

    /** Whether an error says so, in the JSON of the Runtime API. */
    public static boolean isOfSdk(byte[] error) {
        int length = Math.min(error.length, LOOKED_AT_BYTES);
        return OF_SDK.matcher(new String(error, 0, length, StandardCharsets.UTF_8))
                .find();
    }
}
