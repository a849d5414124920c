package dev.hearth.dataplane.runtimes;

import static dev.hearth.dataplane.runtimes.TestFunctions.CONTAINER;
import static dev.hearth.dataplane.runtimes.TestFunctions.function;
import static dev.hearth.dataplane.runtimes.TestFunctions.installation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionEnvironmentTest {
    private static final FunctionEnvironment.Platform PLATFORM = new FunctionEnvironment.Platform(
            "169.254.100.1:9001",
            "2026/01/01/[$LATEST]0123",
            InitializationType.ON_DEMAND,
            new FunctionEnvironment.Credentials("AKID", "secret", "token", Instant.MAX),
            Optional.of("http://169.254.100.1:9002"),
            62);

    @Test
    void everythingLambdaSets() {
        Map<String, String> environment = python(Map.of());
        assertThat(environment)
                .containsEntry("_HANDLER", "app.handler")
                .containsEntry("AWS_REGION", "eu-central-1")
                .containsEntry("AWS_DEFAULT_REGION", "eu-central-1")
                .containsEntry("AWS_EXECUTION_ENV", "AWS_Lambda_python3.11")
                .containsEntry("AWS_LAMBDA_FUNCTION_NAME", "greet")
                .containsEntry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
                .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
                .containsEntry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
                .containsEntry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/greet")
                .containsEntry("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0123")
                .containsEntry("AWS_LAMBDA_RUNTIME_API", "169.254.100.1:9001")
                .containsEntry("AWS_ACCESS_KEY_ID", "AKID")
                .containsEntry("AWS_SECRET_ACCESS_KEY", "secret")
                .containsEntry("AWS_SESSION_TOKEN", "token")
                .containsEntry("LAMBDA_TASK_ROOT", "/var/task")
                .containsEntry("LAMBDA_RUNTIME_DIR", "/var/runtime")
                .containsEntry("TZ", ":UTC")
                .containsEntry("LANG", "en_US.UTF-8")
                .containsEntry("PWD", "/var/task")
                .containsEntry("SHLVL", "0")
                .containsEntry("AWS_XRAY_DAEMON_ADDRESS", "169.254.100.1:2000")
                .containsEntry("_AWS_XRAY_DAEMON_ADDRESS", "169.254.100.1")
                .containsEntry("_AWS_XRAY_DAEMON_PORT", "2000")
                .containsEntry("AWS_ENDPOINT_URL", "http://169.254.100.1:9002")
                .containsEntry("_LAMBDA_TELEMETRY_LOG_FD", "62")
                .doesNotContainKey("AWS_LAMBDA_LOG_FORMAT")
                .containsEntry("PATH", "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin")
                .containsEntry(
                        "LD_LIBRARY_PATH",
                        "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib"
                                + ":/opt/lib");
    }

    @Test
    void theUsersVariablesReplaceDefaultsButNotReservedOnes() {
        Map<String, String> user =
                new HashMap<>(Map.of("TZ", "Europe/Berlin", "COLOUR", "red", "AWS_ENDPOINT_URL", "http://elsewhere"));
        user.put("AWS_REGION", "elsewhere");
        user.put("_X_AMZN_TRACE_ID", "made up");
        assertThat(python(user))
                .containsEntry("TZ", "Europe/Berlin")
                .containsEntry("COLOUR", "red")
                .containsEntry("AWS_ENDPOINT_URL", "http://elsewhere")
                .containsEntry("AWS_REGION", "eu-central-1")
                .doesNotContainKey("_X_AMZN_TRACE_ID");
    }

    @Test
    void anOsOnlyRuntimeHasNoExecutionEnvironment() {
        RuntimeInstallation provided =
                installation("provided.al2023", "", "/data/runtimes/r/bootstrap", Optional.empty());
        assertThat(FunctionEnvironment.of(function("provided.al2023", "any", Map.of()), provided, CONTAINER, PLATFORM))
                .doesNotContainKey("AWS_EXECUTION_ENV")
                .containsEntry("_HANDLER", "any");
    }

    @Test
    void credentialsAreNotPrinted() {
        assertThat(PLATFORM.toString()).doesNotContain("secret", "token");
    }

    @Test
    void anImageSeesItsOwnVariablesAndWhatWasRecorded() {
        FunctionVersion function = function("python3.11", "app.handler", Map.of("MINE", "user", "PATH", "/mine"));
        Map<String, String> image = Map.of("MINE", "image", "THEIRS", "image", "AWS_EXECUTION_ENV", "image");
        Map<String, String> environment =
                FunctionEnvironment.ofImage(function, image, List.of("app.handler", "more"), PLATFORM);
        assertThat(environment)
                .containsOnlyKeys(
                        "AWS_ACCESS_KEY_ID",
                        "AWS_DEFAULT_REGION",
                        "AWS_ENDPOINT_URL",
                        "AWS_EXECUTION_ENV",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "AWS_LAMBDA_FUNCTION_VERSION",
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        "AWS_LAMBDA_LOG_FORMAT",
                        "AWS_LAMBDA_LOG_GROUP_NAME",
                        "AWS_LAMBDA_LOG_STREAM_NAME",
                        "AWS_LAMBDA_RUNTIME_API",
                        "AWS_REGION",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_SESSION_TOKEN",
                        "AWS_XRAY_CONTEXT_MISSING",
                        "AWS_XRAY_DAEMON_ADDRESS",
                        "LAMBDA_RUNTIME_DIR",
                        "LAMBDA_TASK_ROOT",
                        "MINE",
                        "PATH",
                        "THEIRS",
                        "_AWS_XRAY_DAEMON_ADDRESS",
                        "_AWS_XRAY_DAEMON_PORT",
                        "_HANDLER",
                        "_LAMBDA_TELEMETRY_LOG_FD")
                .containsEntry("AWS_EXECUTION_ENV", "AWS_Lambda_Image")
                .containsEntry("AWS_LAMBDA_LOG_FORMAT", "Text")
                .containsEntry("LAMBDA_TASK_ROOT", "/var/task")
                .containsEntry("LAMBDA_RUNTIME_DIR", "/var/runtime")
                .containsEntry("MINE", "user")
                .containsEntry("THEIRS", "image")
                .containsEntry("PATH", "/mine")
                .containsEntry("_HANDLER", "app.handler");
        assertThat(FunctionEnvironment.ofImage(
                        function("python3.11", "app.handler", Map.of()), Map.of("TZ", "CET"), List.of(), PLATFORM))
                .containsEntry("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .containsEntry("TZ", "CET")
                .containsEntry("_HANDLER", "");
    }

    @Test
    void olderRuntimesOfJavaHaveTheKeyByItsEarlierNames() {
        assertThat(java("java11"))
                .containsEntry("AWS_ACCESS_KEY", "AKID")
                .containsEntry("AWS_SECRET_KEY", "secret")
                .containsEntry("AWS_ACCESS_KEY_ID", "AKID");
        assertThat(java("java8.al2")).containsEntry("AWS_ACCESS_KEY", "AKID");
        assertThat(java("java17")).doesNotContainKeys("AWS_ACCESS_KEY", "AWS_SECRET_KEY");
    }

    private static Map<String, String> java(String runtime) {
        RuntimeInstallation installed = installation(runtime, "21.0.1", "/usr/bin/java", Optional.empty());
        return FunctionEnvironment.of(function(runtime, "app.Handler", Map.of()), installed, CONTAINER, PLATFORM);
    }

    private static Map<String, String> python(Map<String, String> user) {
        RuntimeInstallation python = installation("python3.11", "3.11.2", "/usr/bin/python3.11", Optional.empty());
        return FunctionEnvironment.of(function("python3.11", "app.handler", user), python, CONTAINER, PLATFORM);
    }
}
