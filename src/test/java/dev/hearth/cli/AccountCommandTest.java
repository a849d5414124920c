package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.ReservedConcurrency;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountCommandTest {
    private static final String HEADER = "ACCOUNT       CONCURRENCY  UNRESERVED  REQUESTS PER SECOND\n";

    @TempDir
    Path folder;

    private StringWriter results = new StringWriter();
    private StringWriter remarks = new StringWriter();

    @BeforeEach
    void makeAccounts() {
        try (Store store = open()) {
            store.accounts().createAccount(new AccountId("111111111111"));
            store.accounts().createAccount(new AccountId("222222222222"));
        }
    }

    private Store open() {
        return SqliteStore.open(folder.resolve("hearth.db"));
    }

    @Test
    void aLimitIsADefaultUntilItIsSet() {
        assertThat(run()).isZero();
        assertThat(results)
                .hasToString(HEADER
                        + "111111111111  1000         1000        10000\n"
                        + "222222222222  1000         1000        10000\n");

        assertThat(run("25000")).isZero();
        assertThat(results).hasToString(HEADER + "111111111111  25000        25000       250000\n");
        assertThat(run("--account", "222222222222", "1")).isZero();
        assertThat(results).hasToString(HEADER + "222222222222  1            1           10\n");

        assertThat(run("--account", "111111111111")).isZero();
        assertThat(results).hasToString(HEADER + "111111111111  25000        25000       250000\n");
    }

    @Test
    void aLimitLeavesWhatIsReservedAndAHundredMore() {
        FunctionArn function = new FunctionArn("us-east-1", new AccountId("111111111111"), "f", Optional.empty());
        try (Store store = open()) {
            store.write(transaction -> {
                ReservedConcurrency reserved = new ReservedConcurrency(function, 300);
                transaction.put(Kinds.RESERVED_CONCURRENCY, Scope.function(function), Kinds.ONLY, reserved);
                return reserved;
            });
        }

        assertThat(run("399")).isEqualTo(2);
        assertThat(remarks)
                .hasToString("hearth: Functions of account 111111111111 have 300 reserved or provisioned, and 100 stay"
                        + " for all others: take some of that back first.\n");
        assertThat(run("400")).isZero();
        assertThat(results).hasToString(HEADER + "111111111111  400          100         4000\n");
    }

    @Test
    void aLimitIsANumberThatCanBe() {
        for (String wrong : new String[] {"0", "-1", "1000001", "many"}) {
            assertThat(run(wrong)).as(wrong).isEqualTo(2);
        }
        assertThat(run("--account", "333333333333", "5")).isEqualTo(2);
        assertThat(run()).isZero();
        assertThat(results.toString()).contains("111111111111  1000").contains("222222222222  1000");
    }

    private int run(String... arguments) {
        results = new StringWriter();
        remarks = new StringWriter();
        String[] all = Stream.of(
                        Stream.of("account", "limit"), Stream.of(arguments), Stream.of("--data", folder.toString()))
                .flatMap(part -> part)
                .toArray(String[]::new);
        Output output = new Output(new PrintWriter(results), new PrintWriter(remarks));
        return Cli.run(all, Map.of(), new StoreOnly(), output, Ids.secure(), Time.SYSTEM);
    }
}
