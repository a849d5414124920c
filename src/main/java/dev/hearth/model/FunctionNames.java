package dev.hearth.model;

import dev.hearth.error.Constraints;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that callers give functions: {@code my-function}, {@code 123456789012:function:my-function} or the whole
 * ARN, each with {@code :qualifier} or without.
 *
 * @param region the region of this server
 */
public record FunctionNames(String region) {
    private static final String BEFORE = "(arn:(aws[a-zA-Z-]*)?:lambda:)?"
            + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?";

    /** As in the API's model, for operations that make or change a function. */
    private static final Pattern CHANGING = Pattern.compile(BEFORE + "([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?");

    /** As in the API's model, for all others. */
    private static final Pattern READING =
            Pattern.compile(BEFORE + "([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?");

    private static final Pattern QUALIFIER = Pattern.compile("\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+");

    private static final int REGION_GROUP = 3;
    private static final int ACCOUNT_GROUP = 9;
    private static final int NAME_GROUP = 11;
    private static final int QUALIFIER_GROUP = 13;

    private static final int CHANGING_CHARACTERS = 140;
    private static final int READING_CHARACTERS = 256;
    private static final int NAME_CHARACTERS = 64;
    private static final int QUALIFIER_CHARACTERS = 128;

    /** The ARN of a function that is to be created. A qualifier in the name has no effect, as observed on Lambda. */
    public FunctionArn resolveNew(AccountId caller, String text) {
        FunctionArn arn = resolve(caller, text, Optional.empty(), CHANGING, CHANGING_CHARACTERS);
        if (arn.name().length() > NAME_CHARACTERS) {
            new Constraints().length("FunctionName", text, 1, NAME_CHARACTERS).check(ErrorCode.INVALID_PARAMETER_VALUE);
        }
        return arn.unqualified();
    }

    /** The ARN of the function that the caller names. The function need not exist. */
    public FunctionArn resolve(AccountId caller, String text, Optional<String> qualifier) {
        return resolve(caller, text, qualifier, READING, READING_CHARACTERS);
    }

    /** Adds the violations of a name and a qualifier to those of other members. */
    public Constraints constrain(Constraints others, String text, Optional<String> qualifier) {
        return constrain(others, text, qualifier, READING, READING_CHARACTERS);
    }

    private static Constraints constrain(
            Constraints others, String text, Optional<String> qualifier, Pattern pattern, int characters) {
        return others.length("Qualifier", qualifier.orElse(null), 1, QUALIFIER_CHARACTERS)
                .pattern("Qualifier", qualifier.orElse(null), QUALIFIER)
                .length("FunctionName", text, 1, characters)
                .pattern("FunctionName", text, pattern);
    }

    private FunctionArn resolve(
            AccountId caller, String text, Optional<String> qualifier, Pattern pattern, int characters) {
        constrain(new Constraints(), text, qualifier, pattern, characters).check();
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("not refused: " + text);
        }
        String named = matcher.group(REGION_GROUP);
        if (named != null && !named.equals(region + ":")) {
            throw new ServiceException(
                    ErrorCode.RESOURCE_NOT_FOUND,
                    "Functions from '" + named.substring(0, named.length() - 1)
                            + "' are not reachable in this region ('" + region + "')");
        }
        Optional<String> own = Optional.ofNullable(matcher.group(QUALIFIER_GROUP));
        if (own.isPresent() && qualifier.isPresent() && !own.equals(qualifier)) {
            throw new ServiceException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "The derived qualifier from the function name does not match the specified qualifier.");
        }
        FunctionArn arn = new FunctionArn(region, caller, matcher.group(NAME_GROUP), own.or(() -> qualifier));
        String account = matcher.group(ACCOUNT_GROUP);
        if (account != null && !account.equals(caller + ":")) {
            throw new ServiceException(
                    ErrorCode.ACCESS_DENIED,
                    "User: arn:aws:iam::" + caller + ":root is not authorized to use the functions of account "
                            + account.substring(0, account.length() - 1));
        }
        return arn;
    }

    /** A function's ARN as its name, with its qualifier: {@code my-function:live}. */
    public static String named(String arn) {
        return arn.substring(arn.indexOf(":function:") + ":function:".length());
    }
}
