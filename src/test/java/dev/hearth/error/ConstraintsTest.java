package dev.hearth.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ConstraintsTest {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]+");

    @Test
    void passesWhatTheModelAllows() {
        new Constraints()
                .required("FunctionName", "f")
                .pattern("FunctionName", "f", NAME)
                .pattern("Handler", null, NAME)
                .length("Handler", "", 0, 128)
                .range("MemorySize", 128, 128, 10240)
                .range("MemorySize", null, 128, 10240)
                .count("Layers", List.of(), 0, 5)
                .count("Tags", Map.of(), 0, 50)
                .oneOf("PackageType", "Zip", List.of("Zip", "Image"))
                .check();
    }

    @Test
    void reportsOneFailureInLambdasWords() {
        assertThatThrownBy(() ->
                        new Constraints().pattern("FunctionName", "a b", NAME).check())
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION))
                .hasMessage("1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint:"
                        + " Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+");
    }

    @Test
    void reportsAllFailuresAtOnce() {
        assertThatThrownBy(() -> new Constraints()
                        .required("Role", null)
                        .range("MemorySize", 64, 128, 10240)
                        .atLeast("Timeout", 0, 1)
                        .length("Description", "x".repeat(3), 0, 2)
                        .oneOf("PackageType", "Tar", List.of("Zip", "Image"))
                        .check())
                .hasMessage("5 validation errors detected: Value null at 'role' failed to satisfy constraint: Member"
                        + " must not be null; Value '64' at 'memorySize' failed to satisfy constraint: Member must have"
                        + " value greater than or equal to 128; Value '0' at 'timeout' failed to satisfy constraint:"
                        + " Member must have value greater than or equal to 1; Value 'xxx' at 'description' failed to"
                        + " satisfy constraint: Member must have length less than or equal to 2; Value 'Tar' at"
                        + " 'packageType' failed to satisfy constraint: Member must satisfy enum value set: [Zip,"
                        + " Image]");
    }
}
