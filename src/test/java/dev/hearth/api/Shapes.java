package dev.hearth.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Fills the SDK's classes with random values, by what they say of their fields. */
final class Shapes {
    private static final List<String> TEXTS =
            List.of("a", "", " b c ", "é", "日本", "a/b:c", "\"\\\n\u0001", "%2F+&=", "\uD83D\uDE00", "$LATEST");
    private static final List<String> HEADER_TEXTS = List.of("a", "b c", "a/b:c", "%2F+&=\"\\", "$LATEST");

    private final Random random;

    Shapes(Random random) {
        this.random = random;
    }

    Object fill(SdkPojo builder, int depth) {
        for (SdkField<?> field : builder.sdkFields()) {
            boolean path = field.location() == MarshallLocation.PATH;
            // the client makes up a token if there is none
            boolean token = field.locationName().equals("ClientToken");
            if (path || token || random.nextInt(4) > 0) {
                fillField(builder, field, depth, path);
            }
        }
        return ((Buildable) builder).build();
    }

    private void fillField(SdkPojo builder, SdkField<?> field, int depth, boolean path) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        boolean nested = type == MarshallingKnownType.SDK_POJO
                || type == MarshallingKnownType.LIST
                || type == MarshallingKnownType.MAP;
        if (type == MarshallingKnownType.NULL || (nested && depth == 0)) {
            return;
        }
        if (field.location() == MarshallLocation.STATUS_CODE) {
            field.set(builder, 200);
        } else if (path && type == MarshallingKnownType.STRING) {
            field.set(builder, "p" + TEXTS.get(random.nextInt(TEXTS.size())));
        } else if (field.location() == MarshallLocation.HEADER) {
            field.set(builder, HEADER_TEXTS.get(random.nextInt(HEADER_TEXTS.size())));
        } else {
            field.set(builder, value(field, depth));
        }
    }

    private Object value(SdkField<?> field, int depth) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
            case INTEGER -> random.nextInt();
            case LONG -> random.nextLong();
            case DOUBLE -> random.nextInt() / 16.0;
            case BOOLEAN -> random.nextBoolean();
            case INSTANT -> Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt());
            case SDK_BYTES -> bytes();
            case SDK_POJO -> fill(field.constructor().get(), depth - 1);
            case LIST -> {
                List<Object> values = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    values.add(value(field.getTrait(ListTrait.class).memberFieldInfo(), depth - 1));
                }
                yield values;
            }
            case MAP -> {
                Map<String, Object> values = new LinkedHashMap<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    values.put(
                            "k" + i + TEXTS.get(random.nextInt(TEXTS.size())),
                            value(field.getTrait(MapTrait.class).valueFieldInfo(), depth - 1));
                }
                yield values;
            }
            case NULL, FLOAT, BIG_DECIMAL, SHORT, BYTE, DOCUMENT -> throw new AssertionError(field.memberName());
        };
    }

    private SdkBytes bytes() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return SdkBytes.fromByteArray(bytes);
    }
}
