package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void carriageReturnsEndLines() {
        assertThat(Printable.of("Traceback:\r  File \"app.py\"\r\nend\n"))
                .isEqualTo("Traceback:\n  File \"app.py\"\nend\n");
    }

    @Test
    void theTerminalIsNotSteered() {
        assertThat(Printable.of("\u001b[2Jred\u0000\u0007\u009b1m\u007f"))
                .isEqualTo("\\x1b[2Jred\\x00\\x07\\x9b1m\\x7f");
        assertThat(Printable.of("täb\there 日本 \\ $1")).isEqualTo("täb\there 日本 \\ $1");
    }
}
