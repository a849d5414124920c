package dev.hearth.dataplane.simulation;

/**
 * The figures of one pair of policies with one load.
 *
 * @param keepAlive the name of the keep-alive policy
 * @param placement the name of the placement policy
 */
public record Result(String keepAlive, String placement, Figures figures) {}
