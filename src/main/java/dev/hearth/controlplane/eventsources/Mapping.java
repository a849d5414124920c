package dev.hearth.controlplane.eventsources;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.controlplane.operation.ShapeDocuments;
import dev.hearth.model.AccountId;
import dev.hearth.model.QueueMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.ScalingConfig;

/**
 * An event source mapping in the store.
 *
 * <pre>
 * from                    event                     to
 * (none)                  create                    CREATING; DISABLED for a queue's, if that was asked for
 * CREATING                done                      ENABLED or DISABLED, as was asked for
 * ENABLED, DISABLED       update                    UPDATING
 * DISABLED                update to enabled         ENABLING
 * ENABLED                 update to disabled        DISABLING
 * UPDATING, ENABLING,
 * DISABLING               done                      ENABLED or DISABLED, as was asked for
 * ENABLED, DISABLED       delete                    DELETING
 * DELETING                done                      (none)
 * any other               update, delete            refused: ResourceInUseException
 * </pre>
 *
 * @param shown the mapping in the form of the API, with its state
 * @param enabled whether the mapping becomes enabled when its transition is done
 */
record Mapping(AccountId account, EventSourceMappingConfiguration shown, boolean enabled, Map<String, String> tags) {
    static final Kind<Mapping> KIND = Kind.of("event-source-mapping", Mapping::document, Mapping::of)
            .withPending(mapping -> !mapping.isSettled());

    Mapping {
        tags = Map.copyOf(tags);
    }

    /** The names of states in the API. */
    enum State {
        CREATING("Creating"),
        ENABLING("Enabling"),
        ENABLED("Enabled"),
        DISABLING("Disabling"),
        DISABLED("Disabled"),
        UPDATING("Updating"),
        DELETING("Deleting");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    String id() {
        return shown.uuid();
    }

    boolean is(State state) {
        return shown.state().equals(state.wire());
    }

    /** The mapping as pollers need it; empty if its source is no queue. */
    Optional<QueueMapping> polled() {
        if (SourceType.of(shown) != SourceType.SQS) {
            return Optional.empty();
        }
        List<String> filters = shown.filterCriteria() == null
                ? List.of()
                : shown.filterCriteria().filters().stream().map(Filter::pattern).toList();
        ScalingConfig scaling = shown.scalingConfig();
        Integer most = scaling == null ? null : scaling.maximumConcurrency();
        return Optional.of(new QueueMapping(
                id(),
                account,
                shown.eventSourceArn(),
                shown.functionArn(),
                shown.batchSize(),
                Duration.ofSeconds(shown.maximumBatchingWindowInSeconds()),
                filters,
                shown.functionResponseTypes().contains(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES),
                most == null ? OptionalInt.empty() : OptionalInt.of(most)));
    }

    boolean isSettled() {
        return is(State.ENABLED) || is(State.DISABLED);
    }

    Mapping withState(State state) {
        return new Mapping(account, shown.toBuilder().state(state.wire()).build(), enabled, tags);
    }

    Mapping withTags(Map<String, String> other) {
        return new Mapping(account, shown, enabled, other);
    }

    /** The mapping after its transition. Not for a mapping that is deleted. */
    Mapping settled() {
        if (isSettled() || is(State.DELETING)) {
            throw new IllegalStateException("nothing is under way for " + id() + ", which is " + shown.state());
        }
        return withState(enabled ? State.ENABLED : State.DISABLED);
    }

    /** The mapping with another configuration, in transition to it. */
    Mapping updated(EventSourceMappingConfiguration other, boolean toBeEnabled, Instant now) {
        State next = toBeEnabled == enabled ? State.UPDATING : toBeEnabled ? State.ENABLING : State.DISABLING;
        EventSourceMappingConfiguration changed =
                other.toBuilder().state(next.wire()).lastModified(now).build();
        return new Mapping(account, changed, toBeEnabled, tags);
    }

    private JsonObject document() {
        return JsonObject.builder()
                .put("account", account.value())
                .put("mapping", ShapeDocuments.write(shown))
                .put("enabled", enabled)
                .put("tags", JsonValue.of(tags))
                .build();
    }

    private static Mapping of(JsonObject document) {
        return new Mapping(
                new AccountId(document.string("account").orElseThrow()),
                ShapeDocuments.read(document.object("mapping").orElseThrow(), EventSourceMappingConfiguration.builder())
                        .build(),
                document.bool("enabled").orElseThrow(),
                document.object("tags").orElse(JsonObject.EMPTY).strings());
    }
}
