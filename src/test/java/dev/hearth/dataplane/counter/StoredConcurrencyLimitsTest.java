package dev.hearth.dataplane.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.time.Eventually;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredConcurrencyLimitsTest {
    private static final AccountId ACCOUNT = new AccountId("111111111111");
    private static final AccountId OTHER = new AccountId("222222222222");

    @Test
    void followsTheStore(@TempDir Path folder) {
        Path database = folder.resolve("hearth.db");
        try (Store store = SqliteStore.open(database)) {
            StoredConcurrencyLimits limits = new StoredConcurrencyLimits(store);
            assertThat(limits.of(ACCOUNT)).isEqualTo(ConcurrencyLimit.DEFAULT);

            set(store, 7);
            assertThat(limits.of(ACCOUNT).invocations()).isEqualTo(7);
            assertThat(limits.of(OTHER)).isEqualTo(ConcurrencyLimit.DEFAULT);

            try (Store anotherProcess = SqliteStore.open(database)) {
                set(anotherProcess, 8);
            }
            Eventually.holds(() -> limits.of(ACCOUNT).invocations() == 8);
        }
    }

    private static void set(Store store, int invocations) {
        store.write(transaction -> {
            transaction.put(Kinds.CONCURRENCY_LIMIT, Scope.of(ACCOUNT), Kinds.ONLY, new ConcurrencyLimit(invocations));
            return invocations;
        });
    }
}
