package dev.hearth.neighbours.iam;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A managed policy, which can be attached to users and roles.
 *
 * @param arn with the account's number, or {@code aws} for AWS's own
 * @param lastVersion the highest version number that was ever used
 * @param versions ordered by number
 */
record ManagedPolicy(
        String arn,
        String name,
        String path,
        String id,
        String description,
        Instant created,
        Instant updated,
        Map<String, String> tags,
        int defaultVersion,
        int lastVersion,
        List<Version> versions) {
    /** A version of the policy's document. */
    record Version(int number, String document, Instant created) {
        String id() {
            return "v" + number;
        }
    }

    ManagedPolicy {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        versions = List.copyOf(versions);
    }

    /** The default version. */
    Version inForce() {
        return version("v" + defaultVersion)
                .orElseThrow(() -> new IllegalStateException(arn + " has no version " + defaultVersion));
    }

    Optional<Version> version(String versionId) {
        return versions.stream()
                .filter(version -> version.id().equals(versionId))
                .findFirst();
    }

    ManagedPolicy withTags(Map<String, String> newTags) {
        return new ManagedPolicy(
                arn, name, path, id, description, created, updated, newTags, defaultVersion, lastVersion, versions);
    }

    ManagedPolicy withVersions(List<Version> newVersions, int newDefault, int newLast, Instant changed) {
        return new ManagedPolicy(
                arn, name, path, id, description, created, changed, tags, newDefault, newLast, newVersions);
    }
}
