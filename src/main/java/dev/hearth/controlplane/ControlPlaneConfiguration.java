package dev.hearth.controlplane;

import java.time.Duration;

/**
 * How the control plane presents itself.
 *
 * @param region in every ARN
 * @param endpoints the addresses that callers are told
 * @param leastUpdate how long callers see an update in progress at least
 */
public record ControlPlaneConfiguration(String region, Endpoints endpoints, Duration leastUpdate) {}
