package dev.hearth.neighbours.iam;

import dev.hearth.model.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A user or a role.
 *
 * @param path {@code /}, or names between slashes
 * @param id unique for ever: {@code AROA…} or {@code AIDA…}
 * @param inline the policies embedded in it, by name
 * @param attached the ARNs of managed policies, in the order in which they were attached
 * @param boundary the ARN of a policy that bounds what the others allow
 * @param role what only roles have
 */
record Entity(
        EntityType type,
        AccountId account,
        String name,
        String path,
        String id,
        Instant created,
        Map<String, String> tags,
        Map<String, String> inline,
        List<String> attached,
        Optional<String> boundary,
        Optional<RoleSettings> role) {
    /**
     * What only roles have.
     *
     * @param trust the policy that says who may take it on
     */
    record RoleSettings(String trust, String description, int maxSessionSeconds) {}

    Entity {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        inline = Collections.unmodifiableMap(new TreeMap<>(inline));
        attached = List.copyOf(attached);
    }

    String arn() {
        return arn(type, account, path, name);
    }

    static String arn(EntityType type, AccountId account, String path, String name) {
        return "arn:aws:iam::" + account + ":" + type.lowerCase() + path + name;
    }

    /** The key in the store. Names that differ only in case have the same key. */
    String key() {
        return key(name);
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    RoleSettings settings() {
        return role.orElseThrow(() -> new IllegalStateException(arn() + " is no role"));
    }

    Entity withTags(Map<String, String> newTags) {
        return new Entity(type, account, name, path, id, created, newTags, inline, attached, boundary, role);
    }

    Entity withInline(Map<String, String> newInline) {
        return new Entity(type, account, name, path, id, created, tags, newInline, attached, boundary, role);
    }

    Entity withAttached(String arn) {
        List<String> more = new ArrayList<>(attached);
        more.add(arn);
        return new Entity(type, account, name, path, id, created, tags, inline, more, boundary, role);
    }

    Entity withoutAttached(String arn) {
        List<String> fewer = new ArrayList<>(attached);
        fewer.remove(arn);
        return new Entity(type, account, name, path, id, created, tags, inline, fewer, boundary, role);
    }

    Entity withBoundary(Optional<String> newBoundary) {
        return new Entity(type, account, name, path, id, created, tags, inline, attached, newBoundary, role);
    }

    Entity withSettings(RoleSettings newSettings) {
        return new Entity(
                type, account, name, path, id, created, tags, inline, attached, boundary, Optional.of(newSettings));
    }

    Entity renamed(String newPath, String newName) {
        return new Entity(type, account, newName, newPath, id, created, tags, inline, attached, boundary, role);
    }
}
