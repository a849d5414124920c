package dev.hearth.dataplane.async;

import java.time.Instant;

/**
 * That a destination is still to be told what became of an event, which has ended: the record takes the place of the
 * event's payload.
 *
 * @param target an ARN, as it was configured when the event ended
 * @param ended when the event ended
 */
public record PendingDelivery(String target, Instant ended) {}
