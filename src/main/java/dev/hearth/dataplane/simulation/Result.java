package dev.hearth.dataplane.simulation;

/**
 * What one pair of policies did with a load.
 *
 * @param keepAlive the policy by its name
 * @param placement the policy by its name
 */
public record Result(String keepAlive, String placement, Figures figures) {}
