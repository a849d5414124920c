package dev.hearth.async;

import dev.hearth.frontend.AcceptedEvents;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import dev.hearth.time.Ids;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Destinations that are functions of the same account: each record is an event of theirs. */
public final class FunctionDestinations implements Destinations {
    private static final Pattern ARN =
            Pattern.compile("arn:aws:lambda:([a-z0-9-]+):(\\d{12}):function:([a-zA-Z0-9-_]+)(:([a-zA-Z0-9-_$]+))?");

    private final AcceptedEvents events;
    private final Ids ids;

    public FunctionDestinations(AcceptedEvents events, Ids ids) {
        this.events = events;
        this.ids = ids;
    }

    @Override
    public boolean deliver(AccountId account, String target, byte[] record) {
        Matcher arn = ARN.matcher(target);
        if (!arn.matches() || !arn.group(2).equals(account.value())) {
            return false;
        }
        FunctionArn function = new FunctionArn(arn.group(1), account, arn.group(3), Optional.ofNullable(arn.group(5)));
        events.accept(
                new Invocation(ids.uuid(), record, function, "", Optional.empty(), Optional.empty(), Optional.empty()));
        return true;
    }
}
