package dev.hearth.neighbours.iam.policy;

import dev.hearth.model.Principal;
import java.util.HashMap;
import java.util.Map;

/** The values of condition keys and policy variables about a principal. */
final class PrincipalKeys {
    private PrincipalKeys() {}

    static Map<String, String> of(Principal principal) {
        return switch (principal) {
            case Principal.Root root -> member(root, root.name(), "Account");
            case Principal.User user -> {
                Map<String, String> keys = member(user, user.name(), "User");
                keys.put("aws:username", user.userName());
                yield keys;
            }
            case Principal.RoleSession session -> {
                Map<String, String> keys = member(session, session.roleArn(), "AssumedRole");
                keys.put("aws:TokenIssueTime", session.terms().issued().toString());
                keys.put("aws:MultiFactorAuthPresent", "false");
                session.terms().sourceIdentity().ifPresent(identity -> keys.put("aws:SourceIdentity", identity));
                yield keys;
            }
            case Principal.Service(String name) ->
                Map.of("aws:PrincipalServiceName", name, "aws:PrincipalIsAWSService", "true");
            case Principal.Anonymous() -> Map.of("aws:PrincipalType", "Anonymous", "aws:userid", "anonymous");
        };
    }

    private static Map<String, String> member(Principal.Member member, String arn, String type) {
        Map<String, String> keys = new HashMap<>();
        keys.put("aws:PrincipalArn", arn);
        keys.put("aws:PrincipalAccount", member.account().value());
        keys.put("aws:PrincipalType", type);
        keys.put("aws:userid", member.uniqueId());
        return keys;
    }
}
