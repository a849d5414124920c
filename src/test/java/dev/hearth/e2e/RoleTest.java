package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Functions act as their roles, and reach Hearth from inside their sandboxes. */
@ExtendWith(SharedHearth.class)
class RoleTest {
    @Test
    void aFunctionIsItsRoleToTheServicesThatItFinds(HearthProcess hearth) {
        Functions functions = new Functions(hearth.client());
        String name = functions.deploy(
                "python3.13",
                "app.handler",
                Packages.folder(Path.of("src/test/functions/python/role")),
                request -> request.role("arn:aws:iam::000000000000:role/service/worker"));

        assertThat(functions.answer(name, "{}"))
                .contains("arn:aws:sts::000000000000:assumed-role/worker/" + name)
                .contains("<Account>000000000000</Account>");
    }

    @Test
    void aFunctionsOwnEndpointIsItsAffair(HearthProcess hearth) {
        Functions functions = new Functions(hearth.client());
        String name = functions.deploy(
                "python3.13",
                "app.handler",
                Packages.zip("app.py", """
                        import os
                        def handler(event, context):
                            return os.environ["AWS_ENDPOINT_URL"]
                        """),
                request -> request.environment(
                        environment -> environment.variables(Map.of("AWS_ENDPOINT_URL", "http://mine"))));

        assertThat(functions.answer(name, "{}")).isEqualTo("\"http://mine\"");
    }
}
