package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** What goes wrong does so as on Lambda, and the next call works. */
@ExtendWith(SharedHearth.class)
class FailureTest {
    private LambdaClient client;
    private Functions functions;

    @BeforeEach
    void connect(HearthProcess hearth) {
        client = hearth.client();
        functions = new Functions(client);
    }

    /** A function that does what its event says, else answers 1. */
    private String mischief(int timeout, int memory) {
        return functions.deploy(
                "python3.13",
                "app.handler",
                Packages.zip("app.py", """
                        import os, time
                        def handler(event, context):
                            exec(event.get("run", ""))
                            return 1
                        """),
                request -> request.timeout(timeout).memorySize(memory));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "raise ValueError('no')|\"errorType\": \"ValueError\"|\"errorMessage\": \"no\"",
                "os._exit(7)|\"errorType\":\"Runtime.ExitError\"|Runtime exited with error: exit status 7",
                "os.kill(os.getpid(), 11)|\"errorType\":\"Runtime.ExitError\"|signal: segmentation fault",
                "b'x' * (2 << 28)|\"errorType\":\"Runtime.OutOfMemory\"|Runtime exited with error: signal: killed",
            })
    void aFailedCallIsReportedAndTheNextWorks(String run, String type, String message) {
        // a busy machine takes its time to fill and to kill
        failsAndTheNextWorks(mischief(30, 128), run, type, message);
    }

    @Test
    void aCallThatTakesTooLongIsReportedAndTheNextWorks() {
        failsAndTheNextWorks(
                mischief(2, 128),
                "time.sleep(60)",
                "\"errorType\":\"Sandbox.Timedout\"",
                "Task timed out after 2.00 seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"time.sleep(60)", "os._exit(0)"})
    void theEnvironmentIsResetWithItsFilesAndItsLogStream(String end) {
        String name = functions.deploy(
                "python3.13",
                "app.handler",
                Packages.zip("app.py", """
                        import os, subprocess, tempfile, time
                        kept = tempfile.gettempdir() + "/kept"
                        calls = 0
                        def handler(event, context):
                            global calls
                            calls += 1
                            if "run" in event:
                                with open(kept, "a") as file: file.write("kept ")
                                subprocess.Popen(["sleep", "86399"], start_new_session=True)
                                exec(event["run"])
                            sleeps = 0
                            for each in filter(str.isdigit, os.listdir("/proc")):
                                with open(f"/proc/{each}/cmdline") as file: sleeps += "86399" in file.read()
                            return [calls, open(kept).read(), sleeps, context.log_stream_name]
                        """),
                request -> request.timeout(2).memorySize(128));
        String stream = null;
        for (int i = 1; i <= 2; i++) {
            InvokeResponse failed = functions.invoke(name, "{\"run\": \"" + end + "\"}");
            assertThat(failed.functionError()).isEqualTo("Unhandled");
            InvokeResponse next = functions.invoke(name, "{}");
            String[] seen = next.payload().asUtf8String().split(", ", -1);
            assertThat(seen[0]).as("calls of this process").isEqualTo("[1");
            assertThat(seen[1]).isEqualTo("\"" + "kept ".repeat(i) + "\"");
            assertThat(seen[2]).as("processes of the one before").isEqualTo("0");
            assertThat(stream == null ? seen[3] : stream).isEqualTo(seen[3]);
            stream = seen[3];
            assertThat(Functions.log(next)).doesNotContain("Init Duration");
        }
    }

    private void failsAndTheNextWorks(String name, String run, String type, String message) {
        InvokeResponse failed = functions.invoke(name, "{\"run\": \"" + run + "\"}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.statusCode()).isEqualTo(200);
        assertThat(failed.payload().asUtf8String()).contains(type).contains(message);
        assertThat(Functions.log(failed)).contains("REPORT RequestId: ");
        assertThat(functions.answer(name, "{}")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "def handler(|Runtime.UserCodeSyntaxError",
                "import nothing_of_that_name|Runtime.ImportModuleError",
                "x = 1|Runtime.HandlerNotFound",
                "import os; os._exit(3)|Runtime.ExitError",
            })
    void aFailedInitIsReported(String source, String type) {
        String name = functions.deploy("python3.13", "app.handler", "app.py", source);
        for (int i = 0; i < 2; i++) {
            InvokeResponse failed = functions.invoke(name, "{}");
            assertThat(failed.functionError()).isEqualTo("Unhandled");
            assertThat(failed.payload().asUtf8String()).contains(type);
        }
    }

    @Test
    void aPackageWithoutAProgramIsReported() {
        String name = functions.deploy("provided.al2023", "any", "main.py", "print('not a bootstrap')");
        InvokeResponse failed = functions.invoke(name, "{}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.payload().asUtf8String())
                .contains("Runtime.InvalidEntrypoint")
                .contains("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
    }

    @Test
    void aSlowInitIsTriedAgainUnderTheFunctionsTimeout() {
        String name = functions.deploy(
                "python3.13",
                "app.handler",
                Packages.zip("app.py", "import time\ntime.sleep(30)\ndef handler(e, c): return 1"),
                request -> request.timeout(1));
        InvokeResponse failed = functions.invoke(name, "{}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.payload().asUtf8String()).contains("Task timed out after 1.00 seconds");
    }

    @Test
    void anAnswerOverSixMegabytesIsRefused() {
        String name = functions.deploy(
                "python3.13", "app.handler", "app.py", "def handler(event, context): return 'x' * event['size']");
        InvokeResponse failed = functions.invoke(name, "{\"size\": 7000000}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.payload().asUtf8String()).contains("Function.ResponseSizeTooLarge");
        assertThat(functions.answer(name, "{\"size\": 1}")).isEqualTo("\"x\"");
    }

    @Test
    void aRequestOverSixMegabytesIsRefused() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
        assertThatThrownBy(() -> functions.invoke(name, "\"" + "x".repeat(6 * 1024 * 1024) + "\""))
                .isInstanceOfSatisfying(LambdaException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(413);
                    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("RequestEntityTooLargeException");
                });
    }

    @Test
    void whatIsNotJsonIsRefused() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
        assertThatThrownBy(() -> functions.invoke(name, "{not json"))
                .isInstanceOf(InvalidRequestContentException.class)
                .hasMessageContaining("Could not parse request body into json");
    }

    @Test
    void anUnknownFunctionIsNotFound() {
        assertThatThrownBy(() -> functions.invoke("nobody", "{}"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody");
    }

    @Test
    void aNameIsTakenOnce() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
        assertThatThrownBy(() -> client.createFunction(request -> request.functionName(name)
                        .runtime("python3.13")
                        .handler("app.handler")
                        .role(Functions.ROLE)
                        .code(code -> code.zipFile(Packages.zip("app.py", "")))))
                .isInstanceOf(ResourceConflictException.class)
                .hasMessageContaining("Function already exist: " + name);
    }

    @Test
    void aStaleRevisionIsRefused() {
        String name = functions.deploy("python3.13", "app.handler", "app.py", "def handler(e, c): return 1");
        assertThatThrownBy(() -> client.updateFunctionConfiguration(request ->
                        request.functionName(name).revisionId("stale").timeout(5)))
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessageContaining("The Revision Id provided does not match the latest Revision Id");
    }

    @ParameterizedTest
    @CsvSource({"../../escape, .., unzip", "/absolute, /, unzip"})
    void aPackageThatPointsOutIsRefused(String entry, String what, String expected) {
        assertThat(entry).contains(what);
        assertThatThrownBy(() -> functions.deploy("python3.13", "app.handler", entry, "x"))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void aCorruptPackageIsRefused() {
        assertThatThrownBy(() -> functions.deploy(
                        "python3.13", "app.handler", SdkBytes.fromUtf8String("not a zip file"), request -> {}))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("Could not unzip uploaded file");
    }

    @Test
    void aBombIsRefused() {
        byte[] zeros = new byte[263 * 1024 * 1024];
        assertThatThrownBy(() -> functions.deploy(
                        "python3.13", "app.handler", Packages.zip(Map.of("zeros", zeros)), request -> {}))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("Unzipped size must be smaller than 262144000 bytes");
    }

    @Test
    void reservedVariablesAreRefused() {
        assertThatThrownBy(() -> functions.deploy(
                        "python3.13",
                        "app.handler",
                        Packages.zip("app.py", ""),
                        request -> request.environment(variables -> variables.variables(Map.of("AWS_REGION", "mars")))))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("Reserved keys used in this request: AWS_REGION");
    }
}
