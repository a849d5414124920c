package dev.hearth.neighbours.iam;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import java.util.Locale;
import java.util.Optional;

/** Finds managed policies by ARN: AWS's own, and those of an account. */
final class PolicyCatalog {
    private static final String MARK = ":policy/";

    private final AwsPolicies aws;

    PolicyCatalog(AwsPolicies aws) {
        this.aws = aws;
    }

    AwsPolicies aws() {
        return aws;
    }

    /** Finds a policy that can be attached in this account. */
    Optional<ManagedPolicy> find(View view, AccountId account, String arn) {
        return aws.find(arn).or(() -> findOwn(view, account, arn));
    }

    /** Finds one of the account's own policies. */
    Optional<ManagedPolicy> findOwn(View view, AccountId account, String arn) {
        if (!arn.startsWith("arn:aws:iam::" + account + MARK)) {
            return Optional.empty();
        }
        return view.find(IamDocuments.POLICY, Scope.of(account), key(name(arn)))
                .filter(policy -> policy.arn().equals(arn));
    }

    /** The key of a policy in the store. Names that differ only in case are the same, whatever their paths. */
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static String arn(AccountId account, String path, String name) {
        return "arn:aws:iam::" + account + ":policy" + path + name;
    }

    static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** The path in an ARN: {@code /a/b/} for {@code …:policy/a/b/NAME}. */
    static String path(String arn) {
        int mark = arn.indexOf(MARK);
        return mark < 0 ? "/" : arn.substring(mark + MARK.length() - 1, arn.lastIndexOf('/') + 1);
    }
}
