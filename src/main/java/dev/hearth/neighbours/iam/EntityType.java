package dev.hearth.neighbours.iam;

import java.util.Locale;

/** The types of entities that policies can be attached to. */
enum EntityType {
    ROLE("Role", "AROA", Limits.ROLES, Limits.ROLE_INLINE_CHARACTERS),
    USER("User", "AIDA", Limits.USERS, Limits.USER_INLINE_CHARACTERS);

    private final String word;
    private final String idPrefix;
    private final int quota;
    private final int inlineCharacters;

    EntityType(String word, String idPrefix, int quota, int inlineCharacters) {
        this.word = word;
        this.idPrefix = idPrefix;
        this.quota = quota;
        this.inlineCharacters = inlineCharacters;
    }

    /** The type as in {@code CreateRole} and {@code RoleName}. */
    String word() {
        return word;
    }

    /** The type as in ARNs and messages. */
    String lowerCase() {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The parameter that names an entity of this type. */
    String parameter() {
        return word + "Name";
    }

    String idPrefix() {
        return idPrefix;
    }

    /** The most entities of this type in an account. */
    int quota() {
        return quota;
    }

    /** The most characters of all policies that are embedded in one entity. */
    int inlineCharacters() {
        return inlineCharacters;
    }
}
