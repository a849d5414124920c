package dev.hearth.neighbours.iam;

import java.time.Duration;

/** IAM's quotas. Where no other source is named, it is "IAM and AWS STS quotas" in the IAM user guide. */
final class Limits {
    static final int ROLES = 1_000;
    static final int USERS = 5_000;
    static final int POLICIES = 1_500;
    static final int POLICY_VERSIONS = 5;
    static final int ATTACHED_POLICIES = 10;
    static final int ACCESS_KEYS_PER_USER = 2;
    static final int TAGS = 50;

    /** Characters of a managed policy, white space not counted. */
    static final int POLICY_CHARACTERS = 6_144;

    /** Characters of a role's trust policy, white space not counted. */
    static final int TRUST_CHARACTERS = 2_048;

    /** Characters of all policies that are embedded in one role, white space not counted. */
    static final int ROLE_INLINE_CHARACTERS = 10_240;

    /** Characters of all policies that are embedded in one user, white space not counted. */
    static final int USER_INLINE_CHARACTERS = 2_048;

    /** Characters of any document as sent. Source: the API's model. */
    static final int DOCUMENT_CHARACTERS = 131_072;

    static final int DEFAULT_PAGE = 100;
    static final int LARGEST_PAGE = 1_000;

    /** Documents that are read at a time to fill a page that has a filter. */
    static final int CHUNK = 200;

    /** Parameters of one request: 50 tags have 100. */
    static final int PARAMETERS = 1_000;

    /** Cached users and roles with their policies. Each has at most some 70 KB of text, usually a few. */
    static final int CACHED_IDENTITIES = 2_000;

    /** Cached managed policies of sessions. Each has at most 6 KB; AWS has some thousand of them. */
    static final int CACHED_SESSION_POLICIES = 2_000;

    /** Cached policies of functions. Each has at most 20 KB, usually a few hundred bytes. */
    static final int CACHED_FUNCTION_POLICIES = 10_000;

    /** Characters of all policies that bound a session. Source: the API reference of AssumeRole. */
    static final int SESSION_POLICY_CHARACTERS = 2_048;

    /** Managed policies that may bound a session. Source: the API reference of AssumeRole. */
    static final int SESSION_MANAGED_POLICIES = 10;

    /**
     * The size of a session's packed policies and tags in its token. AWS does not publish its limit. With this one, the
     * token (4/3 of it) stays below a third of the head that a request may have.
     */
    static final int PACKED_BYTES = 4_096;

    /** How long a session of a function's role lasts: the longest that any session may. */
    static final Duration FUNCTION_SESSION = Duration.ofHours(12);

    /** Hexadecimal digits of the secret that session tokens are sealed with: 256 bits. */
    static final int SESSION_KEY_DIGITS = 64;

    /** The longest token: one of the largest content, with a margin. */
    static final int TOKEN_CHARACTERS = 8_192;

    private Limits() {}
}
