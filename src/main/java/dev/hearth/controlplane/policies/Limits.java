package dev.hearth.controlplane.policies;

/** Limits of resource policies. Source: the API's model where nothing else is said. */
final class Limits {
    /** "Function resource-based policy: 20 KB", under "Lambda quotas" in the developer guide. */
    static final int POLICY_BYTES = 20 * 1024;

    private Limits() {}
}
