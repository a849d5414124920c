package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.model.AccountId;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTargetTest {
    private static final AccountId FIRST = new AccountId("000000000000");
    private static final AccountId SECOND = new AccountId("111111111111");

    private final Store store = SqliteStore.inMemory();

    @BeforeEach
    void makeAccounts() {
        store.secret("region", () -> "us-east-1");
        store.accounts().createAccount(FIRST);
        store.accounts().createAccount(SECOND);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "hello, 000000000000, /aws/lambda/hello",
        "function:hello, 000000000000, /aws/lambda/hello",
        "111111111111:function:hello, 111111111111, /aws/lambda/hello",
        "arn:aws:lambda:us-east-1:111111111111:function:hello, 111111111111, /aws/lambda/hello",
        "/any/group, 000000000000, /any/group",
    })
    void aFunctionIsNamedInEveryWay(String text, String owner, String group) {
        LogTarget target = LogTarget.of(store, text, Optional.empty());
        assertThat(target.owner()).isEqualTo(new AccountId(owner));
        assertThat(target.group()).isEqualTo(group);
    }

    @Test
    void anAccountMayBeNamedBeside() {
        assertThat(LogTarget.of(store, "hello", Optional.of("111111111111")).owner())
                .isEqualTo(SECOND);
        assertThat(LogTarget.of(store, "/g", Optional.of("111111111111")).owner())
                .isEqualTo(SECOND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello:prod",
                "arn:aws:lambda:us-east-1:000000000000:function:hello:3",
                "arn:aws:lambda:eu-west-1:000000000000:function:hello",
                "222222222222:function:hello",
                "no name",
                "",
            })
    void whatNamesNoFunctionIsRefused(String text) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> LogTarget.of(store, text, Optional.empty()));
    }
}
