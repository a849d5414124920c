package dev.hearth.dataplane.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.async.Destinations.Delivery;
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

    private final List<Invocation> accepted = new ArrayList<>();
    private boolean allowed = true;
    private final FunctionDestinations destinations = new FunctionDestinations(
            accepted::add,
            (source, target) -> {
                assertThat(source).isEqualTo(SOURCE);
                assertThat(target.toString()).isEqualTo(TARGET);
                return allowed;
            },
            Ids.secure());

    @Test
    void theRoleIsAskedAtEachDelivery() {
        assertThat(destinations.deliver(SOURCE, TARGET, new byte[] {1})).isEqualTo(Delivery.DELIVERED);
        assertThat(accepted).hasSize(1);
        allowed = false;
        assertThat(destinations.deliver(SOURCE, TARGET, new byte[] {1})).isEqualTo(Delivery.DENIED);
        assertThat(accepted).hasSize(1);
    }

    /** An event and an answer to it can be more together than an event may be. */
    @Test
    void whatIsTooLargeForAnEventIsNotDelivered() {
        byte[] largest = new byte[Quotas.ASYNCHRONOUS_EVENT_BYTES];
        assertThat(destinations.deliver(SOURCE, TARGET, largest)).isEqualTo(Delivery.DELIVERED);
        assertThat(destinations.deliver(SOURCE, TARGET, new byte[largest.length + 1]))
                .isEqualTo(Delivery.TOO_LARGE);
        assertThat(accepted).hasSize(1);
    }

    @Test
    void otherAccountsAndServicesAreNotReached() {
        assertThat(destinations.deliver(SOURCE, TARGET.replace(ACCOUNT.value(), "444455556666"), new byte[] {1}))
                .isEqualTo(Delivery.UNKNOWN);
        assertThat(destinations.deliver(SOURCE, "arn:aws:sqs:us-east-1:111122223333:q", new byte[] {1}))
                .isEqualTo(Delivery.UNKNOWN);
        assertThat(accepted).isEmpty();
    }
}
