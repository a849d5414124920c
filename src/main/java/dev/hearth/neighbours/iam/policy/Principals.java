package dev.hearth.neighbours.iam.policy;

import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The principals that a statement of a resource policy applies to.
 *
 * <p>Source: "AWS JSON policy elements: Principal" in the IAM user guide.
 *
 * @param everyone whether it says {@code *}
 * @param aws ARNs and numbers of accounts
 * @param services names such as {@code s3.amazonaws.com}
 */
record Principals(boolean everyone, List<String> aws, List<String> services) {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    /** How a statement names a principal. */
    enum Match {
        NONE,
        /** By its account: the account's own policies decide which of its users may. */
        ACCOUNT,
        /** By the role of the session, or as everybody: boundary and session policies of the session apply. */
        ROLE,
        DIRECT
    }

    Principals {
        aws = List.copyOf(aws);
        services = List.copyOf(services);
    }

    Match match(Principal principal) {
        if (everyone) {
            return principal instanceof Principal.RoleSession ? Match.ROLE : Match.DIRECT;
        }
        return switch (principal) {
            case Principal.Service(String name) -> services.contains(name) ? Match.DIRECT : Match.NONE;
            case Principal.Anonymous() -> Match.NONE;
            case Principal.Root(AccountId account) -> isNamed(account) ? Match.DIRECT : Match.NONE;
            case Principal.User user -> aws.contains(user.name()) ? Match.DIRECT : byAccount(user.account());
            case Principal.RoleSession session ->
                aws.contains(session.name())
                        ? Match.DIRECT
                        : aws.contains(session.roleArn()) ? Match.ROLE : byAccount(session.account());
        };
    }

    private Match byAccount(AccountId account) {
        return isNamed(account) ? Match.ACCOUNT : Match.NONE;
    }

    private boolean isNamed(AccountId account) {
        return aws.contains(account.value()) || aws.contains("arn:aws:iam::" + account + ":root");
    }

    /** Whether the statement can name an AWS principal at all. */
    static boolean isAws(String text) {
        return text.equals("*")
                || ACCOUNT.matcher(text).matches()
                || account(text).isPresent();
    }

    private static Optional<String> account(String arn) {
        String[] parts = arn.split(":", 6);
        boolean known = parts.length == 6
                && parts[0].equals("arn")
                && (parts[2].equals("iam") || parts[2].equals("sts"))
                && parts[3].isEmpty()
                && ACCOUNT.matcher(parts[4]).matches()
                && (parts[5].equals("root") || parts[5].indexOf('/') > 0)
                && parts[5].indexOf('*') < 0;
        return known ? Optional.of(parts[4]) : Optional.empty();
    }
}
