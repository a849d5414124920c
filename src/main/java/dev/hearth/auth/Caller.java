package dev.hearth.auth;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;

/**
 * Who sent a request. A caller may do everything in its own account and nothing elsewhere.
 *
 * @param arn who AWS would say it is: {@code arn:aws:iam::ACCOUNT:root}
 */
public record Caller(AccountId account, String accessKeyId, String arn) {
    static Caller of(AccessKey key) {
        return new Caller(key.account(), key.id(), "arn:aws:iam::" + key.account() + ":root");
    }

    /**
     * Refuses what belongs to another account.
     *
     * @param action such as {@code lambda:InvokeFunction}
     * @param resource the ARN of what it acts on
     */
    public void mustOwn(AccountId owner, String action, String resource) {
        if (!owner.equals(account)) {
            throw new ServiceException(
                    ErrorCode.ACCESS_DENIED,
                    "User: " + arn + " is not authorized to perform: " + action + " on resource: " + resource
                            + " because no resource-based policy allows the " + action + " action");
        }
    }
}
