package dev.hearth.controlplane.codesigning;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;

/**
 * The code signing configuration that a function uses.
 *
 * @param function the ARN, unqualified
 * @param config the ARN
 */
record SigningUse(String function, String config) {
    /** In the function's scope. */
    static final Kind<SigningUse> KIND = Kind.of("code-signing-use", SigningUse::document, SigningUse::of);

    /** The name of the only document of this kind in a function's scope. No alias can have this name. */
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
