package dev.hearth.neighbours.iam.policy;

import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;

/**
 * What somebody wants to do.
 *
 * @param action such as {@code lambda:InvokeFunction}
 * @param resource the ARN of what it acts on, or {@code *} for an action on nothing in particular
 * @param owner whose resource it is
 * @param context without what the principal is: {@link Evaluation} adds that
 */
public record AccessRequest(
        Principal principal, String action, String resource, AccountId owner, RequestContext context) {}
