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
 * Destinations that are functions of the same account: each record is an event of theirs, if the role of the function
 * that they hear of may invoke them when there is something to tell, and if it is no larger than events may be. The
 * lineage of the event goes on in the record, so that destinations that lead back to a function end as other loops do.
 */
public final class FunctionDestinations implements Destinations {
    private static final Pattern ARN =
            Pattern.compile("arn:aws:lambda:([a-z0-9-]+):(\\d{12}):function:([a-zA-Z0-9-_]+)(:([a-zA-Z0-9-_$]+))?");

    private final AcceptedEvents events;
    private final Function<FunctionArn, Optional<Target>> targets;
    private final RolePermission permission;
    private final Ids ids;

    /** Whether a function's role lets it invoke another function. */
    @FunctionalInterface
    public interface RolePermission {
        boolean mayInvoke(FunctionArn source, FunctionArn target);
    }

    /**
     * A function that is told.
     *
     * @param identity its own for life
     * @param mayLoop whether it may be part of a loop
     */
    public record Target(String identity, boolean mayLoop) {}

    /** @param targets what is known of a function, if there is one of that name */
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
        // the record of an event that was dropped for this would be dropped too, and told of for ever
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
