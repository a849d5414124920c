package dev.hearth.cli;

import dev.hearth.neighbours.iam.UnknownRoles;

/**
 * What functions find around them.
 *
 * @param endpoint where they reach AWS's services
 * @param unknownRoles what they may do if their role is none of IAM's
 */
public record FunctionSettings(FunctionEndpoint endpoint, UnknownRoles unknownRoles) {}
