package dev.hearth.dataplane.async;

import dev.hearth.dataplane.frontend.AcceptedEvents;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import dev.hearth.model.Quotas;
import dev.hearth.time.Ids;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Destinations that are functions of the same account: each record is an event of theirs, if the role of the function
 * that they hear of may invoke them when there is something to tell, and if it is no larger than events may be.
 */
public final class FunctionDestinations implements Destinations {
    private static final Pattern ARN =
            Pattern.compile("arn:aws:lambda:([a-z0-9-]+):(\\d{12}):function:([a-zA-Z0-9-_]+)(:([a-zA-Z0-9-_$]+))?");

    private final AcceptedEvents events;
    private final RolePermission permission;
    private final Ids ids;

    /** Whether a function's role lets it invoke another function. */
    @FunctionalInterface
    public interface RolePermission {
        boolean mayInvoke(FunctionArn source, FunctionArn target);
    }

    public FunctionDestinations(AcceptedEvents events, RolePermission permission, Ids ids) {
        this.events = events;
        this.permission = permission;
        this.ids = ids;
    }

    @Override
    public Delivery deliver(FunctionArn source, String target, byte[] record) {
        AccountId account = source.account();
        Matcher arn = ARN.matcher(target);
        if (!arn.matches() || !arn.group(2).equals(account.value())) {
            return Delivery.UNKNOWN;
        }
        FunctionArn function = new FunctionArn(arn.group(1), account, arn.group(3), Optional.ofNullable(arn.group(5)));
        if (!permission.mayInvoke(source, function)) {
            return Delivery.DENIED;
        }
        if (record.length > Quotas.ASYNCHRONOUS_EVENT_BYTES) {
            return Delivery.TOO_LARGE;
        }
        events.accept(
                new Invocation(ids.uuid(), record, function, "", Optional.empty(), Optional.empty(), Optional.empty()));
        return Delivery.DELIVERED;
    }
}
