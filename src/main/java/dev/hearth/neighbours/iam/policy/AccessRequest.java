package dev.hearth.neighbours.iam.policy;

import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;

/**
 * A request for a decision.
 *
 * @param action such as {@code lambda:InvokeFunction}
 * @param resource the ARN of the resource, or {@code *} for an action without one
 * @param owner the account that owns the resource
 * @param context without the keys of the principal, which {@link Evaluation} adds
 */
public record AccessRequest(
        Principal principal, String action, String resource, AccountId owner, RequestContext context) {}
