package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Log groups around functions, with AWS's SDK for Python and {@code hearth logs}. */
@ExtendWith(SharedHearth.class)
class LogGroupsTest {
    @Test
    void groupsAreMadeFilteredFollowedRemovedAndShown(HearthProcess hearth) {
        Map<String, String> environment = new HashMap<>(hearth.environment());
        environment.put("AWS_CONFIG_FILE", "/dev/null");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        Assumptions.assumeTrue(
                Commands.attempt(environment, List.of("python3", "-c", "import boto3"))
                                .status()
                        == 0,
                "boto3 is not on this machine");
        String name = Functions.name("logging");
        assertThat(Commands.run(environment, List.of("python3", "src/test/python/log_groups.py", name))
                        .lines())
                .containsExactly(
                        "a_group_made_ahead_is_used",
                        "logs_are_filtered",
                        "a_tail_sees_each_event_once",
                        "a_removed_group_comes_again",
                        "events_are_put",
                        "a_function_logs_elsewhere");
        assertThat(hearth.run("logs", "arn:aws:lambda:us-east-1:000000000000:function:" + name + "-custom"))
                .contains("hello there");
    }
}
