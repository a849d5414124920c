package dev.hearth.neighbours.logs;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of groups and streams: checks them, and encodes each as a safe file name. */
final class Names {
    private static final Pattern GROUP = Pattern.compile("[.\\-_/#A-Za-z0-9]{1," + Limits.NAME_CHARACTERS + "}");
    private static final Pattern STREAM = Pattern.compile("[^:*\\p{Cntrl}]{1," + Limits.NAME_CHARACTERS + "}");

    /** The longest encoded name: file systems allow 255 bytes, from which the number and the ending are taken off. */
    private static final int LONGEST = 200;

    private static final int KEPT = 100;

    private Names() {}

    static void requireGroup(String name) {
        require(GROUP, name, "logGroupName");
    }

    static void requireStream(String name) {
        require(STREAM, name, "logStreamName");
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) { // an unpaired surrogate has no UTF-8
            throw new ServiceException(
                    ErrorCode.INVALID_PARAMETER, "The value of logStreamName has half a character in it.");
        }
    }

    /**
     * Encodes a name as a file name. Only {@code a-z}, digits, {@code _} and {@code -} stay as they are. So no
     * character has a special meaning to the file system, and two file names never differ by case alone, which some
     * file systems ignore. A long name is cut, and its digest added.
     */
    static String encode(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (unit & 0xff);
            if ((character >= 'a' && character <= 'z')
                    || (character >= '0' && character <= '9')
                    || character == '_'
                    || character == '-') {
                encoded.append(character);
            } else if (character >= 'A' && character <= 'Z') {
                encoded.append('=').append((char) (character - 'A' + 'a'));
            } else {
                encoded.append('%').append(HexFormat.of().toHexDigits(unit));
            }
        }
        return encoded.length() <= LONGEST ? encoded.toString() : encoded.substring(0, KEPT) + "~" + Sha256.of(name);
    }

    /** Decodes a file name; empty if the name was too long to be kept whole, or was not made by {@link #encode}. */
    static Optional<String> decode(String encoded) {
        ByteArrayOutputStream name = new ByteArrayOutputStream(encoded.length());
        for (int at = 0; at < encoded.length(); at++) {
            char character = encoded.charAt(at);
            if (character == '~') {
                return Optional.empty();
            } else if (character == '=' && at + 1 < encoded.length()) {
                at++;
                name.write(encoded.charAt(at) - 'a' + 'A');
            } else if (character == '%' && at + 2 < encoded.length()) {
                name.write(HexFormat.fromHexDigits(encoded, at + 1, at + 3));
                at += 2;
            } else {
                name.write(character);
            }
        }
        String decoded = name.toString(StandardCharsets.UTF_8);
        return encode(decoded).equals(encoded) ? Optional.of(decoded) : Optional.empty();
    }

    private static void require(Pattern form, String name, String member) {
        if (!form.matcher(name).matches()) {
            throw new ServiceException(
                    ErrorCode.INVALID_PARAMETER,
                    "1 validation error detected: Value '" + name + "' at '" + member
                            + "' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                            + form.pattern());
        }
    }
}
