package dev.hearth.neighbours.iam;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;
import dev.hearth.model.SessionTerms;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The content of a session token. A session has no other record.
 *
 * @param roleId the unique id of the role, because a role that is created again under the same name is another one
 */
record SessionContent(
        String secret, AccountId account, String roleName, String roleId, String sessionName, SessionTerms terms) {
    private static final int BUFFER_BYTES = 1024;

    byte[] toBytes() {
        return pack(Json.write(JsonObject.builder()
                .put("secret", secret)
                .put("account", account.value())
                .put("role", roleName)
                .put("roleId", roleId)
                .put("name", sessionName)
                .put("issued", terms.issued().getEpochSecond())
                .put("expires", terms.expires().getEpochSecond())
                .put("policies", JsonValue.of(terms.policies()))
                .put("managed", JsonValue.of(terms.managedPolicies()))
                .put("tags", JsonValue.of(terms.tags()))
                .put("transitive", JsonValue.of(List.copyOf(terms.transitiveTags())))
                .put("source", terms.sourceIdentity())
                .build()));
    }

    /** Reads what {@link #toBytes} wrote. */
    static SessionContent of(byte[] bytes) {
        try {
            JsonObject document = Json.parseObject(unpack(bytes));
            return new SessionContent(
                    document.string("secret").orElseThrow(),
                    new AccountId(document.string("account").orElseThrow()),
                    document.string("role").orElseThrow(),
                    document.string("roleId").orElseThrow(),
                    document.string("name").orElseThrow(),
                    new SessionTerms(
                            Instant.ofEpochSecond(document.integer("issued").orElseThrow()),
                            Instant.ofEpochSecond(document.integer("expires").orElseThrow()),
                            document.array("policies").orElse(JsonArray.EMPTY).strings(),
                            document.array("managed").orElse(JsonArray.EMPTY).strings(),
                            document.object("tags").orElse(JsonObject.EMPTY).strings(),
                            Set.copyOf(document.array("transitive")
                                    .orElse(JsonArray.EMPTY)
                                    .strings()),
                            document.string("source")));
        } catch (JsonException e) {
            throw new IllegalStateException("a token of ours has content that is none", e);
        }
    }

    /** The size of policies and tags in a token. */
    static int packedBytes(SessionTerms terms) {
        return pack(Json.write(JsonObject.builder()
                        .put("policies", JsonValue.of(terms.policies()))
                        .put("managed", JsonValue.of(terms.managedPolicies()))
                        .put("tags", JsonValue.of(terms.tags()))
                        .build()))
                .length;
    }

    private static byte[] pack(byte[] plain) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        }
    }

    private static byte[] unpack(byte[] packed) {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && inflater.needsInput()) {
                    throw new IllegalStateException("a token of ours ends early");
                }
                plain.write(buffer, 0, count);
            }
            return plain.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalStateException("a token of ours is not packed as it was", e);
        }
    }

    @Override
    public String toString() {
        return "SessionContent[" + account + ", " + roleName + "/" + sessionName + "]";
    }
}
