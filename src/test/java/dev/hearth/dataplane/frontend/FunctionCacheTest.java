package dev.hearth.dataplane.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.documents.Kinds;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.ReservedConcurrency;
import dev.hearth.model.TestingModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A function is read again when something that calls depend on has changed, and only then. */
class FunctionCacheTest {
    private static final FunctionArn ARN = TestingModel.arn("f");

    /** What others keep in a function's scope, and write with every call. */
    private static final Kind<String> OTHER = Kind.of(
            "other",
            text -> JsonObject.builder().put("text", text).build(),
            document -> document.string("text").orElseThrow());

    private final WatchedStore store = new WatchedStore();
    private final FunctionCache cache = new FunctionCache(store);

    @BeforeEach
    void readOnce() {
        store.put(TestingModel.function(ARN, "r1", TestingModel.configuration("f"), FunctionState.ACTIVE));
        assertThat(cache.find(ARN)).isPresent();
        assertThat(cache.withheld(ARN.account())).isZero();
    }

    @Test
    void whatOthersKeepOfAFunctionDoesNotMakeItForgotten() {
        int reads = store.reads();
        for (int i = 0; i < 100; i++) {
            write(OTHER, "name" + i, "text");
            assertThat(cache.find(ARN)).isPresent();
        }
        assertThat(store.reads()).isEqualTo(reads);
    }

    @Test
    void whatCallsDependOnDoes() {
        int reads = store.reads();
        write(Kinds.RESERVED_CONCURRENCY, Kinds.ONLY, new ReservedConcurrency(ARN, 7));
        assertThat(cache.find(ARN).orElseThrow().main().reservation())
                .hasValueSatisfying(reservation -> assertThat(reservation.all()).isEqualTo(7));
        assertThat(cache.withheld(ARN.account())).isEqualTo(7);
        assertThat(store.reads()).isEqualTo(reads + 2);
    }

    @Test
    void everythingIsForgottenWhenChangesWereMissed() {
        int reads = store.reads();
        store.missChanges();
        assertThat(cache.find(ARN)).isPresent();
        assertThat(cache.withheld(ARN.account())).isZero();
        assertThat(store.reads()).isEqualTo(reads + 2);
    }

    private <T> void write(Kind<T> kind, String name, T document) {
        store.write(transaction -> {
            transaction.put(kind, Scope.function(ARN), name, document);
            return name;
        });
    }
}
