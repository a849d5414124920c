package dev.hearth.iam;

import dev.hearth.auth.Caller;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.util.List;
import java.util.Map;

/** The part of the Security Token Service that tools ask before anything else: who am I. */
public final class StsService {
    /** The namespace of answers and errors. */
    public static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

    private StsService() {}

    /** Answers a form; who somebody is needs no permission. */
    public static String answer(Caller caller, Map<String, List<String>> form, String requestId) {
        Parameters parameters = new Parameters(form);
        String action = parameters.find("Action").orElse("");
        if (!action.equals("GetCallerIdentity")) {
            throw new ServiceException(
                    ErrorCode.UNKNOWN_OPERATION,
                    "Could not find operation " + action + " for version "
                            + parameters.find("Version").orElse("NO_VERSION_SPECIFIED"));
        }
        return new Xml()
                .begin("GetCallerIdentityResponse xmlns=\"" + NAMESPACE + "\"")
                .begin("GetCallerIdentityResult")
                .add("Arn", caller.arn())
                .add("UserId", caller.principal().uniqueId())
                .add("Account", caller.account().value())
                .end()
                .begin("ResponseMetadata")
                .add("RequestId", requestId)
                .end()
                .end()
                .toString();
    }
}
