package dev.hearth.base.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The first line and the headers of a request, and what they say about the rest of it.
 *
 * <p>Strict where leniency lets two programs see different requests in the same bytes (RFC 9112, 11.2): lines end in
 * CR LF, a length and a transfer coding exclude each other, and a header's name is a token right before its colon.
 *
 * @param headers in the order sent, names in lower case
 * @param contentLength -1 if the request has none
 * @param chunked whether the body is chunked
 * @param expectContinue the peer waits for "100 Continue" before it sends the body
 */
record RequestHead(
        String method,
        String rawPath,
        String rawQuery,
        Headers headers,
        boolean http11,
        boolean keepAlive,
        long contentLength,
        boolean chunked,
        boolean expectContinue) {

    static RequestHead parse(byte[] bytes, int start, int end, int maxHeaders) {
        int lineEnd = lineEnd(bytes, start);
        int methodEnd = indexOf(bytes, ' ', start, lineEnd);
        int targetEnd = lastIndexOf(bytes, ' ', methodEnd + 1, lineEnd);
        if (!token(bytes, start, methodEnd) || targetEnd <= methodEnd + 1) {
            throw new MalformedRequestException(400, "the request line is malformed");
        }
        boolean http11 = version(bytes, targetEnd + 1, lineEnd);
        String target = target(bytes, methodEnd + 1, targetEnd);
        int question = target.indexOf('?');
        Headers headers = headers(bytes, lineEnd + 2, end - 2, maxHeaders);
        checkHost(headers, http11);
        boolean chunked = chunked(headers, http11);
        long contentLength = contentLength(headers);
        if (chunked && contentLength >= 0) {
            throw new MalformedRequestException(400, "a body has a length or comes in chunks, not both");
        }
        return new RequestHead(
                ascii(bytes, start, methodEnd),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers,
                http11,
                keepAlive(headers, http11),
                contentLength,
                chunked,
                http11 && expectContinue(headers));
    }

    private static boolean version(byte[] bytes, int start, int end) {
        String version = ascii(bytes, start, end);
        if (version.equals("HTTP/1.1")) {
            return true;
        }
        if (version.equals("HTTP/1.0")) {
            return false;
        }
        throw new MalformedRequestException(version.startsWith("HTTP/") ? 505 : 400, "not HTTP/1.1");
    }

    /** The path and query: the whole target, or the part after the authority of an absolute target. */
    private static String target(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
                throw new MalformedRequestException(400, "the path has bytes that must be percent-encoded");
            }
        }
        String target = ascii(bytes, start, end);
        if (target.startsWith("/") || target.equals("*")) {
            return target;
        }
        if (target.startsWith("http://") || target.startsWith("https://")) {
            int authority = target.indexOf("//") + 2;
            int path = authority;
            while (path < target.length() && target.charAt(path) != '/' && target.charAt(path) != '?') {
                path++;
            }
            String rest = target.substring(path);
            return rest.startsWith("/") ? rest : "/" + rest;
        }
        throw new MalformedRequestException(400, "the path does not begin with a slash");
    }

    /** Reads header lines. Trailers of a chunked body are read by this method too. */
    static Headers headers(byte[] bytes, int start, int end, int maxHeaders) {
        Headers headers = new Headers();
        for (int line = start; line < end; ) {
            int lineEnd = lineEnd(bytes, line);
            int colon = indexOf(bytes, ':', line, lineEnd);
            if (!token(bytes, line, colon)) {
                throw new MalformedRequestException(400, "a header has no proper name");
            }
            int from = colon + 1;
            int to = lineEnd;
            while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) {
                from++;
            }
            while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
                to--;
            }
            for (int i = from; i < to; i++) {
                if ((bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t') || bytes[i] == 0x7f) {
                    throw new MalformedRequestException(400, "a header's value has control characters");
                }
            }
            if (headers.size() == maxHeaders) {
                throw new MalformedRequestException(431, "too many headers");
            }
            headers.add(lowerCase(bytes, line, colon), new String(bytes, from, to - from, StandardCharsets.UTF_8));
            line = lineEnd + 2;
        }
        return headers;
    }

    /** RFC 9112, 3.2: exactly one Host header, because two programs could otherwise choose different hosts. */
    private static void checkHost(Headers headers, boolean http11) {
        int hosts = headers.all("host").size();
        if (hosts > 1 || (hosts == 0 && http11)) {
            throw new MalformedRequestException(400, hosts == 0 ? "a Host header is missing" : "two Host headers");
        }
    }

    private static boolean chunked(Headers headers, boolean http11) {
        List<String> codings = headers.all("transfer-encoding");
        if (codings.isEmpty()) {
            return false;
        }
        if (!http11 || codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
            throw new MalformedRequestException(http11 ? 501 : 400, "the only transfer coding here is chunked");
        }
        return true;
    }

    private static long contentLength(Headers headers) {
        String only = headers.first("content-length");
        if (only == null) {
            return -1;
        }
        for (String other : headers.all("content-length")) {
            if (!other.equals(only)) {
                throw new MalformedRequestException(400, "two lengths for one body");
            }
        }
        boolean number = !only.isEmpty() && only.length() <= 18;
        for (int i = 0; i < only.length(); i++) {
            number &= only.charAt(i) >= '0' && only.charAt(i) <= '9';
        }
        if (!number) {
            throw new MalformedRequestException(400, "the length of the body is no number");
        }
        return Long.parseLong(only);
    }

    private static boolean keepAlive(Headers headers, boolean http11) {
        boolean keepAlive = http11;
        for (String value : headers.all("connection")) {
            for (String option : value.split(",", -1)) {
                String word = option.strip().toLowerCase(Locale.ROOT);
                if (word.equals("close")) {
                    return false;
                }
                keepAlive |= word.equals("keep-alive");
            }
        }
        return keepAlive;
    }

    private static boolean expectContinue(Headers headers) {
        String expect = headers.first("expect");
        if (expect == null) {
            return false;
        }
        if (!expect.equalsIgnoreCase("100-continue")) {
            throw new MalformedRequestException(417, "an expectation that is not 100-continue");
        }
        return true;
    }

    /** The index of the line's CR LF. The caller knows that there is one. */
    private static int lineEnd(byte[] bytes, int start) {
        int end = start;
        while (bytes[end] != '\n') {
            end++;
        }
        return end - 1;
    }

    private static int indexOf(byte[] bytes, char wanted, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int lastIndexOf(byte[] bytes, char wanted, int start, int end) {
        for (int i = end - 1; i >= start; i--) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean token(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Headers.tokenCharacter(bytes[i])) {
                return false;
            }
        }
        return end > start;
    }

    private static String lowerCase(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                bytes[i] = (byte) (bytes[i] + ('a' - 'A')); // in place: the head is read only once
            }
        }
        return ascii(bytes, start, end);
    }

    private static String ascii(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Names in lower case with their values, in the order sent. */
    static final class Headers {
        private static final boolean[] TOKEN_CHARACTERS = tokenCharacters();

        private final List<String> names = new ArrayList<>(16);
        private final List<String> values = new ArrayList<>(16);

        void add(String name, String value) {
            names.add(name);
            values.add(value);
        }

        int size() {
            return names.size();
        }

        @Nullable
        String first(String name) {
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).equalsIgnoreCase(name)) {
                    return values.get(i);
                }
            }
            return null;
        }

        List<String> all(String name) {
            List<String> all = List.of();
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).equalsIgnoreCase(name)) {
                    if (all.isEmpty()) {
                        all = new ArrayList<>(2);
                    }
                    all.add(values.get(i));
                }
            }
            return all;
        }

        List<String> names() {
            return names.stream().distinct().toList();
        }

        /** Whether RFC 9110 (5.6.2) allows the character in a name. */
        static boolean tokenCharacter(int c) {
            return c >= 0 && c < TOKEN_CHARACTERS.length && TOKEN_CHARACTERS[c];
        }

        private static boolean[] tokenCharacters() {
            boolean[] allowed = new boolean[0x80];
            String all = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
            all.chars().forEach(c -> allowed[c] = true);
            return allowed;
        }
    }
}
