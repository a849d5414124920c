package dev.hearth.dataplane.functionurl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.http.TestRequest;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionUrl.Authentication;
import dev.hearth.model.FunctionUrl.InvokeMode;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.iam.ResourcePolicy;
import dev.hearth.neighbours.iam.UnknownRoles;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may call a URL: those whom policies let do so. */
class PolicyUrlAccessTest {
    private static final AccountId ACCOUNT = new AccountId("111122223333");
    private static final FunctionArn FUNCTION = new FunctionArn("us-east-1", ACCOUNT, "f", Optional.empty());
    private static final Principal ANYBODY = new Principal.Anonymous();
    private static final Principal STRANGER = new Principal.Root(new AccountId("444455556666"));

    private final Store store = SqliteStore.inMemory();
    private final FunctionAccess functions =
            new FunctionAccess(store, new Authorization(store, UnknownRoles.ACCOUNT, Time.SYSTEM, Ids.secure()));
    private final PolicyUrlAccess access = new PolicyUrlAccess(functions, "us-east-1");

    @AfterEach
    void close() {
        store.close();
    }

    private void policy(String... statements) {
        List<JsonObject> parsed = new ArrayList<>();
        for (String statement : statements) {
            String effect = statement.startsWith("\"Effect\"") ? "" : "\"Effect\":\"Allow\",";
            parsed.add(Json.parseObject("{" + effect + "\"Resource\":\"" + FUNCTION + "\"," + statement + "}"));
        }
        store.<Optional<ResourcePolicy>>write(transaction -> {
            transaction.put(
                    ResourcePolicy.OF_FUNCTION,
                    Scope.function(FUNCTION),
                    ResourcePolicy.name(FUNCTION),
                    new ResourcePolicy(parsed, "r"));
            return Optional.empty();
        });
    }

    private boolean allows(Principal principal, Authentication type) {
        FunctionUrl url = new FunctionUrl(
                "id", FUNCTION, type, Optional.empty(), InvokeMode.BUFFERED, Instant.EPOCH, Instant.EPOCH);
        return access.allows(principal, url, new TestRequest());
    }

    private static final String URL_ONLY = "\"Sid\":\"a\",\"Principal\":\"*\",\"Action\":\"lambda:InvokeFunctionUrl\","
            + "\"Condition\":{\"StringEquals\":{\"lambda:FunctionUrlAuthType\":\"NONE\"}}";
    private static final String INVOKE_VIA_URL = "\"Sid\":\"b\",\"Principal\":\"*\","
            + "\"Action\":\"lambda:InvokeFunction\","
            + "\"Condition\":{\"Bool\":{\"lambda:InvokedViaFunctionUrl\":\"true\"}}";

    @Test
    void thePermissionForUrlsIsEnough() {
        assertThat(allows(ANYBODY, Authentication.NONE)).isFalse();
        policy(INVOKE_VIA_URL);
        assertThat(allows(ANYBODY, Authentication.NONE)).isFalse();
        policy(URL_ONLY);
        assertThat(allows(ANYBODY, Authentication.NONE)).isTrue();
        policy(URL_ONLY, INVOKE_VIA_URL);
        assertThat(allows(ANYBODY, Authentication.NONE)).isTrue();
        assertThat(allows(STRANGER, Authentication.NONE)).isTrue();
        assertThat(allows(STRANGER, Authentication.AWS_IAM))
                .as("for URLs of another type")
                .isFalse();
        assertThat(allows(new Principal.Root(ACCOUNT), Authentication.AWS_IAM)).isTrue();
    }

    /** Who must not invoke the function must not do so by its URL. */
    @Test
    void aDenialOfInvokingIsOneOfUrlsToo() {
        policy(URL_ONLY, "\"Effect\":\"Deny\"," + INVOKE_VIA_URL);
        assertThat(allows(ANYBODY, Authentication.NONE)).isFalse();
    }

    /** What lets everybody call the URL lets nobody invoke the function past it. */
    @Test
    void thePermissionForUrlsIsForUrlsOnly() {
        policy(URL_ONLY, INVOKE_VIA_URL);
        assertThat(functions
                        .decide(
                                STRANGER,
                                "lambda:InvokeFunction",
                                FUNCTION,
                                () -> RequestContext.of("lambda:InvokedViaFunctionUrl", "false"))
                        .allows())
                .isFalse();
    }

    @Test
    void conditionsMayAskWhereACallComesFromAndWhen() {
        String here = ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"},"
                + "\"StringEquals\":{\"aws:RequestedRegion\":\"us-east-1\",\"aws:PrincipalAccount\":\"444455556666\"},"
                + "\"Bool\":{\"aws:SecureTransport\":\"false\"},"
                + "\"DateGreaterThan\":{\"aws:CurrentTime\":\"2020-01-01T00:00:00Z\"}}";
        policy("\"Sid\":\"a\",\"Principal\":{\"AWS\":\"444455556666\"},\"Action\":\"lambda:*\"" + here);
        assertThat(allows(STRANGER, Authentication.AWS_IAM)).isTrue();
        policy("\"Sid\":\"a\",\"Principal\":{\"AWS\":\"444455556666\"},\"Action\":\"lambda:*\""
                + here.replace("127.0.0.0/8", "10.0.0.0/8"));
        assertThat(allows(STRANGER, Authentication.AWS_IAM)).isFalse();
    }
}
