package dev.hearth.dataplane.async;

import dev.hearth.model.AccountId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;

/** The queues with events that wait for a slot: accounts take turns, and in each its queues. */
final class Rotation {
    private final Map<AccountId, SequencedSet<Backlog>> accounts = new LinkedHashMap<>();

    /** Has a queue wait, behind the others, or no longer; one that waits already keeps its place. */
    void set(Backlog backlog, boolean waits) {
        AccountId account = backlog.id.account();
        if (waits) {
            accounts.computeIfAbsent(account, absent -> new LinkedHashSet<>()).add(backlog);
        } else {
            accounts.computeIfPresent(account, (same, queues) -> {
                queues.remove(backlog);
                return queues.isEmpty() ? null : queues;
            });
        }
    }

    /** The first whose turn it is of those that can; it and its account are last from now on. */
    Optional<Backlog> next(Predicate<Backlog> can) {
        for (Iterator<Map.Entry<AccountId, SequencedSet<Backlog>>> each =
                        accounts.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<AccountId, SequencedSet<Backlog>> account = each.next();
            Optional<Backlog> found = account.getValue().stream().filter(can).findFirst();
            if (found.isPresent()) {
                SequencedSet<Backlog> queues = account.getValue();
                queues.addLast(found.get());
                each.remove();
                accounts.put(account.getKey(), queues);
                return found;
            }
        }
        return Optional.empty();
    }
}
