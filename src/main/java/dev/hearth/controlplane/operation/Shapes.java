package dev.hearth.controlplane.operation;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Copies members between the API's shapes, of which many have the same members. */
public final class Shapes {
    private Shapes() {}

    /** Copies the set members of one shape to another with the same member names. Returns the other. */
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

    /** Whether a member is set. The SDK marks an unset list or map by a class of its own. */
    static boolean isSet(@Nullable Object value) {
        return value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap);
    }
}
