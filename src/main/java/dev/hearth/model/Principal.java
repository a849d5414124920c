package dev.hearth.model;

/** Who sends a request. */
public sealed interface Principal {
    /** One who belongs to an account, and whom that account's policies are about. */
    sealed interface Member extends Principal {
        AccountId account();

        /** What AWS calls {@code UserId}: the account's number, or {@code AIDA…}, or {@code AROA…:SESSION}. */
        String uniqueId();
    }

    /** An account itself, by one of its own keys: may do everything there. */
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
     * Somebody who has taken on a role.
     *
     * @param name the session's ARN: {@code arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}
     * @param uniqueId the role's unique one and the session's name: {@code AROA…:SESSION}
     * @param actsAsAccount whether it may do all that its account may: a session of a role that IAM does not know may
     *     be given that
     */
    record RoleSession(
            AccountId account, String name, String roleArn, String uniqueId, SessionTerms terms, boolean actsAsAccount)
            implements Member {}

    /** A service that acts for itself, such as {@code s3.amazonaws.com}. */
    record Service(String name) implements Principal {}

    /** Anybody: a request that is not signed. */
    record Anonymous() implements Principal {
        @Override
        public String name() {
            return "anonymous";
        }
    }

    /**
     * Whether it is this account itself, or acts as it: nobody has to be asked whether that may do something with what
     * it owns.
     */
    default boolean isRootOf(AccountId account) {
        return switch (this) {
            case Root root -> root.account().equals(account);
            case RoleSession session ->
                session.actsAsAccount() && session.account().equals(account);
            case User _, Service _, Anonymous _ -> false;
        };
    }

    /** What messages call it: an ARN or a service's name. */
    String name();
}
