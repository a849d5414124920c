package dev.hearth.controlplane.codesigning;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;

/**
 * That a function's code is checked against a configuration.
 *
 * @param function the ARN, unqualified
 * @param config the ARN
 */
record SigningUse(String function, String config) {
    /** In the function's scope. */
    static final Kind<SigningUse> KIND = Kind.of("code-signing-use", SigningUse::document, SigningUse::of);

    /** There is only one of a function; no alias can have this name. */
    static final String NAME = "$";

    private JsonObject document() {
        return JsonObject.builder()
                .put("function", function)
                .put("config", config)
                .build();
    }

    private static SigningUse of(JsonObject document) {
        return new SigningUse(
                document.string("function").orElseThrow(),
                document.string("config").orElseThrow());
    }
}
