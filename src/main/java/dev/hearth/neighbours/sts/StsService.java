package dev.hearth.neighbours.sts;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.iam.AssumedRole;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.RoleAssumption;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.time.Time;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The Security Token Service: {@code GetCallerIdentity} and {@code AssumeRole}. */
public final class StsService {
    /** The namespace of answers and errors. */
    public static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

    private final RoleAssumption assumption;

    public StsService(Authorization authorization, Time time) {
        this.assumption = new RoleAssumption(authorization, time);
    }

    /**
     * Executes the operation of a form.
     *
     * @param circumstances values for condition keys
     * @return the answer's XML
     */
    public String answer(
            Caller caller, Map<String, List<String>> form, Supplier<RequestContext> circumstances, String requestId) {
        String action = parameter(form, "Action").orElse("");
        XmlWriter answer =
                XmlWriter.indented().begin(action + "Response", NAMESPACE).begin(action + "Result");
        switch (action) {
            case "GetCallerIdentity" -> identify(caller, answer);
            case "AssumeRole" -> write(assumption.assume(caller, form, circumstances), answer);
            default ->
                throw new ServiceException(
                        ErrorCode.UNKNOWN_OPERATION,
                        "Could not find operation " + action + " for version "
                                + parameter(form, "Version").orElse("NO_VERSION_SPECIFIED"));
        }
        return answer.end()
                .begin("ResponseMetadata")
                .add("RequestId", requestId)
                .end()
                .end()
                .document();
    }

    /** GetCallerIdentity, which needs no permission. */
    private static void identify(Caller caller, XmlWriter result) {
        result.add("Arn", caller.arn())
                .add("UserId", caller.principal().uniqueId())
                .add("Account", caller.account().value());
    }

    private static void write(AssumedRole assumed, XmlWriter result) {
        result.begin("AssumedRoleUser")
                .add("AssumedRoleId", assumed.session().uniqueId())
                .add("Arn", assumed.session().name())
                .end()
                .begin("Credentials")
                .add("AccessKeyId", assumed.credentials().accessKeyId())
                .add("SecretAccessKey", assumed.credentials().secretAccessKey())
                .add("SessionToken", assumed.credentials().sessionToken())
                .add("Expiration", assumed.credentials().expires())
                .end();
        if (assumed.packedPercent() > 0) {
            result.add("PackedPolicySize", assumed.packedPercent());
        }
        result.add("SourceIdentity", assumed.sourceIdentity());
    }

    private static Optional<String> parameter(Map<String, List<String>> form, String name) {
        return Optional.ofNullable(form.get(name)).map(List::getFirst);
    }
}
