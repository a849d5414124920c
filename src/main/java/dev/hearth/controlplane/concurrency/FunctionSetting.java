package dev.hearth.controlplane.concurrency;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import java.util.Optional;

/**
 * One setting of a function that is kept beside its configuration.
 *
 * @param detail a second value, where there is one
 */
record FunctionSetting(String value, Optional<String> detail) {
    /**
     * The runtime management settings of a version. The detail is the version of the runtime. The name is the version's
     * number.
     */
    static final Kind<FunctionSetting> RUNTIME_MANAGEMENT =
            Kind.of("runtime-management-config", FunctionSetting::document, FunctionSetting::of);

    private JsonObject document() {
        return JsonObject.builder().put("value", value).put("detail", detail).build();
    }

    private static FunctionSetting of(JsonObject document) {
        return new FunctionSetting(document.string("value").orElseThrow(), document.string("detail"));
    }
}
