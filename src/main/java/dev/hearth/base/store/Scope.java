package dev.hearth.base.store;

import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import java.util.Optional;

/**
 * What documents belong to: an account itself, or something in it, such as a function. What belongs to a function is
 * deleted with it.
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

    /** What belongs to a function: its versions, aliases, policies, … */
    public static Scope function(FunctionArn function) {
        return function(function.account(), function.name());
    }

    public static Scope function(AccountId account, String name) {
        return new Scope(account, FUNCTION + name);
    }

    /**
     * The events that wait for a function, by its identity, not its name: they don't go at once with it, and a later
     * function of its name has a scope of its own.
     */
    public static Scope events(AccountId account, String function) {
        return new Scope(account, EVENTS + function);
    }

    /** The identity of the function whose events these are, if it is such a scope. */
    public Optional<String> eventsOf() {
        return parent.startsWith(EVENTS) ? Optional.of(parent.substring(EVENTS.length())) : Optional.empty();
    }

    /** What belongs to a layer: its versions, under their number what belongs to one of them. */
    public static Scope layer(AccountId account, String name) {
        return new Scope(account, LAYER + name);
    }

    /** The name of the function that it is, if it is one. */
    public Optional<String> functionName() {
        return parent.startsWith(FUNCTION) ? Optional.of(parent.substring(FUNCTION.length())) : Optional.empty();
    }
}
