package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.cli.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {
    @TempDir
    private Path folder;

    @Test
    void stateThatCantBeOpenedIsNamedInASentence() throws Exception {
        DataFolder data = DataFolder.at(folder);
        Optional<PostgresAddress> nobody = Optional.of(PostgresAddress.of("postgresql://127.0.0.1:1/nothing"));

        assertThatThrownBy(() -> Parts.store(data, nobody))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("Hearth can't open the state in postgresql://127.0.0.1:1/nothing: ")
                .hasMessageNotContaining("Exception");

        Files.writeString(data.database(), "no database");
        assertThatThrownBy(() -> Parts.store(data, Optional.empty()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("Hearth can't ");
    }
}
