package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.auth.Caller;
import dev.hearth.model.AccountId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests that name one operation or resource to Hearth, and another one to the server that gets them. */
class ForwardedActionsTest {
    private static final Caller CALLER = Caller.root(new AccountId("111122223333"), "key");
    private static final String TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:111122223333:";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final ForwardedActions actions = new ForwardedActions("us-east-1");

    @Test
    void anOperationIsReadFromAllPlacesOfTheProtocols() {
        assertThat(actions("dynamodb", "/", "", Map.of("X-Amz-Target", "DynamoDB_20120810.GetItem"), "{}"))
                .containsExactly("dynamodb:GetItem");
        assertThat(actions("sqs", "/111122223333/q", "", Map.of("Content-Type", FORM), "Action=SendMessage"))
                .containsExactly("sqs:SendMessage");
        assertThat(actions("monitoring", "/service/Monitor/operation/PutMetricData", "", Map.of(), "&Action=No"))
                .containsExactly("cloudwatch:PutMetricData");
    }

    @Test
    void aFormIsReadWhateverItsTypeIs() {
        for (String type : List.of("Application/X-WWW-Form-URLencoded", "text/plain", " " + FORM)) {
            assertThat(actions("sns", "/", "Action=ListTopics", Map.of("Content-Type", type), "Action=DeleteTopic"))
                    .as(type)
                    .containsExactly("sns:DeleteTopic", "sns:ListTopics");
        }
    }

    @Test
    void aParameterDoesNotNameTheOperationOfARequestToAPath() {
        assertThat(actions("scheduler", "/schedules/s", "Action=GetSchedule", Map.of(), ""))
                .containsExactly("scheduler:*", "scheduler:GetSchedule");
        assertThat(actions("scheduler", "/schedules/s", "", Map.of("X-Amz-Target", "A.GetSchedule"), ""))
                .containsExactly("scheduler:*", "scheduler:GetSchedule");
        assertThat(resources("scheduler", "/schedules/s", "A=arn:aws:scheduler:us-east-1:1:schedule/a", Map.of(), ""))
                .contains("*");
    }

    @Test
    void resourcesWithinMembersCountToo() {
        assertThat(table("BatchGetItem", "{'TableName': 'a', 'RequestItems': {'b': {'Keys': []}}}"))
                .containsExactly(TABLE + "a", TABLE + "b");
        assertThat(table("TransactWriteItems", "{'TableName': 'a', 'TransactItems': [{'Put': {'TableName': 'b'}}]}"))
                .containsExactly(TABLE + "a", TABLE + "b");
        assertThat(table("GetItem", "{'TableName': 'a', 'Key': {'TableName': {'S': 'b'}}}"))
                .containsExactly(TABLE + "a");
    }

    @Test
    void whatIsOnlyInAStatementOrNowhereIsAnyResource() {
        assertThat(table("ExecuteStatement", "{'TableName': 'a', 'Statement': 'select * from b'}"))
                .containsExactly("*", TABLE + "a");
        assertThat(resources("dynamodb", "/", "TableName=a", Map.of("X-Amz-Target", "D.ListTables"), "{}"))
                .containsExactly("*", TABLE + "a");
        assertThat(resources("kinesis", "/service/K/operation/PutRecord", "StreamName=a", Map.of(), "..."))
                .contains("*");
    }

    @Test
    void aQueueIsNamedByItsPathToo() {
        assertThat(resources("sqs", "/111122223333/b", "", Map.of("Content-Type", FORM), "QueueUrl=http://h/1/a"))
                .containsExactly(QUEUE + "a", QUEUE + "b");
    }

    private Set<String> table(String operation, String json) {
        return resources(
                "dynamodb", "/", "", Map.of("X-Amz-Target", "DynamoDB_20120810." + operation), json.replace('\'', '"'));
    }

    private static Set<String> actions(
            String service, String path, String query, Map<String, String> headers, String body) {
        return ForwardedActions.actions(service, request(path, query, headers, body), bytes(body));
    }

    private Set<String> resources(String service, String path, String query, Map<String, String> headers, String body) {
        return actions.resources(service, CALLER, request(path, query, headers, body), bytes(body));
    }

    private static TestingExchange request(String path, String query, Map<String, String> headers, String body) {
        TestingExchange request = new TestingExchange("POST", path).query(query).body(body);
        headers.forEach(request::header);
        return request;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
