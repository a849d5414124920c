package dev.hearth.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.documents.EventDisposal;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;

/** A deleted function leaves its events to be removed, and nothing else. */
class FunctionDeletionTest {
    private static final AccountId ACCOUNT = TestingControlPlane.ACCOUNT;
    private static final Kind<String> EVENT = Kind.of(
                    "event",
                    text -> JsonObject.builder().put("text", text).build(),
                    document -> document.string("text").orElseThrow())
            .withoutListeners();

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane plane;

    @BeforeEach
    void open() throws IOException {
        plane = new TestingControlPlane(folder);
        plane.create("f", Map.of());
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private String identity() {
        return plane.store()
                .read(view -> view.find(Kinds.FUNCTION, Scope.of(ACCOUNT), "f"))
                .orElseThrow()
                .id();
    }

    private void delete() {
        plane.call(
                DeleteFunctionResponse.class,
                DeleteFunctionRequest.builder().functionName("f").build());
    }

    /** With very many events the transaction would last for seconds, and nobody could write meanwhile. */
    @Test
    void itsEventsAreLeftToBeRemovedLater() {
        String identity = identity();
        Scope events = Scope.events(ACCOUNT, identity);
        plane.store().write(transaction -> {
            transaction.put(EVENT, events, "1", "waits");
            return events;
        });
        delete();
        assertThat(plane.store().<Boolean>read(view -> view.isEmpty(events))).isFalse();
        assertThat(plane.store().<List<EventDisposal>>read(view -> view.pending(Kinds.EVENT_DISPOSAL)))
                .containsExactly(new EventDisposal(ACCOUNT, identity));
        plane.create("f", Map.of());
        assertThat(identity()).as("its events are not those").isNotEqualTo(identity);
    }

    @Test
    void nothingIsLeftOfOneWithoutEvents() {
        delete();
        assertThat(plane.store().<List<EventDisposal>>read(view -> view.pending(Kinds.EVENT_DISPOSAL)))
                .isEmpty();
        assertThat(plane.store().<Boolean>read(view -> view.isEmpty(Scope.of(ACCOUNT))))
                .isTrue();
    }
}
