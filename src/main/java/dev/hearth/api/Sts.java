package dev.hearth.api;

import dev.hearth.auth.Caller;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.util.List;
import java.util.Map;

/** The part of the Security Token Service that tools ask before anything else: who am I. */
final class Sts {
    private Sts() {}

    static byte[] answer(Caller caller, Map<String, List<String>> parameters, String requestId) {
        String action = parameters.getOrDefault("Action", List.of("")).getFirst();
        if (!action.equals("GetCallerIdentity")) {
            throw new ServiceException(
                    ErrorCode.UNKNOWN_OPERATION,
                    "Could not find operation " + action + " for version "
                            + parameters
                                    .getOrDefault("Version", List.of("NO_VERSION_SPECIFIED"))
                                    .getFirst());
        }
        return Protocol.Xml.of("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n"
                        + "  <GetCallerIdentityResult>\n    <Arn>")
                .add(caller.arn())
                .raw("</Arn>\n    <UserId>")
                .add(caller.principal().uniqueId())
                .raw("</UserId>\n    <Account>")
                .add(caller.account().value())
                .raw("</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>")
                .add(requestId)
                .raw("</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n")
                .toBytes();
    }
}
