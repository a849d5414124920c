package dev.hearth.controlplane.codesigning;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.controlplane.operation.ShapeDocuments;
import java.util.Map;
import software.amazon.awssdk.services.lambda.model.CodeSigningConfig;
import software.amazon.awssdk.services.lambda.model.CodeSigningPolicy;

/** A code signing configuration in the store. */
record SigningConfig(CodeSigningConfig shown, Map<String, String> tags) {
    /** In the account's scope, by its id. */
    static final Kind<SigningConfig> KIND = Kind.of("code-signing-config", SigningConfig::document, SigningConfig::of);

    SigningConfig {
        tags = Map.copyOf(tags);
    }

    String id() {
        return shown.codeSigningConfigId();
    }

    boolean enforces() {
        return shown.codeSigningPolicies().untrustedArtifactOnDeployment() == CodeSigningPolicy.ENFORCE;
    }

    private JsonObject document() {
        return JsonObject.builder()
                .put("config", ShapeDocuments.write(shown))
                .put("tags", JsonValue.of(tags))
                .build();
    }

    private static SigningConfig of(JsonObject document) {
        return new SigningConfig(
                ShapeDocuments.read(document.object("config").orElseThrow(), CodeSigningConfig.builder())
                        .build(),
                document.object("tags").orElse(JsonObject.EMPTY).strings());
    }
}
