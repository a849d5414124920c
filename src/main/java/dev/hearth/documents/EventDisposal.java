package dev.hearth.documents;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;

/**
 * That the events of a deleted function are to be removed: written with the deletion, and there until they are.
 *
 * @param function its identity
 */
public record EventDisposal(AccountId account, String function) {
    JsonObject document() {
        return JsonObject.builder()
                .put("account", account.value())
                .put("function", function)
                .build();
    }

    static EventDisposal of(JsonObject document) {
        return new EventDisposal(
                new AccountId(Members.string(document, "account")), Members.string(document, "function"));
    }
}
