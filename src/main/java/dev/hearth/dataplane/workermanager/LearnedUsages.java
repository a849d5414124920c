package dev.hearth.dataplane.workermanager;

import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of the usage of revisions, of at most {@link Limits#LEARNED_REVISIONS}: of those beyond, the one that
 * was asked for longest ago is forgotten. A function that is called seldom is remembered while it has no sandbox.
 * Guarded by the lock of the shard.
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

    /** Other code, or another configuration, uses what it uses: nothing is known of a new revision. */
    private record Key(FunctionArn arn, String revisionId) {}

    /** Of no revision yet. */
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
