package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Functions of one Hearth act as roles of another one, whose STS gives the sessions. */
@ExtendWith(SharedHearth.class)
class OtherStsTest {
    private static final String TRUST = "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\","
            + " \"Principal\": {\"AWS\": \"000000000000\"}, \"Action\": \"sts:AssumeRole\"}}";

    private static final String SOURCE = """
            import os
            def handler(event, context):
                names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL")
                return " ".join(os.environ.get(name, "none") for name in names)
            """;

    @TempDir
    Path data;

    @Test
    void aFunctionsCredentialsAreGoodThere(HearthProcess other) {
        assumeTrue(Commands.isPresent("aws"), "the role is made with the aws command");
        Map<String, String> keys = other.environment();
        Commands.run(
                keys,
                List.of("aws", "iam", "create-role", "--role-name", "away", "--assume-role-policy-document", TRUST));
        try (HearthProcess hearth = HearthProcess.start(
                data,
                "--sts-endpoint",
                other.endpoint().toString(),
                "--sts-access-key-id",
                keys.get("AWS_ACCESS_KEY_ID"),
                "--sts-secret-access-key",
                keys.get("AWS_SECRET_ACCESS_KEY"))) {
            Functions functions = new Functions(hearth.client());
            String name = functions.deploy(
                    "python3.13",
                    "app.handler",
                    Packages.zip("app.py", SOURCE),
                    request -> request.role("arn:aws:iam::000000000000:role/away"));
            String[] seen = functions.answer(name, "{}").replace("\"", "").split(" ", -1);
            assertThat(seen[3])
                    .as("the address of this Hearth, where they are good for nothing")
                    .isEqualTo("none");
            Map<String, String> session = new HashMap<>(keys);
            session.put("AWS_ACCESS_KEY_ID", seen[0]);
            session.put("AWS_SECRET_ACCESS_KEY", seen[1]);
            session.put("AWS_SESSION_TOKEN", seen[2]);
            assertThat(Commands.run(session, List.of("aws", "sts", "get-caller-identity")))
                    .contains("arn:aws:sts::000000000000:assumed-role/away/" + name);

            String unknown = functions.deploy(
                    "python3.13",
                    "app.handler",
                    Packages.zip("app.py", SOURCE),
                    request -> request.role("arn:aws:iam::000000000000:role/nobodys"));
            assertThatThrownBy(() -> functions.invoke(unknown, "{}"))
                    .hasMessageContaining("The role defined for the function cannot be assumed by Lambda.");
        }
    }
}
