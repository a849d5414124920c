package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.TenantIsolationMode;

/** Functions that isolate their tenants: a sandbox has one tenant for life. */
@ExtendWith(SharedHearth.class)
class TenancyTest {
    private static final String SOURCE = """
            tenants = []
            def handler(event, context):
                tenants.append(context.tenant_id)
                return tenants
            """;

    @Test
    void noSandboxSeesTwoTenants(HearthProcess hearth) {
        LambdaClient client = hearth.client();
        String name = new Functions(client)
                .deploy(
                        "python3.13",
                        "app.handler",
                        Packages.zip("app.py", SOURCE),
                        request -> request.tenancyConfig(
                                tenancy -> tenancy.tenantIsolationMode(TenantIsolationMode.PER_TENANT)));
        assertThat(client.getFunctionConfiguration(request -> request.functionName(name))
                        .tenancyConfig()
                        .tenantIsolationMode())
                .isEqualTo(TenantIsolationMode.PER_TENANT);
        assertThat(answer(client, name, "blue")).isEqualTo("[\"blue\"]");
        assertThat(answer(client, name, "green")).isEqualTo("[\"green\"]");
        assertThat(answer(client, name, "blue")).isEqualTo("[\"blue\", \"blue\"]");
        assertThatThrownBy(() -> client.invoke(request -> request.functionName(name)))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("Add a valid tenant ID");
    }

    @Test
    void otherFunctionsHaveNoTenants(HearthProcess hearth) {
        LambdaClient client = hearth.client();
        String name = new Functions(client).deploy("python3.13", "app.handler", "app.py", SOURCE);
        assertThatThrownBy(() -> answer(client, name, "blue"))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("Remove the tenant ID");
    }

    private static String answer(LambdaClient client, String function, String tenant) {
        return client.invoke(request -> request.functionName(function).tenantId(tenant))
                .payload()
                .asUtf8String();
    }
}
