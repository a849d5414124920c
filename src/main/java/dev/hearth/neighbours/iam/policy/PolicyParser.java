package dev.hearth.neighbours.iam.policy;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import dev.hearth.neighbours.iam.policy.Statement.Choice;
import dev.hearth.neighbours.iam.policy.Statement.Effect;
import dev.hearth.neighbours.iam.policy.Template.Wildcards;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses policies by the grammar in the IAM user guide ("Grammar of the IAM JSON policy language"). */
final class PolicyParser {
    private static final String CURRENT_VERSION = "2012-10-17";
    private static final Set<String> VERSIONS = Set.of(CURRENT_VERSION, "2008-10-17");
    private static final Set<String> DOCUMENT_MEMBERS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_MEMBERS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final Pattern SID = Pattern.compile("[a-zA-Z0-9]*");
    private static final Pattern ACTION = Pattern.compile("[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+");
    private static final String SYNTAX = "Syntax errors in policy.";

    private final Kind kind;

    PolicyParser(Kind kind) {
        this.kind = kind;
    }

    PolicyDocument parse(String text) {
        try {
            return document(Json.parseObject(text));
        } catch (JsonException e) {
            throw new MalformedPolicyException("This policy contains invalid Json");
        }
    }

    PolicyDocument document(JsonObject document) {
        onlyMembers(document, DOCUMENT_MEMBERS);
        Optional<String> version = text(document, "Version");
        if (version.isPresent() && !VERSIONS.contains(version.get())) {
            throw new MalformedPolicyException("The policy must contain a valid version string");
        }
        boolean variables = version.equals(Optional.of(CURRENT_VERSION));
        List<Statement> statements = new ArrayList<>();
        Set<String> sids = new HashSet<>();
        for (JsonObject statement : statements(document)) {
            Statement parsed = statement(statement, variables);
            if (parsed.sid().isPresent() && !sids.add(parsed.sid().get())) {
                throw new MalformedPolicyException("Statement IDs (SID) in a single policy must be unique.");
            }
            statements.add(parsed);
        }
        return new PolicyDocument(version, text(document, "Id"), statements);
    }

    private static List<JsonObject> statements(JsonObject document) {
        JsonValue value = document.find("Statement").orElseThrow(() -> new MalformedPolicyException(SYNTAX));
        if (value instanceof JsonObject one) {
            return List.of(one);
        }
        if (!(value instanceof JsonArray all)
                || all.elements().isEmpty()
                || all.objects().size() != all.elements().size()) {
            throw new MalformedPolicyException(SYNTAX);
        }
        return all.objects();
    }

    private Statement statement(JsonObject json, boolean variables) {
        onlyMembers(json, STATEMENT_MEMBERS);
        // an empty element counts as absent, because many tools write it
        Optional<String> sid = text(json, "Sid").filter(text -> !text.isEmpty());
        if (kind == Kind.IDENTITY && sid.isPresent() && !SID.matcher(sid.get()).matches()) {
            throw new MalformedPolicyException(
                    "Statement IDs (SID) should be alpha-numeric. Check that your input satisfies the regular"
                            + " expression [0-9A-Za-z]*");
        }
        return new Statement(
                sid,
                effect(json),
                principals(json),
                actions(json),
                resources(json, variables),
                conditions(json, variables));
    }

