package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** AWS's SDK for Python manages a function with all that belongs to one. */
@ExtendWith(SharedHearth.class)
class BotoTest {
    @Test
    void takesOnRoles(HearthProcess hearth) {
        Map<String, String> environment = new HashMap<>(hearth.environment());
        environment.put("AWS_CONFIG_FILE", "/dev/null");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        Assumptions.assumeTrue(
                Commands.attempt(environment, List.of("python3", "-c", "import boto3"))
                                .status()
                        == 0,
                "boto3 is not on this machine");
        String said =
                Commands.run(environment, List.of("python3", "src/test/python/roles.py", Functions.name("roles")));
        assertThat(said.lines())
                .containsExactly("identity", "permissions", "refusals", "objects", "refreshing", "removal");
    }

    @Test
    void managesAFunctionWithAllThatBelongsToIt(HearthProcess hearth) {
        Map<String, String> environment = new HashMap<>(hearth.environment());
        environment.put("AWS_CONFIG_FILE", "/dev/null");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        Assumptions.assumeTrue(
                Commands.attempt(environment, List.of("python3", "-c", "import boto3"))
                                .status()
                        == 0,
                "boto3 is not on this machine");
        String said =
                Commands.run(environment, List.of("python3", "src/test/python/management.py", Functions.name("boto")));
        assertThat(said.lines())
                .containsExactly(
                        "role_and_function",
                        "layers",
                        "versions_and_aliases",
                        "permissions",
                        "concurrency",
                        "configurations",
                        "events",
                        "buckets",
                        "removal");
    }
}
