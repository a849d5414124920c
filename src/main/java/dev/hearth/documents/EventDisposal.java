package dev.hearth.documents;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;

/**
 * The order to remove the events of a deleted function. It is written with the deletion, and deleted after the last
 * event.
 *
 * @param function the identity of the function
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
