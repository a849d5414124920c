package dev.hearth.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A service with the Query protocol: requests are forms, responses are XML. */
@FunctionalInterface
public interface QueryService {
    /**
     * Executes the operation of a form.
     *
     * @param circumstances values for condition keys
     * @return the answer's XML
     */
    String answer(
            Caller caller, Map<String, List<String>> form, Supplier<RequestContext> circumstances, String requestId);
}
