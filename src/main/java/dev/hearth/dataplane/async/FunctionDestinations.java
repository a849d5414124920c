package dev.hearth.dataplane.async;

import dev.hearth.dataplane.frontend.AcceptedEvents;
import dev.hearth.dataplane.frontend.Lineage;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import dev.hearth.model.Quotas;
import dev.hearth.time.Ids;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Destinations that are functions of the same account. Each record is delivered as an asynchronous invocation, if the
 * source function's role may invoke the destination at that time, and if the record is within the size limit of events.
 * The record continues the event's lineage, so that loops through destinations end like other loops.
 */
public final class FunctionDestinations implements Destinations {
    private static final Pattern ARN =
            Pattern.compile("arn:aws:lambda:([a-z0-9-]+):(\\d{12}):function:([a-zA-Z0-9-_]+)(:([a-zA-Z0-9-_$]+))?");

    private final AcceptedEvents events;
    private final Function<FunctionArn, Optional<Target>> targets;
    private final RolePermission permission;
    private final Ids ids;

    /** Decides whether a function's role may invoke another function. */
    @FunctionalInterface
    public interface RolePermission {
        boolean mayInvoke(FunctionArn source, FunctionArn target);
    }

    /**
     * A destination function.
     *
     * @param identity its unique identity, which a later function of the same name does not have
     * @param mayLoop whether it may be part of a loop
     */
    public record Target(String identity, boolean mayLoop) {}

    /** @param targets finds a function by its ARN */
    public FunctionDestinations(
            AcceptedEvents events,
            Function<FunctionArn, Optional<Target>> targets,
            RolePermission permission,
            Ids ids) {
        this.events = events;
        this.targets = targets;
        this.permission = permission;
        this.ids = ids;
    }

    @Override
    public Delivery deliver(Invocation source, String target, byte[] record) {
        AccountId account = source.invokedArn().account();
        Matcher arn = ARN.matcher(target);
        if (!arn.matches() || !arn.group(2).equals(account.value())) {
            return Delivery.UNKNOWN;
        }
        FunctionArn function = new FunctionArn(arn.group(1), account, arn.group(3), Optional.ofNullable(arn.group(5)));
        Optional<Target> known = targets.apply(function);
        if (known.isEmpty()) {
            return Delivery.UNKNOWN;
        }
        if (!permission.mayInvoke(source.invokedArn(), function)) {
            return Delivery.DENIED;
        }
        if (record.length > Quotas.ASYNCHRONOUS_EVENT_BYTES) {
            return Delivery.TOO_LARGE;
        }
        String trace = Lineage.turn(source.traceHeader(), Lineage.id(source.invokedArn()))
                .header();
        // the record of an event that was dropped as part of a loop would be dropped too, without end
        boolean over = Lineage.turn(trace, Lineage.id(function)).isOneTooMany();
        if (over && !known.get().mayLoop()) {
            return Delivery.LOOP;
        }
        Invocation event = new Invocation(
                ids.uuid(), record, function, trace, Optional.empty(), Optional.empty(), Optional.empty());
        events.accept(event, known.get().identity());
        return Delivery.DELIVERED;
    }
}
