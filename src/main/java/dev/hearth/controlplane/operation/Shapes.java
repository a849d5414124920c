package dev.hearth.controlplane.operation;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** The API's shapes, of which many have the same members. */
public final class Shapes {
    private Shapes() {}

    /** Copies what is set in one shape into another with members of the same names; returns that. */
    public static <T extends SdkPojo> T copy(SdkPojo from, T to) {
        var targets = to.sdkFieldNameToField();
        for (SdkField<?> field : from.sdkFields()) {
            Object value = field.getValueOrDefault(from);
            SdkField<?> target = targets.get(field.locationName());
            if (isSet(value) && target != null) {
                target.set(to, value);
            }
        }
        return to;
    }

    /** The SDK's shapes hold an empty list or map of a class of its own where nothing was set. */
    static boolean isSet(@Nullable Object value) {
        return value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap);
    }
}
