package dev.hearth.neighbours.iam;

import java.util.Locale;

/** What policies are attached to. */
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

    /** As in {@code CreateRole} and {@code RoleName}. */
    String word() {
        return word;
    }

    /** As in ARNs and messages. */
    String lowerCase() {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The parameter that names one. */
    String parameter() {
        return word + "Name";
    }

    String idPrefix() {
        return idPrefix;
    }

    /** How many an account may have. */
    int quota() {
        return quota;
    }

    /** How many characters its embedded policies may have together. */
    int inlineCharacters() {
        return inlineCharacters;
    }
}
