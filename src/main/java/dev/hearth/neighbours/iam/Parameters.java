package dev.hearth.neighbours.iam;

import dev.hearth.error.Constraints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parameters of a request, checked by the rules of the API's model. A parameter has the same rule in all
 * operations.
 */
final class Parameters {
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]*");
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:\\/-]*");
    private static final Pattern PATH = Pattern.compile("(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)");
    private static final Pattern PREFIX = Pattern.compile("\\u002F[\\u0021-\\u007F]*");
    private static final Pattern DOCUMENT = Pattern.compile("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+");
    private static final Pattern DESCRIPTION =
            Pattern.compile("[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*");
    private static final Pattern VERSION = Pattern.compile("v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?");
    private static final Pattern KEY_ID = Pattern.compile("[\\w]+");
    private static final Pattern MARKER = Pattern.compile("[\\u0020-\\u00FF]+");
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,9}");

    private final Map<String, List<String>> values;

    Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Refuses invalid parameters. One message lists all violations. */
    void check(Collection<String> required) {
        if (values.size() > Limits.PARAMETERS) {
            throw IamErrors.validation("The request has too many parameters.");
        }
        Constraints constraints = new Constraints();
        required.stream()
                .filter(name -> !name.endsWith("s") || elements(name).isEmpty())
                .forEach(name -> constraints.required(name, find(name).orElse(null)));
        values.keySet().forEach(name -> check(constraints, name, find(name).orElse("")));
        constraints.check();
    }

    private static void check(Constraints constraints, String name, String value) {
        switch (name) {
            case "RoleName", "NewUserName" ->
                constraints.length(name, value, 1, 64).pattern(name, value, NAME);
            case "UserName", "PolicyName" ->
                constraints.length(name, value, 1, 128).pattern(name, value, NAME);
            case "Path", "NewPath" -> constraints.length(name, value, 1, 512).pattern(name, value, PATH);
            case "PathPrefix" -> constraints.length(name, value, 1, 512).pattern(name, value, PREFIX);
            case "PolicyDocument", "AssumeRolePolicyDocument" ->
                constraints.length(name, value, 1, Limits.DOCUMENT_CHARACTERS).pattern(name, value, DOCUMENT);
            case "Description" -> constraints.length(name, value, 0, 1000).pattern(name, value, DESCRIPTION);
            case "MaxSessionDuration" -> constraints.range(name, integer(name, value), 3600, 43200);
            case "PolicyArn", "PermissionsBoundary" -> constraints.length(name, value, 20, 2048);
            case "VersionId" -> constraints.pattern(name, value, VERSION);
            case "Marker" -> constraints.length(name, value, 1, 320).pattern(name, value, MARKER);
            case "MaxItems" -> constraints.range(name, integer(name, value), 1, Limits.LARGEST_PAGE);
            case "AccessKeyId" -> constraints.length(name, value, 16, 128).pattern(name, value, KEY_ID);
            case "RoleArn" -> constraints.length(name, value, 20, 2048);
            case "RoleSessionName", "SourceIdentity" ->
                constraints.length(name, value, 2, 64).pattern(name, value, SESSION_NAME);
            case "DurationSeconds" -> constraints.range(name, integer(name, value), 900, 43200);
            case "Policy" ->
                constraints
                        .length(name, value, 1, Limits.SESSION_POLICY_CHARACTERS)
                        .pattern(name, value, DOCUMENT);
            case "ExternalId" -> constraints.length(name, value, 2, 1224).pattern(name, value, EXTERNAL_ID);
            case "Status" -> constraints.oneOf(name, value, List.of("Active", "Inactive", "Expired"));
            case "Scope" -> constraints.oneOf(name, value, List.of("All", "AWS", "Local"));
            case "EntityFilter" ->
                constraints.oneOf(
                        name, value, List.of("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"));
            case "PolicyUsageFilter" ->
                constraints.oneOf(name, value, List.of("PermissionsPolicy", "PermissionsBoundary"));
            case "SetAsDefault", "OnlyAttached" ->
                constraints.oneOf(name, value.toLowerCase(Locale.ROOT), List.of("true", "false"));
            default -> checkTag(constraints, name, value);
        }
    }

    private static void checkTag(Constraints constraints, String name, String value) {
        boolean key = name.startsWith("TagKeys.member.")
                || name.startsWith("TransitiveTagKeys.member.")
                || (name.startsWith("Tags.") && name.endsWith(".Key"));
        if (key) {
            constraints.length(name, value, 1, 128).pattern(name, value, TAG);
        } else if (name.startsWith("Tags.") && name.endsWith(".Value")) {
            constraints.length(name, value, 0, 256).pattern(name, value, TAG);
        }
    }

    private static int integer(String name, String value) {
        if (!INTEGER.matcher(value).matches()) {
            throw IamErrors.validation("The value of " + name + " is no integer: " + value);
        }
        return Integer.parseInt(value);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getFirst);
    }

    /** A parameter whose presence {@link #check} has verified. */
    String text(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("not checked: " + name));
    }

    Optional<Integer> number(String name) {
        return find(name).map(value -> integer(name, value));
    }

    boolean flag(String name) {
        return find(name).map(value -> value.equalsIgnoreCase("true")).orElse(false);
    }

    /** The elements of a list of texts: {@code NAME.member.1}, {@code NAME.member.2}, … */
    List<String> elements(String name) {
        List<String> elements = new ArrayList<>();
        for (int i = 1; ; i++) {
            String prefix = name + ".member." + i;
            Optional<String> element =
                    find(prefix).or(() -> find(prefix + ".Key")).or(() -> find(prefix + ".arn"));
            if (element.isEmpty()) {
                return elements;
            }
            elements.add(element.get());
        }
    }

    /** The tags of {@code Tags.member.N.Key} and {@code …Value}. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        List<String> keys = elements("Tags");
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            if (!seen.add(key.toLowerCase(Locale.ROOT))) {
                throw IamErrors.invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw IamErrors.invalid("Tag keys beginning with aws: are reserved: " + key);
            }
            tags.put(key, find("Tags.member." + (i + 1) + ".Value").orElse(""));
        }
        return tags;
    }
}
