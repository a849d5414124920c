package dev.hearth.neighbours.logs;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of a group.
 *
 * @param retentionDays the number of days after which an event expires; empty keeps events as long as there is space
 * @param kmsKey the ARN of a key, which is returned and not used
 */
public record GroupSettings(
        Optional<Integer> retentionDays,
        Map<String, String> tags,
        Optional<String> kmsKey,
        LogClass logClass,
        boolean deletionProtected) {
    /** The settings of a group that was created by its first event. */
    public static final GroupSettings DEFAULT =
            new GroupSettings(Optional.empty(), Map.of(), Optional.empty(), LogClass.STANDARD, false);

    public GroupSettings {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** CloudWatch's classes of groups. Hearth treats both alike. */
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
