package dev.hearth.controlplane.policies;

/** Limits of resource policies. Source: the API's model where nothing else is said. */
final class Limits {
    /** "Function resource-based policy: 20 KB", under "Lambda quotas" in the developer guide. */
    static final int POLICY_BYTES = 20 * 1024;

    static final int STATEMENT_ID_CHARACTERS = 100;
    static final int LAYER_ACTION_CHARACTERS = 22;
    static final int TOKEN_CHARACTERS = 256;
    static final int ACCOUNT_CHARACTERS = 12;
    static final int QUALIFIER_CHARACTERS = 128;
    static final int SHORTEST_ORGANIZATION = 12;
    static final int LONGEST_ORGANIZATION = 34;

    private Limits() {}
}
