package dev.hearth.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.documents.Kinds;
import dev.hearth.model.Alias;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/** The store in a file: what it keeps, who may read it, and who else may write it. */
final class SqliteStoreTest extends StoreContract {
    @TempDir
    Path folder;

    private int opened;

    @Override
    Store open() {
        return SqliteStore.open(folder.resolve("state" + opened++ + ".db"));
    }

    @Test
    void isTheSameAfterClosing() {
        Path file = folder.resolve("again.db");
        try (Store first = SqliteStore.open(file)) {
            put(first, TestingFunctions.full(ACCOUNT, "f"));
            assertThat(first.secret("s", () -> "1")).isEqualTo("1");
        }
        try (Store second = SqliteStore.open(file)) {
            assertThat(find(second, "f")).contains(TestingFunctions.full(ACCOUNT, "f"));
            assertThat(second.secret("s", () -> "2")).isEqualTo("1");
        }
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        Path file = folder.resolve("private.db");
        try (Store store = SqliteStore.open(file)) {
            store.accounts().createAccount(ACCOUNT);
            for (String suffix : new String[] {"", "-wal", "-shm"}) {
                Path part = folder.resolve("private.db" + suffix);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void refusesTheStateOfANewerHearth() throws SQLException {
        Path file = folder.resolve("newer.db");
        SqliteStore.open(file).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> SqliteStore.open(file)).hasMessageContaining("newer Hearth");
    }

    /** What was there before counts were kept is counted once. */
    @Test
    void countsWhatAnEarlierHearthLeft() throws SQLException {
        Path file = folder.resolve("earlier.db");
        try (Store store = SqliteStore.open(file)) {
            put(store, TestingFunctions.plain(ACCOUNT, "f", "1"));
            put(store, TestingFunctions.plain(ACCOUNT, "g", "1"));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER document_added");
            statement.execute("DROP TRIGGER document_removed");
            statement.execute("DROP TABLE document_count");
            forgetClaims(statement);
            statement.execute("PRAGMA user_version = 1");
        }
        try (Store store = SqliteStore.open(file)) {
            assertThat(store.<Long>read(view -> view.count(Kinds.FUNCTION, Scope.of(ACCOUNT))))
                    .isEqualTo(2);
        }
        try (Store store = SqliteStore.open(file)) {
            store.write(transaction -> transaction.delete(Kinds.FUNCTION, Scope.of(ACCOUNT), "f"));
            assertThat(store.<Long>read(view -> view.count(Kinds.FUNCTION, Scope.of(ACCOUNT))))
                    .isEqualTo(1);
        }
    }

    private static void forgetClaims(Statement statement) throws SQLException {
        statement.execute("DROP TRIGGER claim_removed");
        statement.execute("DROP TABLE claim");
        statement.execute("DROP INDEX document_scope_due");
    }

    /** They were in the scope of their function's name. */
    @Test
    void findsTheEventsThatAnEarlierHearthAccepted() throws SQLException {
        Path file = folder.resolve("earlier-events.db");
        Kind<Instant> event = Kind.<Instant>of(
                        "event",
                        due -> JsonObject.builder().put("due", due.toString()).build(),
                        document -> Instant.parse(document.string("due").orElseThrow()))
                .withDue(Optional::of);
        Function function = TestingFunctions.plain(ACCOUNT, "f", "1");
        Scope earlier = Scope.function(function.arn());
        try (Store store = SqliteStore.open(file)) {
            put(store, function);
            store.write(transaction -> {
                transaction.put(event, earlier, "a", Instant.EPOCH);
                transaction.put(event, Scope.function(ACCOUNT, "deleted"), "b", Instant.EPOCH);
                return event;
            });
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            forgetClaims(statement);
            statement.execute("PRAGMA user_version = 2");
        }
        try (Store store = SqliteStore.open(file)) {
            Scope scope = Scope.events(ACCOUNT, function.id());
            assertThat(store.<List<Scope>>read(view -> view.scopes(event)))
                    .containsExactlyInAnyOrder(scope, Scope.events(ACCOUNT, "deleted"));
            assertThat(store.<List<Instant>>read(view -> view.list(event, scope)))
                    .containsExactly(Instant.EPOCH);
            assertThat(store.<Long>read(view -> view.count(event, scope))).isEqualTo(1);
            assertThat(store.<Boolean>read(view -> view.isEmpty(earlier))).isTrue();
        }
    }

    /** That is asked at each event that is accepted, on the one thread that writes. */
    @Test
    void counting100000TakesAsManyStepsAsCountingOne() throws SQLException {
        Path file = folder.resolve("many.db");
        SqliteStore.open(file).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                    INSERT INTO document (kind, account, parent, name, body)
                    SELECT 'alias', '000000000000', 'many', printf('%06d', i), '{}' FROM n
                    UNION ALL SELECT 'alias', '000000000000', 'one', 'a', '{}'""");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            long ofMany = steps(connection, new Scope(ACCOUNT, "many"), 100_000);
            assertThat(ofMany).isPositive().isEqualTo(steps(connection, new Scope(ACCOUNT, "one"), 1));
        }
    }

    /** The instructions of SQLite's virtual machine that it takes to count the documents of a scope. */
    private static long steps(Connection connection, Scope scope, long documents) throws SQLException {
        AtomicLong steps = new AtomicLong();
        View view = SqlDocuments.reading(connection, SqliteDialect.INSTANCE);
        assertThat(view.count(Kinds.ALIAS, scope)).isEqualTo(documents); // the statement is known from now on
        ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
            @Override
            protected int progress() {
                steps.incrementAndGet();
                return 0;
            }
        });
        assertThat(view.count(Kinds.ALIAS, scope)).isEqualTo(documents);
        ProgressHandler.clearHandler(connection);
        return steps.get();
    }

    @Test
    void noticesWhatAnotherProcessWrites() throws InterruptedException {
        Path file = folder.resolve("shared.db");
        StoredKey key = new StoredKey("AKIA1", "secret", ACCOUNT, Instant.EPOCH);
        // two stores over one file know as little of each other as two processes do
        try (Store server = SqliteStore.open(file);
                Store command = SqliteStore.open(file)) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            server.onChange(
                    ALL, Store.ChangeListener.of(change -> heard.add(change.name()), () -> heard.add("missed")));
            command.accounts().createAccount(ACCOUNT);
            command.accounts().createKey(key);
            assertThat(server.accounts().findKey("AKIA1")).contains(key);

            command.accounts().deleteKey("AKIA1");
            put(command, TestingFunctions.plain(ACCOUNT, "f", "1"));
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("f");
            // noticed by the same look, and before listeners were told
            assertThat(server.accounts().findKey("AKIA1")).isEmpty();

            command.write(transaction -> transaction.delete(Kinds.FUNCTION, Scope.of(ACCOUNT), "f"));
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("f");
        }
    }

    /** More was written between two looks than is kept of changes: what that was, nobody can say any more. */
    @Test
    void tellsWhoMissedChangesThatItDid() throws InterruptedException, SQLException {
        Path file = folder.resolve("busy.db");
        try (Store server = SqliteStore.open(file)) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            put(server, TestingFunctions.plain(ACCOUNT, "before", "1"));
            server.onChange(
                    Set.of(Kinds.ALIAS),
                    Store.ChangeListener.of(change -> heard.add("alias"), () -> heard.add("acts")));
            server.onChangeForget(ALL, Store.ChangeListener.of(change -> {}, () -> heard.add("forgets")));
            // as another process would, in one commit
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                statement.executeUpdate("""
                        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
                        INSERT INTO change (kind, account, parent, name)
                        SELECT 'function', '000000000000', '', 'f' || i FROM n""");
                statement.executeUpdate(
                        "DELETE FROM change WHERE sequence <= (SELECT max(sequence) FROM change) - " + Limits.CHANGES);
            }
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("forgets");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("acts");
            // from then on it hears of each again
            try (Store command = SqliteStore.open(file)) {
                command.write(transaction -> {
                    Scope scope = Scope.of(ACCOUNT);
                    FunctionArn arn = TestingFunctions.plain(ACCOUNT, "f", "1").arn();
                    transaction.put(Kinds.ALIAS, scope, "a", new Alias(arn, "1", Optional.empty(), "", "r"));
                    return scope;
                });
            }
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("alias");
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void keepsWhatItSaidItKeptWhenKilled() throws Exception {
        long seed = Long.getLong("hearth.seed", 20261123L);
        Random random = new Random(seed);
        Path file = folder.resolve("killed.db");
        int first = 0;
        for (int life = 0; life < 4; life++) {
            int acknowledged = commitUntilKilled(file, first, first + random.nextInt(60));
            try (Store store = SqliteStore.open(file)) {
                for (int i = 0; i <= acknowledged; i++) {
                    assertThat(find(store, "f" + i))
                            .as("seed %s function %s", seed, i)
                            .isPresent();
                }
            }
            assertThat(integrity(file)).as("seed %s", seed).isEqualTo("ok");
            first = acknowledged + 1;
        }
    }

    /** The last number that the child said it had committed; lines on their way when it was killed count, too. */
    private static int commitUntilKilled(Path file, int first, int killAt) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CommittingProcess.class.getName(),
                        file.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = first - 1;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = Integer.parseInt(line);
                if (acknowledged >= killAt) {
                    // by its handle: killed through the process, its output would be closed, unread
                    child.toHandle().destroyForcibly();
                }
            }
        }
        child.waitFor();
        assertThat(acknowledged).isGreaterThanOrEqualTo(killAt);
        return acknowledged;
    }

    private static String integrity(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
            return row.next() ? row.getString(1) : "no answer";
        }
    }
}
