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

    private int delete(String key) {
        String[] arguments = {"key", "delete", key, "--data", folder.toString()};
        Output output = new Output(new PrintWriter(new StringWriter()), new PrintWriter(remarks));
        return Cli.run(arguments, Map.of(), new StoreOnly(), output, Ids.secure(), Time.SYSTEM);
    }
}
