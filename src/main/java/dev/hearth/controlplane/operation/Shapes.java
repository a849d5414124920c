package dev.hearth.controlplane.operation;

import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The API's shapes, of which many have the same members. */
public final class Shapes {
    private Shapes() {}

    /** Copies what is set in one shape into another with members of the same names; returns that. */
    public static <T extends SdkPojo> T copy(SdkPojo from, T to) {
        var targets = to.sdkFieldNameToField();
        for (SdkField<?> field : from.sdkFields()) {
            Object value = field.getValueOrDefault(from);
            SdkField<?> target = targets.get(field.locationName());
            if (value != null && target != null) {
                target.set(to, value);
            }
        }
        return to;
    }
}
