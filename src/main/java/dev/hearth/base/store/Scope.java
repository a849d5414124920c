package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import java.util.Optional;

/**
 * The owner of documents: an account, or a resource in it, such as a function. Deleting a function deletes the
 * documents of its scope.
 *
 * @param parent empty for the account itself, else a kind and a name: {@code function:NAME}
 */
public record Scope(AccountId account, String parent) {
    private static final String FUNCTION = "function:";
    private static final String LAYER = "layer:";
    private static final String EVENTS = "events:";

    public static Scope of(AccountId account) {
        return new Scope(account, "");
    }

    /** The scope of a function: its versions, aliases, policies and so on. */
    public static Scope function(FunctionArn function) {
        return function(function.account(), function.name());
    }

    public static Scope function(AccountId account, String name) {
        return new Scope(account, FUNCTION + name);
    }

    /**
     * The scope of a function's waiting events, by the function's identity instead of its name. Deleting the function
     * does not delete them at once, and a later function of the same name has a scope of its own.
     */
    public static Scope events(AccountId account, String function) {
        return new Scope(account, EVENTS + function);
    }

    /**
     * Whether the documents are a queue: each is independent of the others, and many processes write and claim them at
     * the same time. No rule may depend on several of them.
     */
    public boolean isQueue() {
        return parent.startsWith(EVENTS);
    }

    /** The identity of the function whose events the scope holds; empty for other scopes. */
    public Optional<String> eventsOf() {
        return parent.startsWith(EVENTS) ? Optional.of(parent.substring(EVENTS.length())) : Optional.empty();
    }

    /** The scope of a layer: its versions. Documents of one version are stored under the version's number. */
    public static Scope layer(AccountId account, String name) {
        return new Scope(account, LAYER + name);
    }

    /** The name of the function whose scope this is; empty for other scopes. */
    public Optional<String> functionName() {
        return parent.startsWith(FUNCTION) ? Optional.of(parent.substring(FUNCTION.length())) : Optional.empty();
    }
}
