package dev.hearth.neighbours.logs;

import java.util.Optional;
import java.util.Set;

/**
 * A query for groups, in the order of their names.
 *
 * @param prefix what their names begin with
 * @param part what their names have in them
 * @param names only these, if there are any
 * @param limit how many at once, 1 to 50
 */
public record GroupQuery(
        Optional<String> prefix,
        Optional<String> part,
        Set<String> names,
        Optional<GroupSettings.LogClass> logClass,
        int limit,
        Optional<String> token) {
    public GroupQuery {
        names = Set.copyOf(names);
    }

    boolean asksFor(String name) {
        return name.startsWith(prefix.orElse(""))
                && name.contains(part.orElse(""))
                && (names.isEmpty() || names.contains(name))
                && (token.isEmpty() || name.compareTo(token.get()) > 0);
    }

    boolean asksFor(LogGroup group) {
        return logClass.isEmpty() || logClass.get() == group.settings().logClass();
    }
}
