package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.model.AccountId;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {
    private static final AccountId ACCOUNT = new AccountId("123456789012");

    @TempDir
    Path folder;

    private final StringWriter remarks = new StringWriter();

    @Test
    void whoDeletesAnAccountsLastKeyIsToldSo() {
        StoredKey first;
        StoredKey second;
        try (Store store = SqliteStore.open(folder.resolve("hearth.db"))) {
            store.accounts().createAccount(ACCOUNT);
            first = KeyMaker.create(store.accounts(), ACCOUNT, Ids.secure());
            second = KeyMaker.create(store.accounts(), ACCOUNT, Ids.secure());
        }

        assertThat(delete(first.id())).isZero();
        assertThat(remarks.toString()).isEmpty();
        assertThat(delete(second.id())).isZero();
        assertThat(remarks.toString().strip())
                .isEqualTo("hearth: that was the last active key of account 123456789012:"
                        + " './hearth key create --account 123456789012' makes another.");
        assertThat(delete(second.id())).isEqualTo(2);
    }

    @Test
    void aChosenKeyIsKeptAsItIs() {
        try (Store store = SqliteStore.open(folder.resolve("hearth.db"))) {
            store.accounts().createAccount(ACCOUNT);
        }
        assertThat(run("key", "create", "--id", "test", "--secret", "test")).isZero();
        try (Store store = SqliteStore.open(folder.resolve("hearth.db"))) {
            StoredKey kept = store.accounts().findKey("test").orElseThrow();
            assertThat(kept.secret()).isEqualTo("test");
            assertThat(kept.account()).isEqualTo(ACCOUNT);
            assertThat(KeyMaker.isWeak(kept)).isTrue();
            assertThat(KeyMaker.isWeak(KeyMaker.create(store.accounts(), ACCOUNT, Ids.secure())))
                    .isFalse();
        }
        assertThat(run("key", "create", "--id", "test", "--secret", "other")).isEqualTo(2);
        assertThat(remarks.toString()).contains("There is an access key test already");
        assertThat(run("key", "create", "--id", "alone")).isEqualTo(2);
        assertThat(run("key", "create", "--id", "a/b", "--secret", "s")).isEqualTo(2);
        assertThat(run("key", "create", "--id", "ab", "--secret", "two words")).isEqualTo(2);
    }

    @Test
    void aWeakKeyIsRefusedWhereOtherMachinesCanConnect() {
        try (Store store = SqliteStore.open(folder.resolve("hearth.db"))) {
            store.accounts().createAccount(ACCOUNT);
        }
        long process = ProcessHandle.current().pid();
        new RunningServer("http://10.0.0.1:9380", "us-east-1", ACCOUNT.value(), process, "yes").write(folder);
        assertThat(run("key", "create", "--id", "test", "--secret", "test")).isEqualTo(2);
        assertThat(remarks.toString()).contains("Other machines can connect to this Hearth");
        assertThat(run("key", "create", "--id", "test", "--secret", "s".repeat(40)))
                .isZero();
        new RunningServer("http://127.0.0.1:9380", "us-east-1", ACCOUNT.value(), process, "no").write(folder);
        assertThat(run("key", "create", "--id", "other", "--secret", "test")).isZero();
    }

    private int delete(String key) {
        return run("key", "delete", key);
    }

    private int run(String... words) {
        String[] arguments = Arrays.copyOf(words, words.length + 2);
        arguments[words.length] = "--data";
        arguments[words.length + 1] = folder.toString();
        Output output = new Output(new PrintWriter(new StringWriter()), new PrintWriter(remarks));
        return Cli.run(arguments, Map.of(), new StoreOnly(), output, Ids.secure(), Time.SYSTEM);
    }
}