    private static Effect effect(JsonObject json) {
        String effect =
                text(json, "Effect").orElseThrow(() -> new MalformedPolicyException("Missing required field Effect"));
        return switch (effect) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> throw new MalformedPolicyException("Invalid effect: " + effect);
        };
    }

    private Choice<List<Template>> actions(JsonObject json) {
        Choice<JsonValue> choice = choice(json, "Action", "NotAction")
                .orElseThrow(() -> new MalformedPolicyException("Policy statement must contain actions."));
        List<Template> actions = new ArrayList<>();
        for (String action : texts(choice.value())) {
            if (!action.equals("*") && !ACTION.matcher(action).matches()) {
                throw new MalformedPolicyException(
                        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb," + " ec2, etc.");
            }
            if (kind == Kind.TRUST && !action.equals("*") && !action.startsWith("sts:")) {
                throw new MalformedPolicyException("AssumeRole policy may only specify STS AssumeRole actions.");
            }
            actions.add(Template.of(action, Wildcards.ANYWHERE, false));
        }
        return new Choice<>(List.copyOf(actions), choice.negated());
    }

    private Optional<Choice<List<Template>>> resources(JsonObject json, boolean variables) {
        Optional<Choice<JsonValue>> choice = choice(json, "Resource", "NotResource");
        if (kind == Kind.TRUST) {
            if (choice.isPresent()) {
                throw new MalformedPolicyException("Has prohibited field Resource");
            }
            return Optional.empty();
        }
        Choice<JsonValue> found =
                choice.orElseThrow(() -> new MalformedPolicyException("Policy statement must contain resources."));
        List<Template> resources = new ArrayList<>();
        for (String resource : texts(found.value())) {
            boolean variable = variables && resource.startsWith("${");
            if (!resource.equals("*")
                    && !variable
                    && (!resource.startsWith("arn:") || resource.split(":", -1).length < 3)) {
                throw new MalformedPolicyException("Resource " + resource + " must be in ARN format or \"*\".");
            }
            resources.add(Template.of(resource, Wildcards.RESOURCE, variables));
        }
        return Optional.of(new Choice<>(List.copyOf(resources), found.negated()));
    }

    private Optional<Choice<Principals>> principals(JsonObject json) {
        Optional<Choice<JsonValue>> choice = choice(json, "Principal", "NotPrincipal");
        if (kind == Kind.IDENTITY) {
            if (choice.isPresent()) {
                throw new MalformedPolicyException("Policy document should not specify a principal.");
            }
            return Optional.empty();
        }
        Choice<JsonValue> found =
                choice.orElseThrow(() -> new MalformedPolicyException("Missing required field Principal"));
        return Optional.of(new Choice<>(principals(found.value()), found.negated()));
    }

    private static Principals principals(JsonValue value) {
        if (value instanceof JsonString(String text) && text.equals("*")) {
            return new Principals(true, List.of(), List.of());
        }
        if (!(value instanceof JsonObject kinds) || kinds.members().isEmpty()) {
            throw new MalformedPolicyException("Invalid principal in policy: " + value.toJson());
        }
        List<String> aws = List.of();
        List<String> services = List.of();
        for (Map.Entry<String, JsonValue> entry : kinds.members().entrySet()) {
            List<String> names = texts(entry.getValue());
            switch (entry.getKey()) {
                case "AWS" -> aws = names;
                case "Service" -> services = names;
                // IAM knows this type of principal, but no caller of Hearth has it
                case "Federated", "CanonicalUser" -> {}
                default -> throw new MalformedPolicyException("Invalid principal in policy: " + value.toJson());
            }
        }
        for (String name : aws) {
            if (!Principals.isAws(name)) {
                throw new MalformedPolicyException("Invalid principal in policy: \"AWS\":\"" + name + "\"");
            }
        }
        for (String name : services) {
            if (!name.contains(".")) {
                throw new MalformedPolicyException("Invalid principal in policy: \"SERVICE\":\"" + name + "\"");
            }
        }
        return new Principals(aws.contains("*"), aws, services);
    }

    private static List<Condition> conditions(JsonObject json, boolean variables) {
        Optional<JsonValue> value = json.find("Condition");
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof JsonObject block)) {
            throw new MalformedPolicyException(SYNTAX);
        }
        List<Condition> conditions = new ArrayList<>();
        block.members().forEach((name, keys) -> {
            Condition.Comparator comparator = Condition.Comparator.of(name)
                    .orElseThrow(() -> new MalformedPolicyException("Invalid Condition type : " + name + "."));
            if (!(keys instanceof JsonObject wanted)) {
                throw new MalformedPolicyException(SYNTAX);
            }
            wanted.members().forEach((key, values) -> {
                if (key.indexOf(':') <= 0) {
                    throw new MalformedPolicyException(
                            "Actions/Conditions must be prefaced by a vendor, e.g., iam," + " sdb, ec2, etc.");
                }
                List<Template> templates = scalars(values).stream()
                        .map(text -> Template.of(text, comparator.operator().wildcards(), variables))
                        .toList();
                conditions.add(Condition.of(comparator, key, templates));
            });
        });
        return conditions;
    }

    /** Parses an element or its opposite, of which at most one may be present. */
    private static Optional<Choice<JsonValue>> choice(JsonObject json, String name, String opposite) {
        Optional<JsonValue> value = json.find(name);
        Optional<JsonValue> negated = json.find(opposite);
        if (value.isPresent() && negated.isPresent()) {
            throw new MalformedPolicyException(SYNTAX);
        }
        return value.map(found -> new Choice<>(found, false)).or(() -> negated.map(found -> new Choice<>(found, true)));
    }

    private static void onlyMembers(JsonObject json, Set<String> known) {
        if (!known.containsAll(json.members().keySet())) {
            throw new MalformedPolicyException(SYNTAX);
        }
    }

    private static Optional<String> text(JsonObject json, String name) {
        return json.find(name).map(value -> {
            if (value instanceof JsonString(String text)) {
                return text;
            }
            throw new MalformedPolicyException(SYNTAX);
        });
    }

    /** Parses one text, or a list of texts. */
    private static List<String> texts(JsonValue value) {
        List<JsonValue> elements = value instanceof JsonArray(List<JsonValue> all) ? all : List.of(value);
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements) {
            if (!(element instanceof JsonString(String text))) {
                throw new MalformedPolicyException(SYNTAX);
            }
            texts.add(text);
        }
        if (texts.isEmpty()) {
            throw new MalformedPolicyException(SYNTAX);
        }
        return texts;
    }

    /** Parses texts, where numbers and booleans may stand for their texts. */
    private static List<String> scalars(JsonValue value) {
        List<JsonValue> elements = value instanceof JsonArray(List<JsonValue> all) ? all : List.of(value);
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements) {
            texts.add(
                    switch (element) {
                        case JsonString(String text) -> text;
                        case JsonNumber number -> plain(number.value());
                        case JsonBoolean(boolean truth) -> Boolean.toString(truth);
                        case JsonObject _, JsonArray _, JsonValue.JsonNull _ ->
                            throw new MalformedPolicyException(SYNTAX);
                    });
        }
        return texts;
    }

    /** A number in plain digits. {@code 1e999999999} would have too many. */
    private static String plain(BigDecimal number) {
        if (Math.abs((long) number.scale()) > Limits.NUMBER_DIGITS || number.precision() > Limits.NUMBER_DIGITS) {
            throw new MalformedPolicyException(SYNTAX);
        }
        return number.toPlainString();
    }
}
