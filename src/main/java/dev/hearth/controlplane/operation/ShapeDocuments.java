package dev.hearth.controlplane.operation;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNull;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Converts the API's shapes to JSON, for shapes that are stored in the form of the API. */
public final class ShapeDocuments {
    private ShapeDocuments() {}

    /** All members that are set, by their names in the API. */
    public static JsonObject write(SdkPojo shape) {
        JsonValue.ObjectBuilder document = JsonObject.builder();
        for (SdkField<?> field : shape.sdkFields()) {
            Object value = field.getValueOrDefault(shape);
            if (value != null && Shapes.isSet(value)) {
                document.put(field.locationName(), write(value));
            }
        }
        return document.build();
    }

    /** Fills a shape's builder from its JSON. */
    public static <B extends SdkPojo> B read(JsonObject document, B builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            document.find(field.locationName()).ifPresent(value -> field.set(builder, read(value, field)));
        }
        return builder;
    }

    private static JsonValue write(Object value) {
        return switch (value) {
            case String text -> JsonValue.of(text);
            case Integer number -> JsonValue.of(number.longValue());
            case Long number -> JsonValue.of(number.longValue());
            case Double number -> JsonValue.of(number.doubleValue());
            case Boolean bool -> JsonValue.of(bool.booleanValue());
            case Instant instant -> JsonValue.of(instant.toString());
            case SdkPojo shape -> write(shape);
            case List<?> elements ->
                new JsonArray(
                        elements.stream().<JsonValue>map(ShapeDocuments::write).toList());
            case Map<?, ?> entries -> {
                JsonValue.ObjectBuilder object = JsonObject.builder();
                entries.forEach((name, one) -> object.put(String.valueOf(name), write(one)));
                yield object.build();
            }
            default -> throw new IllegalStateException("no shape that is stored has a " + value.getClass());
        };
    }

    private static Object read(JsonValue value, SdkField<?> field) {
        return switch (value) {
            case JsonString text ->
                switch (field.marshallingType().getKnownType()) {
                    case INSTANT -> Instant.parse(text.value());
                    default -> text.value();
                };
            case JsonNumber number ->
                switch (field.marshallingType().getKnownType()) {
                    case INTEGER -> number.value().intValueExact();
                    case LONG -> number.value().longValueExact();
                    default -> number.value().doubleValue();
                };
            case JsonBoolean bool -> bool.value();
            case JsonArray array -> {
                SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
                List<Object> values = new ArrayList<>();
                array.elements().forEach(one -> values.add(read(one, element)));
                yield values;
            }
            case JsonObject object -> {
                if (field.marshallingType().getKnownType()
                        == software.amazon.awssdk.core.protocol.MarshallingKnownType.SDK_POJO) {
                    yield ((Buildable) read(object, field.constructor().get())).build();
                }
                SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
                Map<String, Object> values = new LinkedHashMap<>();
                object.members().forEach((name, one) -> values.put(name, read(one, element)));
                yield values;
            }
            case JsonNull() -> throw new IllegalStateException("nothing is written as null");
        };
    }
}
