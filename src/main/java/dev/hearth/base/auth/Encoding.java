package dev.hearth.base.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Signature Version 4's form of paths and queries: everything but letters, digits and {@code -._~} percent-encoded,
 * with upper-case digits.
 *
 * <p>Source: "Create a signed AWS API request" in the IAM user guide, and RFC 3986.
 */
final class Encoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Encoding() {}

    /** What S3 signs of a path: encoded once. */
    static void appendPathOnce(StringBuilder target, String rawPath) {
        appendNormal(target, rawPath.isEmpty() ? "/" : rawPath, true);
    }

    /** What all others sign of a path: without dot segments and empty segments, and the encoded form encoded again. */
    static void appendPathTwice(StringBuilder target, String rawPath) {
        String path = rawPath.isEmpty() ? "/" : rawPath;
        if (path.contains("//") || path.contains("/.")) {
            path = withoutDotSegments(path);
        }
        for (int i = 0; i < path.length(); ) {
            int point = path.codePointAt(i);
            i += Character.charCount(point);
            if (point == '/') {
                target.append('/');
            } else {
                appendEncoded(target, point);
            }
        }
    }

    private static String withoutDotSegments(String path) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String joined = "/" + String.join("/", kept);
        return path.endsWith("/") && joined.length() > 1 ? joined + "/" : joined;
    }

    /** The query's parameters in their canonical order, without the one named {@code except}. */
    static void appendQuery(StringBuilder target, String rawQuery, String except) {
        if (rawQuery.isEmpty()) {
            return;
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int begin = 0; begin <= rawQuery.length(); ) {
            int end = rawQuery.indexOf('&', begin);
            end = end < 0 ? rawQuery.length() : end;
            if (end > begin) {
                int equals = rawQuery.indexOf('=', begin);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                String name = normal(rawQuery.substring(begin, nameEnd));
                if (!name.equals(except)) {
                    parameters.add(new Parameter(name, normal(rawQuery.substring(Math.min(nameEnd + 1, end), end))));
                }
            }
            begin = end + 1;
        }
        Collections.sort(parameters);
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            target.append(i == 0 ? "" : "&").append(parameter.name).append('=').append(parameter.value);
        }
    }

    /** The decoded value of a query parameter, or the empty string if it is missing. */
    static String parameter(String rawQuery, String name) {
        for (int begin = 0; begin < rawQuery.length(); ) {
            int end = rawQuery.indexOf('&', begin);
            end = end < 0 ? rawQuery.length() : end;
            if (end - begin > name.length()
                    && rawQuery.startsWith(name, begin)
                    && rawQuery.charAt(begin + name.length()) == '=') {
                return decode(rawQuery.substring(begin + name.length() + 1, end));
            }
            begin = end + 1;
        }
        return "";
    }

    private static String decode(String raw) {
        if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
            return raw;
        }
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' && i + 2 < bytes.length ? value(bytes[i + 1], bytes[i + 2]) : -1;
            if (escaped >= 0) {
                bytes[length++] = (byte) escaped;
                i += 2;
            } else {
                bytes[length++] = bytes[i] == '+' ? (byte) ' ' : bytes[i];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static String normal(String raw) {
        StringBuilder normal = new StringBuilder(raw.length() + 16);
        appendNormal(normal, raw, false);
        return normal.toString();
    }

    /** Decodes and encodes in one go. A plus sign stands for a space in a query, and for itself in a path. */
    private static void appendNormal(StringBuilder target, String raw, boolean path) {
        for (int i = 0; i < raw.length(); ) {
            int point = raw.codePointAt(i);
            if (point == '%' && i + 2 < raw.length() && value(raw.charAt(i + 1), raw.charAt(i + 2)) >= 0) {
                int decoded = value(raw.charAt(i + 1), raw.charAt(i + 2));
                if (unreserved(decoded)) {
                    target.append((char) decoded);
                } else {
                    appendByte(target, decoded);
                }
                i += 3;
                continue;
            }
            i += Character.charCount(point);
            if (path && point == '/') {
                target.append('/');
            } else {
                appendEncoded(target, point == '+' && !path ? ' ' : point);
            }
        }
    }

    private static void appendEncoded(StringBuilder target, int point) {
        if (unreserved(point)) {
            target.append((char) point);
        } else if (point < 0x80) {
            appendByte(target, point);
        } else {
            for (byte part : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                appendByte(target, part);
            }
        }
    }

    private static void appendByte(StringBuilder target, int value) {
        target.append('%').append(HEX[(value >> 4) & 15]).append(HEX[value & 15]);
    }

    private static int value(int high, int low) {
        int upper = Character.digit(high, 16);
        int lower = Character.digit(low, 16);
        return upper < 0 || lower < 0 || high > 127 || low > 127 ? -1 : upper * 16 + lower;
    }

    private static boolean unreserved(int point) {
        return (point >= 'a' && point <= 'z')
                || (point >= 'A' && point <= 'Z')
                || (point >= '0' && point <= '9')
                || point == '-'
                || point == '.'
                || point == '_'
                || point == '~';
    }

    private record Parameter(String name, String value) implements Comparable<Parameter> {
        @Override
        public int compareTo(Parameter other) {
            int byName = name.compareTo(other.name);
            return byName == 0 ? value.compareTo(other.value) : byName;
        }
    }
}
