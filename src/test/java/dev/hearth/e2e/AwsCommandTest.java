package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The README's way: nothing but the stock {@code aws} command and what {@code hearth env} exports. */
@ExtendWith(SharedHearth.class)
class AwsCommandTest {
    @TempDir
    Path folder;

    private Map<String, String> environment = Map.of();

    @BeforeEach
    void needTheCommand(HearthProcess hearth) {
        Assumptions.assumeTrue(Commands.isPresent("aws"), "the aws command is not on this machine");
        environment = new HashMap<>(hearth.environment());
        environment.put("AWS_PAGER", "");
        environment.put("AWS_CONFIG_FILE", folder.resolve("no-config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE", folder.resolve("no-credentials").toString());
    }

    private String aws(String... arguments) {
        List<String> command = new ArrayList<>(List.of("aws", "lambda"));
        command.addAll(List.of(arguments));
        return Commands.run(environment, command);
    }

    @Test
    void aFunctionsLife() throws Exception {
        String name = Functions.name("stock");
        Path zip = folder.resolve("hello.zip");
        Files.write(
                zip,
                Packages.zip("app.py", "def handler(event, context): return {'hello': event.get('name', 'world')}")
                        .asByteArray());
        String created = aws(
                "create-function",
                "--function-name",
                name,
                "--runtime",
                "python3.13",
                "--handler",
                "app.handler",
                "--role",
                Functions.ROLE,
                "--zip-file",
                "fileb://" + zip,
                "--tags",
                "team=fire");
        assertThat(created).contains("\"State\": \"Pending\"").contains("\"CodeSha256\"");
        aws("wait", "function-active-v2", "--function-name", name);

        Path event = Files.writeString(folder.resolve("event.json"), "{\"name\": \"Hearth\"}");
        Path answer = folder.resolve("answer.json");
        String invoked = aws("invoke", "--function-name", name, "--payload", "fileb://" + event, answer.toString());
        assertThat(invoked).contains("\"StatusCode\": 200").contains("\"ExecutedVersion\": \"$LATEST\"");
        assertThat(answer).hasContent("{\"hello\": \"Hearth\"}");

        assertThat(aws("get-function", "--function-name", name))
                .contains("\"Location\": \"http")
                .contains("\"team\": \"fire\"");
        aws("update-function-configuration", "--function-name", name, "--timeout", "7");
        aws("wait", "function-updated-v2", "--function-name", name);
        assertThat(aws("get-function-configuration", "--function-name", name)).contains("\"Timeout\": 7");
        assertThat(aws("list-functions")).contains("\"FunctionName\": \"" + name + "\"");
        aws("delete-function", "--function-name", name);
        Commands.Result gone =
                Commands.attempt(environment, List.of("aws", "lambda", "get-function", "--function-name", name));
        assertThat(gone.status()).isNotZero();
        assertThat(gone.errors())
                .contains("An error occurred (ResourceNotFoundException) when calling the GetFunction operation: "
                        + "Function not found: arn:aws:lambda:us-east-1:000000000000:function:" + name);
    }

    @Test
    void whoAmI() {
        assertThat(Commands.run(environment, List.of("aws", "sts", "get-caller-identity")))
                .contains("\"Account\": \"000000000000\"");
    }
}
