package dev.hearth.policy;

import dev.hearth.model.AccountId;
import java.util.Map;
import java.util.Optional;

/** Who sends a request. */
public sealed interface Principal {
    /** An account itself, by one of its own keys: may do everything there. */
    record Root(AccountId account) implements Principal {
        @Override
        public String name() {
            return "arn:aws:iam::" + account + ":root";
        }

        @Override
        public Optional<AccountId> home() {
            return Optional.of(account);
        }

        @Override
        public Map<String, String> keys() {
            return Map.of(
                    "aws:PrincipalArn", name(),
                    "aws:PrincipalAccount", account.value(),
                    "aws:PrincipalType", "Account",
                    "aws:userid", account.value());
        }
    }

    /**
     * A user of an account.
     *
     * @param id the unique one: {@code AIDA…}
     */
    record User(AccountId account, String arn, String userName, String id) implements Principal {
        @Override
        public String name() {
            return arn;
        }

        @Override
        public Optional<AccountId> home() {
            return Optional.of(account);
        }

        @Override
        public Map<String, String> keys() {
            return Map.of(
                    "aws:PrincipalArn", arn,
                    "aws:PrincipalAccount", account.value(),
                    "aws:PrincipalType", "User",
                    "aws:userid", id,
                    "aws:username", userName);
        }
    }

    /**
     * Somebody who has taken on a role.
     *
     * @param sessionArn {@code arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION}
     * @param id the role's unique one and the session's name: {@code AROA…:SESSION}
     */
    record RoleSession(AccountId account, String sessionArn, String roleArn, String id) implements Principal {
        @Override
        public String name() {
            return sessionArn;
        }

        @Override
        public Optional<AccountId> home() {
            return Optional.of(account);
        }

        @Override
        public Map<String, String> keys() {
            return Map.of(
                    "aws:PrincipalArn",
                    roleArn,
                    "aws:PrincipalAccount",
                    account.value(),
                    "aws:PrincipalType",
                    "AssumedRole",
                    "aws:userid",
                    id);
        }
    }

    /** A service that acts for itself, such as {@code s3.amazonaws.com}. */
    record Service(String name) implements Principal {
        @Override
        public Optional<AccountId> home() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> keys() {
            return Map.of("aws:PrincipalServiceName", name, "aws:PrincipalIsAWSService", "true");
        }
    }

    /** Anybody: a request that is not signed. */
    record Anonymous() implements Principal {
        @Override
        public String name() {
            return "anonymous";
        }

        @Override
        public Optional<AccountId> home() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> keys() {
            return Map.of("aws:PrincipalType", "Anonymous", "aws:userid", "anonymous");
        }
    }

    /** What messages call it: an ARN or a service's name. */
    String name();

    /** The account whose identity policies are about it. */
    Optional<AccountId> home();

    /** What conditions may ask about it. */
    Map<String, String> keys();
}
