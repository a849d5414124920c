package dev.hearth.base.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decodes percent-encoded paths and queries. */
public final class Percent {
    private Percent() {}

    /** Decodes a segment of a path. A plus sign stays a plus sign. */
    public static String segment(String raw) {
        return decode(raw, false);
    }

    /** All parameters of a query or form, in order. A parameter without a value has an empty one. */
    public static Map<String, List<String>> query(String raw) {
        if (raw.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (int begin = 0; begin < raw.length(); ) {
            int end = raw.indexOf('&', begin);
            end = end < 0 ? raw.length() : end;
            if (end > begin) {
                int equals = raw.indexOf('=', begin);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                String value = decode(raw.substring(Math.min(nameEnd + 1, end), end), true);
                parameters
                        .computeIfAbsent(decode(raw.substring(begin, nameEnd), true), name -> new ArrayList<>(1))
                        .add(value);
            }
            begin = end + 1;
        }
        return parameters;
    }

    private static String decode(String raw, boolean plusIsSpace) {
        if (raw.indexOf('%') < 0 && (!plusIsSpace || raw.indexOf('+') < 0)) {
            return raw;
        }
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low >= 0) {
                bytes[length++] = (byte) (high * 16 + low);
                i += 2;
            } else {
                bytes[length++] = plusIsSpace && bytes[i] == '+' ? (byte) ' ' : bytes[i];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
