package dev.hearth.dataplane.workermanager;

import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The learned usage of revisions, at most {@link Limits#LEARNED_REVISIONS}; the least recently used one is removed
 * beyond that. The usage of a function that is called rarely is kept while it has no sandbox. Guarded by the shard's
 * lock.
 */
final class LearnedUsages {
    private final double overcommit;
    private final DataSize floor;
    private final Map<Key, LearnedUsage> usages = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, LearnedUsage> eldest) {
            return size() > Limits.LEARNED_REVISIONS;
        }
    };

    /** The key: a new revision has other code or another configuration, so that nothing is known of it. */
    private record Key(FunctionArn arn, String revisionId) {}

    /** An empty table. */
    LearnedUsages(double overcommit, DataSize floor) {
        this.overcommit = overcommit;
        this.floor = floor;
    }

    LearnedUsage of(FunctionVersion function) {
        return usages.computeIfAbsent(
                new Key(function.arn(), function.revisionId()),
                _ -> new LearnedUsage(function.memory(), overcommit, floor));
    }
}
