package dev.hearth.base.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an untrusted tar archive, entry by entry: the POSIX (ustar and pax) and GNU formats that builders of images
 * write.
 *
 * <p>Libraries keep an entry's extended headers in memory, whatever their size. Here every length has a limit, and
 * sparse files, which no builder makes, are refused.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int CHECKSUM_FROM = 148;
    private static final int CHECKSUM_TO = 156;
    private static final int MODE_BITS = 07777;
    private static final long LATEST_SECOND = 253_402_300_799L;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private final Map<String, String> globals = new HashMap<>();
    private long left;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** Skips the rest of the current entry and returns the next; empty at the end of the archive. */
    Optional<TarEntry> next() throws IOException {
        Map<String, String> extended = new HashMap<>(globals);
        while (true) {
            skip(left + padding);
            left = 0;
            padding = 0;
            if (!readHeader()) {
                return Optional.empty();
            }
            char type = (char) (header[156] & 0xff);
            switch (type) {
                case 'x' -> extended.putAll(records(extendedHeader()));
                case 'g' -> {
                    globals.putAll(records(extendedHeader()));
                    extended.putAll(globals);
                }
                case 'L' -> extended.put("path", terminated(extendedHeader()));
                case 'K' -> extended.put("linkpath", terminated(extendedHeader()));
                default -> {
                    return Optional.of(entry(type, extended));
                }
            }
        }
    }

    /** Reads content of the current entry; -1 at its end. */
    int read(byte[] buffer) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
            throw truncated();
        }
        left -= count;
        return count;
    }

    private TarEntry entry(char type, Map<String, String> extended) throws ImageException {
        for (String key : extended.keySet()) {
            if (key.startsWith("GNU.sparse.")) {
                throw ImageException.invalid("A layer holds a sparse file, which is not supported");
            }
        }
        String name = extended.containsKey("path") ? extended.get("path") : name();
        String link = extended.containsKey("linkpath") ? extended.get("linkpath") : text(157, 100);
        long size = extended.containsKey("size") ? decimal(extended.get("size")) : number(124, 12);
        TarEntry.Type kind = switch (type) {
            case '0', '\0', '7' -> name.endsWith("/") ? TarEntry.Type.FOLDER : TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMBOLIC_LINK;
            case '3', '4', '6' -> TarEntry.Type.SPECIAL;
            case '5' -> TarEntry.Type.FOLDER;
            case 'S' -> throw ImageException.invalid("A layer holds a sparse file, which is not supported");
            default -> throw ImageException.entry(name, "is of an unknown type (" + Integer.toHexString(type) + ")");
        };
        if (size < 0 || size > Limits.UNPACKED.bytes()) {
            throw ImageException.tooLarge();
        }
        if (kind == TarEntry.Type.FILE) {
            left = size;
            padding = padding(size);
        }
        long mode = number(100, 8);
        return new TarEntry(
                name, kind, link, (int) mode & MODE_BITS, kind == TarEntry.Type.FILE ? size : 0, modified(extended));
    }

    private Instant modified(Map<String, String> extended) throws ImageException {
        String precise = extended.get("mtime");
        long seconds;
        if (precise == null) {
            seconds = number(136, 12);
        } else {
            int point = precise.indexOf('.');
            seconds = decimal(point < 0 ? precise : precise.substring(0, point));
        }
        return Instant.ofEpochSecond(Math.clamp(seconds, 0, LATEST_SECOND));
    }

    /** The name with its prefix, which GNU's format does not have. */
    private String name() throws ImageException {
        String name = text(0, 100);
        boolean posix = header[257] == 'u' && header[258] == 's' && header[262] == 0;
        String prefix = posix ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private boolean readHeader() throws IOException {
        int count = in.readNBytes(header, 0, BLOCK);
        if (count == 0 || (count == BLOCK && isZero())) {
            return false;
        }
        if (count < BLOCK) {
            throw truncated();
        }
        long unsigned = 0;
        for (int i = 0; i < BLOCK; i++) {
            unsigned += i >= CHECKSUM_FROM && i < CHECKSUM_TO ? ' ' : header[i] & 0xff;
        }
        if (unsigned != number(CHECKSUM_FROM, 8)) {
            throw ImageException.invalid("A layer is not a tar archive");
        }
        return true;
    }

    private boolean isZero() {
        for (byte each : header) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private byte[] extendedHeader() throws IOException {
        long size = number(124, 12);
        if (size < 0 || size > Limits.EXTENDED_HEADER_BYTES) {
            throw ImageException.invalid("A layer has an entry with too long a header");
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw truncated();
        }
        skip(padding(size));
        return content;
    }

    /** Parses records of the form {@code LENGTH KEY=VALUE\n}, whose length includes itself. */
    private static Map<String, String> records(byte[] content) throws ImageException {
        Map<String, String> records = new HashMap<>();
        int place = 0;
        while (place < content.length) {
            int space = place;
            while (space < content.length && content[space] != ' ') {
                space++;
            }
            long length = decimal(new String(content, place, space - place, StandardCharsets.US_ASCII));
            if (length <= space - place + 1 || length > content.length - place) {
                throw malformed();
            }
            int end = place + (int) length;
            String record = utf8(Arrays.copyOfRange(content, space + 1, end));
            int equals = record.indexOf('=');
            if (equals <= 0 || !record.endsWith("\n")) {
                throw malformed();
            }
            String value = record.substring(equals + 1, record.length() - 1);
            if (value.isEmpty()) {
                records.remove(record.substring(0, equals));
            } else {
                records.put(record.substring(0, equals), value);
            }
            place = end;
        }
        // other attributes may hold any bytes and are ignored
        records.keySet()
                .removeIf(key -> !key.equals("path")
                        && !key.equals("linkpath")
                        && !key.equals("size")
                        && !key.equals("mtime")
                        && !key.startsWith("GNU.sparse."));
        return records;
    }

    private static String terminated(byte[] content) throws ImageException {
        int end = 0;
        while (end < content.length && content[end] != 0) {
            end++;
        }
        return utf8(Arrays.copyOf(content, end));
    }

    private String text(int from, int most) throws ImageException {
        return terminated(Arrays.copyOfRange(header, from, from + most));
    }

    /** A number in octal digits, or in binary if its first bit is set. */
    private long number(int from, int length) throws ImageException {
        if ((header[from] & 0x80) != 0) {
            long value = header[from] & 0x3f;
            for (int i = from + 1; i < from + length; i++) {
                if (value > Long.MAX_VALUE >> Byte.SIZE) {
                    throw malformed();
                }
                value = (value << Byte.SIZE) | (header[i] & 0xff);
            }
            // the second bit is the sign: times before 1970 are not needed, and negative sizes are refused
            return (header[from] & 0x40) != 0 ? -1 : value;
        }
        String digits = new String(header, from, length, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private static long decimal(String text) throws ImageException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    /** Decodes a name. Linux allows any bytes, but all usual builders write UTF-8, which is required here. */
    private static String utf8(byte[] bytes) throws ImageException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ImageException.invalid("A layer has a name that is not UTF-8");
        }
    }

    private static long padding(long size) {
        return Math.floorMod(-size, (long) BLOCK);
    }

    private void skip(long count) throws IOException {
        try {
            in.skipNBytes(count);
        } catch (java.io.EOFException e) {
            throw truncated();
        }
    }

    private static ImageException truncated() {
        return ImageException.invalid("A layer ends in the middle of an entry");
    }

    private static ImageException malformed() {
        return ImageException.invalid("A layer has an entry with a malformed header");
    }
}
