package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.api.TestingExchange.Reply;
import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.Authenticator.Authenticated;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.TestingModel;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests for services that are not here, each in the protocol of its service. */
final class UnknownServiceTest {
    private static final String SENTENCE = "It has: lambda, logs, s3, sts.";

    private boolean known = true;

    private final Authenticator authenticator = (head, body) -> {
        if (!known) {
            throw new ServiceException(ErrorCode.UNRECOGNIZED_CLIENT, "who?");
        }
        String authorization = head.headers("authorization").getFirst();
        return new Authenticated(
                Caller.root(TestingModel.ACCOUNT, "AKIA"), authorization.split("/", -1)[3]);
    };

    @Test
    void jsonIsToldInTheVersionThatWasAsked() throws IOException {
        for (String version : List.of("1.0", "1.1")) {
            Reply reply = send(request("POST", "/", "dynamodb")
                    .header("X-Amz-Target", "DynamoDB_20120810.ListTables")
                    .header("Content-Type", "application/x-amz-json-" + version)
                    .body("{}"));
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.headers()).containsEntry("content-type", "application/x-amz-json-" + version);
            assertThat(reply.text())
                    .isEqualTo("{\"__type\":\"UnknownOperationException\",\"message\":\"Hearth has no service"
                            + " 'dynamodb'. " + SENTENCE + "\"}");
        }
    }

    @Test
    void formsAreToldInXml() throws IOException {
        Reply reply = send(request("POST", "/", "sns").body("Action=ListTopics&Version=2010-03-31"));
        assertThat(reply.headers()).containsEntry("content-type", "text/xml");
        assertThat(reply.text())
                .contains("<ErrorResponse ", "<Code>InvalidAction</Code>", "no service 'sns'. " + SENTENCE);
        assertThat(send(request("POST", "/", "ec2").body("Action=DescribeInstances"))
                        .text())
                .contains("<Response>", "<Errors>", "<Code>InvalidAction</Code>", "<RequestID>");
    }

    @Test
    void pathsAreToldInXmlOrJson() throws IOException {
        assertThat(send(request("GET", "/2013-04-01/hostedzone", "route53")).text())
                .contains("<ErrorResponse ", SENTENCE);
        Reply reply = send(request("GET", "/restapis", "apigateway"));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.headers()).containsEntry("x-amzn-errortype", "UnknownOperationException");
        assertThat(reply.text()).isEqualTo("{\"message\":\"Hearth has no service 'apigateway'. " + SENTENCE + "\"}");
    }

    @Test
    void cborIsToldInCbor() throws IOException {
        Reply reply = send(request("POST", "/service/GraniteServiceVersion20100801/operation/ListMetrics", "monitoring")
                .header("smithy-protocol", "rpc-v2-cbor"));
        assertThat(reply.headers()).containsEntry("content-type", "application/cbor");
        assertThat(reply.text()).contains("__type", "UnknownOperationException", "message", SENTENCE);
    }

    @Test
    void strangersLearnOnlyThatTheyAreStrangers() throws IOException {
        known = false;
        assertThat(send(request("GET", "/restapis", "apigateway")).text()).isEqualTo("{\"message\":\"who?\"}");
    }

    private static TestingExchange request(String method, String path, String service) {
        return new TestingExchange(method, path)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIA/20260304/us-east-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0");
    }

    private Reply send(TestingExchange exchange) throws IOException {
        return exchange.sendTo(new ApiHandler(
                authenticator,
                new BodyAdmission(authenticator, Runtime.getRuntime().maxMemory()),
                new TestingFrontend(call -> {
                    throw new AssertionError("nothing is invoked");
                }),
                List.of(),
                new ApiHandler.Services(
                        () -> true,
                        (request, response) -> response.send(new byte[0]),
                        (request, response) -> response.send(new byte[0]),
                        (caller, operation, input) -> JsonObject.EMPTY,
                        Map.of("sts", (caller, form, circumstances, id) -> ""),
                        (request, response) -> response.send(new byte[0]),
                        new Forwarder(ForwardTable.NONE, Time.SYSTEM)),
                Guards.open("us-east-1"),
                Ids.secure()));
    }
}
