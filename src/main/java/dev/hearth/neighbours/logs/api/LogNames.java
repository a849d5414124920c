package dev.hearth.neighbours.logs.api;

import dev.hearth.model.AccountId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names and ARNs of log groups.
 *
 * @param region the region in ARNs
 */
record LogNames(String region) {
    private static final Pattern GROUP_ARN =
            Pattern.compile("arn:aws[a-zA-Z-]*:logs:([a-z0-9-]+):([0-9]{12}):log-group:([^:*]+)(?::\\*)?");

    String arn(AccountId account, String group) {
        return "arn:aws:logs:" + region + ":" + account + ":log-group:" + group;
    }

    String arn(AccountId account, String group, String stream) {
        return arn(account, group) + ":log-stream:" + stream;
    }

    /** The group in one of two members of a request. */
    String group(AccountId account, LogsInput input) {
        Optional<String> name = input.text("logGroupName");
        Optional<String> identifier = input.text("logGroupIdentifier");
        if (name.isPresent() == identifier.isPresent()) {
            throw LogsInput.invalid("Exactly one of logGroupName and logGroupIdentifier is needed.");
        }
        return name.orElseGet(() -> group(account, identifier.orElseThrow()));
    }

    /** The group in a name or an ARN. */
    String group(AccountId account, String identifier) {
        return identifier.indexOf(':') < 0 ? identifier : groupOfArn(account, identifier);
    }

    String groupOfArn(AccountId account, String text) {
        Matcher arn = GROUP_ARN.matcher(text);
        if (!arn.matches() || !arn.group(1).equals(region) || !arn.group(2).equals(account.value())) {
            throw LogsInput.invalid("The log group is not one of this account and region: " + text);
        }
        return arn.group(3);
    }
}
