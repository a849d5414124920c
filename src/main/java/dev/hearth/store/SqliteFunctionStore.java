package dev.hearth.store;

import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.UpdateStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Functions in SQLite: a document each, and beside it in columns what they are found by. */
final class SqliteFunctionStore implements FunctionStore {
    private final Lane reading;
    private final Lane writing;
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();

    /** The last change of the feed that listeners were told of, or that was there before them. */
    private final AtomicLong told;

    SqliteFunctionStore(Lane reading, Lane writing) {
        this.reading = reading;
        this.writing = writing;
        this.told = new AtomicLong(reading.call(SqliteFunctionStore::lastChange));
    }

    @Override
    public Optional<Function> find(AccountId account, String name) {
        return reading.call(connection -> Sql.query(
                        connection,
                        SqliteFunctionStore::function,
                        "SELECT document FROM function WHERE account = ? AND name = ?",
                        account.value(),
                        name)
                .stream()
                .findFirst());
    }

    @Override
    public List<Function> list(AccountId account, String after, int limit) {
        return reading.call(connection -> Sql.query(
                connection,
                SqliteFunctionStore::function,
                "SELECT document FROM function WHERE account = ? AND name > ? ORDER BY name LIMIT ?",
                account.value(),
                after,
                limit));
    }

    @Override
    public boolean create(Function function) {
        FunctionArn arn = function.arn();
        return write(
                arn,
                connection -> Sql.update(
                        connection,
                        """
                        INSERT OR IGNORE INTO function
                          (revision, unfinished, code, code_bytes, serving_code, document, account, name)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                        function.revisionId(),
                        unfinished(function),
                        function.configuration().code().sha256(),
                        function.configuration().code().size().bytes(),
                        servingCode(function),
                        FunctionDocument.write(function),
                        arn.account().value(),
                        arn.name()));
    }

    @Override
    public boolean replace(String expected, Function function) {
        FunctionArn arn = function.arn();
        return write(
                arn,
                connection -> Sql.update(
                        connection,
                        """
                        UPDATE function
                        SET revision = ?, unfinished = ?, code = ?, code_bytes = ?, serving_code = ?, document = ?
                        WHERE account = ? AND name = ? AND revision = ?""",
                        function.revisionId(),
                        unfinished(function),
                        function.configuration().code().sha256(),
                        function.configuration().code().size().bytes(),
                        servingCode(function),
                        FunctionDocument.write(function),
                        arn.account().value(),
                        arn.name(),
                        expected));
    }

    @Override
    public boolean delete(AccountId account, String name) {
        Optional<Function> found = find(account, name);
        return found.isPresent()
                && write(
                        found.get().arn(),
                        connection -> Sql.update(
                                connection,
                                "DELETE FROM function WHERE account = ? AND name = ?",
                                account.value(),
                                name));
    }

    @Override
    public List<Function> unfinished() {
        return reading.call(connection -> Sql.query(
                connection, SqliteFunctionStore::function, "SELECT document FROM function WHERE unfinished = 1"));
    }

    @Override
    public List<String> usedPackages() {
        return reading.call(connection -> Sql.query(connection, row -> row.getString(1), """
                SELECT code FROM function
                UNION SELECT serving_code FROM function WHERE serving_code IS NOT NULL"""));
    }

    @Override
    public Usage usage(AccountId account) {
        return reading.call(connection -> Sql.query(
                        connection,
                        row -> new Usage(row.getLong(1), row.getLong(2)),
                        "SELECT count(*), coalesce(sum(code_bytes), 0) FROM function WHERE account = ?",
                        account.value())
                .getFirst());
    }

    @Override
    public void onChange(ChangeListener listener) {
        listeners.add(listener);
    }

    /** Another process has written: tells the listeners what, if it was functions. */
    void changedElsewhere() {
        long since = told.get();
        List<Change> changes = reading.call(connection -> Sql.query(
                connection,
                row -> new Change(
                        row.getLong(1),
                        new FunctionArn(
                                row.getString(2), new AccountId(row.getString(3)), row.getString(4), Optional.empty())),
                "SELECT sequence, region, account, name FROM change WHERE sequence > ? ORDER BY sequence",
                since));
        for (Change change : changes) {
            tell(change.function());
            told.accumulateAndGet(change.sequence(), Math::max);
        }
    }

    private boolean write(FunctionArn function, Lane.Work<Integer> statement) {
        boolean changed = writing.transaction(connection -> {
            boolean any = statement.apply(connection) == 1;
            if (any) {
                note(connection, function);
            }
            return any;
        });
        if (changed) {
            tell(function);
        }
        return changed;
    }

    private static void note(Connection connection, FunctionArn function) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO change (region, account, name) VALUES (?, ?, ?)",
                function.region(),
                function.account().value(),
                function.name());
        Sql.update(
                connection,
                "DELETE FROM change WHERE sequence <= (SELECT max(sequence) FROM change) - ?",
                Limits.CHANGES);
    }

    private void tell(FunctionArn function) {
        for (ChangeListener listener : listeners) {
            listener.changed(function);
        }
    }

    private static long lastChange(Connection connection) throws SQLException {
        return Sql.query(connection, row -> row.getLong(1), "SELECT coalesce(max(sequence), 0) FROM change")
                .getFirst();
    }

    private static Function function(ResultSet row) throws SQLException {
        return FunctionDocument.read(row.getString(1));
    }

    private static @Nullable String servingCode(Function function) {
        return function.serving().map(serving -> serving.code().sha256()).orElse(null);
    }

    private static int unfinished(Function function) {
        return function.state().name() == FunctionState.Name.PENDING
                        || function.update().name() == UpdateStatus.Name.IN_PROGRESS
                ? 1
                : 0;
    }

    private record Change(long sequence, FunctionArn function) {}
}
