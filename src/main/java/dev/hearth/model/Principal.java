package dev.hearth.model;

/** The sender of a request. */
public sealed interface Principal {
    /** A principal of an account, to which the account's policies apply. */
    sealed interface Member extends Principal {
        AccountId account();

        /** What AWS calls {@code UserId}: the account's number, or {@code AIDA…}, or {@code AROA…:SESSION}. */
        String uniqueId();
    }

    /** The root of an account, which may do everything in it. */
    record Root(AccountId account) implements Member {
        @Override
        public String name() {
            return "arn:aws:iam::" + account + ":root";
        }

        @Override
        public String uniqueId() {
            return account.value();
        }
    }

    /**
     * A user of an account.
     *
     * @param name its ARN
     * @param uniqueId {@code AIDA…}
     */
    record User(AccountId account, String name, String userName, String uniqueId) implements Member {}

    /**
     * A session of a role.
     *
     * @param name the session's ARN: {@code arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}
     * @param uniqueId the role's unique id and the session's name: {@code AROA…:SESSION}
     * @param actsAsAccount whether it may do all that its account may, which is possible for a role that IAM does not
     *     know
     */
    record RoleSession(
            AccountId account, String name, String roleArn, String uniqueId, SessionTerms terms, boolean actsAsAccount)
            implements Member {}

    /** An AWS service that acts on its own behalf, such as {@code s3.amazonaws.com}. */
    record Service(String name) implements Principal {}

    /** The sender of an unsigned request. */
    record Anonymous() implements Principal {
        @Override
        public String name() {
            return "anonymous";
        }
    }

    /**
     * Whether it is the root of this account, or may do all that the account may. Its requests to the account's own
     * resources need no check of policies.
     */
    default boolean isRootOf(AccountId account) {
        return switch (this) {
            case Root root -> root.account().equals(account);
            case RoleSession session ->
                session.actsAsAccount() && session.account().equals(account);
            case User _, Service _, Anonymous _ -> false;
        };
    }

    /** The name in messages: an ARN, or the name of a service. */
    String name();
}
