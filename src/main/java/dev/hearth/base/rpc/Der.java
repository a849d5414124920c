package dev.hearth.base.rpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes values in ASN.1's distinguished encoding (X.690), as far as certificates need them. */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED_CONTEXT = 0xa0;
    private static final int LONG_FORM = 0x80;
    private static final int BASE = 128;

    /** The year from which on certificates have years of four digits. */
    private static final int FOUR_DIGITS = 2050;

    private static final DateTimeFormatter SHORT_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, join(parts));
    }

    static byte[] set(byte[]... parts) {
        return value(SET, join(parts));
    }

    static byte[] trueValue() {
        return value(BOOLEAN, new byte[] {(byte) 0xff});
    }

    /** A number of at least one byte, in two's complement. */
    static byte[] integer(byte[] bytes) {
        return value(INTEGER, bytes);
    }

    /** @param unused how many of the last bits say nothing */
    static byte[] bits(int unused, byte[] bytes) {
        return value(BIT_STRING, join(new byte[] {(byte) unused}, bytes));
    }

    static byte[] octets(byte[] bytes) {
        return value(OCTET_STRING, bytes);
    }

    static byte[] text(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] time(Instant time) {
        boolean fourDigits = time.atOffset(ZoneOffset.UTC).getYear() >= FOUR_DIGITS;
        String text = (fourDigits ? TIME : SHORT_TIME).format(time);
        return value(fourDigits ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An implicitly tagged value: the tag replaces the type. */
    static byte[] tagged(int number, byte[] content) {
        return value(CONTEXT | number, content);
    }

    /** An explicitly tagged value: the tag is around another value. */
    static byte[] wrapped(int number, byte[] value) {
        return value(CONSTRUCTED_CONTEXT | number, value);
    }

    /** An object identifier, of numbers with dots between them. */
    static byte[] identifier(String dotted) {
        String[] numbers = dotted.split("\\.", -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(Integer.parseInt(numbers[0]) * 40 + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            int digits = 1;
            for (int rest = number / BASE; rest > 0; rest /= BASE) {
                digits++;
            }
            for (int digit = digits - 1; digit >= 0; digit--) {
                int part = (number >> (7 * digit)) & (BASE - 1);
                bytes.write(digit == 0 ? part : part | BASE);
            }
        }
        return value(OBJECT_IDENTIFIER, bytes.toByteArray());
    }

    private static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        int length = content.length;
        if (length < LONG_FORM) {
            bytes.write(length);
        } else {
            int size = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            bytes.write(LONG_FORM | size);
            for (int i = size - 1; i >= 0; i--) {
                bytes.write(length >> (8 * i));
            }
        }
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
