package dev.hearth.dataplane.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.async.Destinations.Delivery;
import dev.hearth.dataplane.frontend.Lineage;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import dev.hearth.model.Quotas;
import dev.hearth.time.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Destinations that are functions are told as far as the role of the function lets it. */
class FunctionDestinationsTest {
    private static final AccountId ACCOUNT = new AccountId("111122223333");
    private static final FunctionArn SOURCE = new FunctionArn("us-east-1", ACCOUNT, "f", Optional.of("live"));
    private static final String TARGET = "arn:aws:lambda:us-east-1:111122223333:function:g:7";
    private static final String TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";

    private final List<Invocation> accepted = new ArrayList<>();
    private final List<String> identities = new ArrayList<>();
    private boolean allowed = true;
    private boolean there = true;
    private boolean mayLoop;
    private final FunctionDestinations destinations = new FunctionDestinations(
            (event, identity) -> {
                accepted.add(event);
                identities.add(identity);
            },
            target -> there
                    ? Optional.of(new FunctionDestinations.Target("id of " + target.name(), mayLoop))
                    : Optional.empty(),
            (source, target) -> {
                assertThat(source).isEqualTo(SOURCE);
                assertThat(target.toString()).isEqualTo(TARGET);
                return allowed;
            },
            Ids.secure());

    private Delivery deliver(String target, byte[] record) {
        return deliver(TRACE, target, record);
    }

    private Delivery deliver(String trace, String target, byte[] record) {
        Invocation source =
                new Invocation("id", new byte[0], SOURCE, trace, Optional.empty(), Optional.empty(), Optional.empty());
        return destinations.deliver(source, target, record);
    }

    @Test
    void theRoleIsAskedAtEachDelivery() {
        assertThat(deliver(TARGET, new byte[] {1})).isEqualTo(Delivery.DELIVERED);
        assertThat(accepted).hasSize(1);
        assertThat(identities).containsExactly("id of g");
        allowed = false;
        assertThat(deliver(TARGET, new byte[] {1})).isEqualTo(Delivery.DENIED);
        assertThat(accepted).hasSize(1);
    }

    /** An event and an answer to it can be more together than an event may be. */
    @Test
    void whatIsTooLargeForAnEventIsNotDelivered() {
        byte[] largest = new byte[Quotas.ASYNCHRONOUS_EVENT_BYTES];
        assertThat(deliver(TARGET, largest)).isEqualTo(Delivery.DELIVERED);
        assertThat(deliver(TARGET, new byte[largest.length + 1])).isEqualTo(Delivery.TOO_LARGE);
        assertThat(accepted).hasSize(1);
    }

    @Test
    void otherAccountsAndServicesAreNotReached() {
        assertThat(deliver(TARGET.replace(ACCOUNT.value(), "444455556666"), new byte[] {1}))
                .isEqualTo(Delivery.UNKNOWN);
        assertThat(deliver("arn:aws:sqs:us-east-1:111122223333:q", new byte[] {1}))
                .isEqualTo(Delivery.UNKNOWN);
        there = false;
        assertThat(deliver(TARGET, new byte[] {1})).isEqualTo(Delivery.UNKNOWN);
        assertThat(accepted).isEmpty();
    }

    /** Two functions that are each other's destinations would go on for ever. */
    @Test
    void aLoopOfDestinationsEnds() {
        FunctionArn target = new FunctionArn("us-east-1", ACCOUNT, "g", Optional.of("7"));
        String trace = TRACE;
        for (int turn = 0; turn < 16; turn++) {
            assertThat(deliver(trace, TARGET, new byte[] {1}))
                    .as("turn %s", turn)
                    .isEqualTo(Delivery.DELIVERED);
            // the target runs, and tells the source in its turn
            trace = Lineage.turn(accepted.getLast().traceHeader(), Lineage.id(target))
                    .header();
        }
        assertThat(accepted.getLast().traceHeader()).startsWith(TRACE).contains(Lineage.id(SOURCE) + ":15");
        assertThat(deliver(trace, TARGET, new byte[] {1})).isEqualTo(Delivery.LOOP);
        mayLoop = true;
        assertThat(deliver(trace, TARGET, new byte[] {1})).isEqualTo(Delivery.DELIVERED);
    }
}
