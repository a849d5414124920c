package dev.hearth.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.documents.Kinds;
import dev.hearth.model.Function;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state in a file moves to PostgreSQL, whole. */
final class StoreCopyTest {
    /** More than are copied at once, twice, and not a multiple of these. */
    private static final int FUNCTIONS = 2 * Limits.COPIED + 7;

    private static final Scope JOBS = Scope.events(StoreContract.ACCOUNT, "jobs");

    private static PostgresServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.shared();
    }

    private Path file(int functions) {
        Path file = folder.resolve("state" + functions + ".db");
        try (Store store = SqliteStore.open(file)) {
            store.accounts().createAccount(StoreContract.ACCOUNT);
            store.accounts()
                    .createKey(new AccountStore.StoredKey("AKIA1", "secret", StoreContract.ACCOUNT, Instant.EPOCH));
            store.secret("region", () -> "eu-central-1");
            store.write(transaction -> {
                for (int i = 0; i < functions; i++) {
                    String name = "f" + i;
                    Function function = TestingFunctions.full(StoreContract.ACCOUNT, name);
                    transaction.put(Kinds.FUNCTION, Scope.of(StoreContract.ACCOUNT), name, function);
                }
                transaction.put(ClaimsTest.JOB, JOBS, "job", Instant.EPOCH);
                return transaction.claimDue(
                        ClaimsTest.JOB, JOBS, new Lease("ended", Instant.EPOCH.plusSeconds(60)), Instant.EPOCH, 1);
            });
        }
        return file;
    }

    @Test
    void everythingIsThereAndASecondCopyChangesNothing() {
        copiesAllAndThenNothing(FUNCTIONS);
    }

    @Test
    @Tag("long")
    void aLargeStateIsCopiedToo() {
        copiesAllAndThenNothing(10_000);
    }

    private void copiesAllAndThenNothing(int count) {
        Path file = file(count);
        PostgresAddress target = PostgresAddress.of(server.freshAddress());
        StoreCopy.Report report = StoreCopy.copy(file, target);
        assertThat(report.before()).isFalse();
        assertThat(Objects.requireNonNull(report.tables().get("document")).rows())
                .isEqualTo(count + 1);
        try (Store store = PostgresServer.open(address(target));
                Store original = SqliteStore.open(file)) {
            List<Function> functions = store.read(view -> view.list(Kinds.FUNCTION, Scope.of(StoreContract.ACCOUNT)));
            assertThat(functions)
                    .isEqualTo(original.<List<Function>>read(
                            view -> view.list(Kinds.FUNCTION, Scope.of(StoreContract.ACCOUNT))));
            assertThat(store.<Long>read(view -> view.count(Kinds.FUNCTION, Scope.of(StoreContract.ACCOUNT))))
                    .isEqualTo(count);
            assertThat(store.accounts().findKey("AKIA1"))
                    .isEqualTo(original.accounts().findKey("AKIA1"));
            assertThat(store.secret("region", () -> "none")).isEqualTo("eu-central-1");
            assertThat(store.<Optional<Instant>>read(view -> view.nextDue(ClaimsTest.JOB, JOBS, "me", Instant.EPOCH)))
                    .as("nobody has claimed it")
                    .contains(Instant.EPOCH);
        }
        StoreCopy.Report again = StoreCopy.copy(file, target);
        assertThat(again.before()).isTrue();
        assertThat(again.tables()).isEqualTo(report.tables());
    }

    @Test
    void aDatabaseWithAnotherStateIsLeftAlone() {
        PostgresAddress target = PostgresAddress.of(server.freshAddress());
        StoreCopy.copy(file(3), target);
        assertThatThrownBy(() -> StoreCopy.copy(file(4), target))
                .isInstanceOf(StoreCopy.OccupiedException.class)
                .hasMessageContaining(target.toString());
        try (Store store = PostgresServer.open(address(target))) {
            assertThat(store.<Long>read(view -> view.count(Kinds.FUNCTION, Scope.of(StoreContract.ACCOUNT))))
                    .isEqualTo(3);
        }
    }

    @Test
    void aCopyThatFailsLeavesNothing() throws Exception {
        Path file = file(3);
        String schema = server.freshSchema();
        PostgresAddress target = PostgresAddress.of(server.address(schema));
        PostgresServer.open(server.address(schema)).close();
        try (Connection connection = server.connect()) {
            Sql.update(connection, "ALTER TABLE " + schema + ".document ADD CHECK (name <> 'f2')");
            assertThatThrownBy(() -> StoreCopy.copy(file, target)).isInstanceOf(StoreException.class);
            Sql.update(connection, "ALTER TABLE " + schema + ".document DROP CONSTRAINT document_name_check");
        }
        assertThat(StoreCopy.copy(file, target).before()).isFalse();
    }

    private static String address(PostgresAddress target) {
        return "postgresql://hearth@" + target.hosts() + "/" + target.database() + "?" + target.options();
    }
}
