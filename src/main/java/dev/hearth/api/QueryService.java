package dev.hearth.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A service whose requests are forms that name their operation, and whose answers are XML. */
@FunctionalInterface
public interface QueryService {
    /**
     * Does what a form asks for.
     *
     * @param circumstances what the conditions of policies may ask of the request
     * @return the answer's XML
     */
    String answer(
            Caller caller, Map<String, List<String>> form, Supplier<RequestContext> circumstances, String requestId);
}
