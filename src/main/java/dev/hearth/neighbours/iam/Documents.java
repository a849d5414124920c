package dev.hearth.neighbours.iam;

import dev.hearth.neighbours.iam.policy.MalformedPolicyException;
import dev.hearth.neighbours.iam.policy.PolicyDocument;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import java.nio.charset.StandardCharsets;

/** Policy documents in the forms of requests and answers. */
final class Documents {
    private static final String PLAIN = "-._~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Documents() {}

    /** Refuses a text that is not a valid policy of this type. */
    static void check(String text, Kind kind) {
        try {
            PolicyDocument.parse(text, kind);
        } catch (MalformedPolicyException e) {
            throw IamErrors.malformed(e.getMessage());
        }
    }

    /** The size that quotas count: all characters but white space. */
    static int characters(String text) {
        return (int) text.chars()
                .filter(character -> character != ' ' && !(character >= '\t' && character <= '\r'))
                .count();
    }

    /** The document percent-encoded, as in answers. Source: RFC 3986. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() * 2);
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (value & 0xff);
            boolean plain = (character >= '0' && character <= '9')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= 'a' && character <= 'z')
                    || PLAIN.indexOf(character) >= 0;
            if (plain) {
                encoded.append(character);
            } else {
                encoded.append('%').append(HEX[character >> 4]).append(HEX[character & 15]);
            }
        }
        return encoded.toString();
    }
}
