package dev.hearth.base.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The numbers of system calls by name, from a table that is a resource of this program. */
final class SystemCallNumbers {
    private static final String TABLE = "system-calls.txt";

    private SystemCallNumbers() {}

    /** @param arm the numbers on arm64, else on x86-64 */
    static Map<String, Integer> of(boolean arm) {
        Map<String, Integer> numbers = new HashMap<>();
        table().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String[] columns = line.split(" ", -1);
            String number = columns[arm ? 2 : 1];
            if (!number.equals("-")) {
                numbers.put(columns[0], Integer.valueOf(number));
            }
        });
        return numbers;
    }

    private static String table() {
        try (InputStream file = SystemCallNumbers.class.getResourceAsStream(TABLE)) {
            if (file == null) {
                throw new IllegalStateException(TABLE + " is missing in the program");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
