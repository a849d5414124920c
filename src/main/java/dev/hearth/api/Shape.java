package dev.hearth.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.PayloadTrait;

/**
 * The fields of one of the SDK's classes, sorted by their location in a message.
 *
 * @param members the members of a JSON body, by name
 * @param elsewhere the members in path, query, headers and status
 * @param payload the member that is the whole body, if there is one
 */
record Shape(Map<String, SdkField<?>> members, List<SdkField<?>> elsewhere, Optional<SdkField<?>> payload) {
    static Shape of(SdkPojo pojo) {
        Map<String, SdkField<?>> members = new HashMap<>();
        List<SdkField<?>> elsewhere = new ArrayList<>();
        Optional<SdkField<?>> payload = Optional.empty();
        for (SdkField<?> field : pojo.sdkFields()) {
            if (field.location() != MarshallLocation.PAYLOAD) {
                elsewhere.add(field);
            } else if (field.containsTrait(PayloadTrait.class)) {
                payload = Optional.of(field);
            } else {
                members.put(field.locationName(), field);
            }
        }
        return new Shape(members, elsewhere, payload);
    }
}
