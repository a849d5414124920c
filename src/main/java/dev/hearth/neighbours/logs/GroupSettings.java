package dev.hearth.neighbours.logs;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a group was told to be.
 *
 * @param retentionDays after how many days an event goes; empty keeps it as long as there is room
 * @param kmsKey the ARN of a key, which is shown and not used
 */
public record GroupSettings(
        Optional<Integer> retentionDays,
        Map<String, String> tags,
        Optional<String> kmsKey,
        LogClass logClass,
        boolean deletionProtected) {
    /** Those of a group that came with its first event. */
    public static final GroupSettings DEFAULT =
            new GroupSettings(Optional.empty(), Map.of(), Optional.empty(), LogClass.STANDARD, false);

    public GroupSettings {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** CloudWatch's classes of groups. Both behave the same here. */
    public enum LogClass {
        STANDARD,
        INFREQUENT_ACCESS
    }

    public GroupSettings withRetentionDays(Optional<Integer> changed) {
        return new GroupSettings(changed, tags, kmsKey, logClass, deletionProtected);
    }

    public GroupSettings withTags(Map<String, String> changed) {
        return new GroupSettings(retentionDays, changed, kmsKey, logClass, deletionProtected);
    }

    public GroupSettings withKmsKey(Optional<String> changed) {
        return new GroupSettings(retentionDays, tags, changed, logClass, deletionProtected);
    }

    public GroupSettings withDeletionProtected(boolean changed) {
        return new GroupSettings(retentionDays, tags, kmsKey, logClass, changed);
    }
}
