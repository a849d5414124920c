package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AwsVersionTest {
    @Test
    void versionsThatIgnoreTheEndpointAreToldOf() {
        for (String old : List.of("2.9.19", "2.12.7", "1.28.85", "1.18.69", "0.9.1")) {
            assertThat(AwsCommand.warningOf("aws-cli/" + old + " Python/3.11.2 Linux/6.1"))
                    .as(old)
                    .hasValueSatisfying(warning ->
                            assertThat(warning).contains("aws-cli/" + old).contains("ignores AWS_ENDPOINT_URL"));
        }
        for (String will : List.of("2.13.0", "2.27.4", "1.29.0", "1.45.11", "3.0.0")) {
            assertThat(AwsCommand.warningOf("aws-cli/" + will + " Python/3.11.2"))
                    .as(will)
                    .isEmpty();
        }
        assertThat(AwsCommand.warningOf("something else")).isEmpty();
        assertThat(AwsCommand.warning("")).isEmpty();
    }
}
