package dev.hearth.neighbours.logs.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.neighbours.logs.MemoryLogStore;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogsApiTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final Caller CALLER = Caller.root(ACCOUNT, "AKIA");
    private static final String GROUP = "/aws/lambda/greeter";
    private static final String ARN = "arn:aws:logs:us-east-1:000000000000:log-group:" + GROUP;
    private static final Instant START = Instant.ofEpochMilli(1_700_000_000_000L);

    private final LogStore store = new MemoryLogStore(Time.SYSTEM);
    private final LogsApi api = new LogsApi(store, "us-east-1");

    @BeforeEach
    void writeEvents() {
        for (int i = 0; i < 3; i++) {
            store.open(ACCOUNT, GROUP, "2026/11/23/[$LATEST]a").append(START.plusMillis(i), "a " + i);
        }
        store.open(ACCOUNT, GROUP, "2026/11/23/[$LATEST]b").append(START.plusMillis(1), "b");
    }

    @Test
    void groupsAreDescribed() {
        JsonObject group = objects(call("DescribeLogGroups", "{'logGroupNamePrefix':'/aws'}"), "logGroups")
                .getFirst();
        assertThat(group.string("logGroupName")).contains(GROUP);
        assertThat(group.string("arn")).contains(ARN + ":*");
        assertThat(group.string("logGroupArn")).contains(ARN);
        assertThat(group.integer("creationTime")).isPresent();
        assertThat(objects(call("DescribeLogGroups", "{'logGroupNamePrefix':'/x'}"), "logGroups"))
                .isEmpty();
    }

    @Test
    void streamsAreDescribed() {
        JsonObject answer = call(
                "DescribeLogStreams",
                "{'logGroupName':'/aws/lambda/greeter','orderBy':'LastEventTime','descending':true,'limit':1}");
        JsonObject stream = objects(answer, "logStreams").getFirst();
        assertThat(stream.string("logStreamName")).contains("2026/11/23/[$LATEST]a");
        assertThat(stream.string("arn")).contains(ARN + ":log-stream:2026/11/23/[$LATEST]a");
        assertThat(stream.integer("firstEventTimestamp")).contains(START.toEpochMilli());
        assertThat(stream.integer("lastEventTimestamp")).contains(START.toEpochMilli() + 2);
        assertThat(answer.string("nextToken")).isPresent();
    }

    @Test
    void eventsOfAStreamAreReadWithoutTheEndOfTheStretch() {
        JsonObject answer = call(
                "GetLogEvents",
                "{'logGroupIdentifier':'" + ARN + ":*','logStreamName':'2026/11/23/[$LATEST]a',"
                        + "'startTime':1700000000001,'endTime':1700000000002,'startFromHead':true}");
        assertThat(messages(answer)).containsExactly("a 1");
        assertThat(answer.string("nextForwardToken")).get().asString().startsWith("f/");
        assertThat(answer.string("nextBackwardToken")).get().asString().startsWith("b/");
    }

    @Test
    void eventsOfAGroupAreFilteredWithTheEndOfTheStretch() {
        JsonObject answer = call(
                "FilterLogEvents",
                "{'logGroupName':'/aws/lambda/greeter','startTime':1700000000001,'endTime':1700000000002,"
                        + "'filterPattern':'a'}");
        assertThat(messages(answer)).containsExactly("a 1", "a 2");
        assertThat(answer.find("nextToken")).isEmpty();
        JsonObject byStream = call(
                "FilterLogEvents", "{'logGroupName':'/aws/lambda/greeter','logStreamNames':['2026/11/23/[$LATEST]b']}");
        assertThat(messages(byStream)).containsExactly("b");
        assertThat(objects(byStream, "events").getFirst().string("eventId")).isPresent();
    }

    @Test
    void aGroupIsDeleted() {
        call("DeleteLogGroup", "{'logGroupName':'/aws/lambda/greeter'}");
        assertThat(objects(call("DescribeLogGroups", "{}"), "logGroups")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DescribeMetricFilters, metricFilters",
        "DescribeDeliverySources, deliverySources",
        "DescribeFieldIndexes, fieldIndexes",
        "ListIntegrations, integrationSummaries",
        "ListScheduledQueries, scheduledQueries"
    })
    void ofWhatIsNotHereThereIsAnEmptyList(String operation, String list) {
        assertThat(call(operation, "{}").array(list).orElseThrow().objects()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "FilterLogEvents    | {'logGroupName':'none'}                                | RESOURCE_NOT_FOUND",
                "GetLogEvents       | {'logGroupName':'/aws/lambda/greeter','logStreamName':'c'} | RESOURCE_NOT_FOUND",
                "GetLogEvents       | {'logGroupName':'/aws/lambda/greeter'}                 | INVALID_PARAMETER",
                "FilterLogEvents    | {}                                                     | INVALID_PARAMETER",
                "DescribeLogGroups  | {'limit':0}                                            | INVALID_PARAMETER",
                "DescribeLogGroups  | {'limit':99999999999}                                  | INVALID_PARAMETER",
                "DescribeLogGroups  | {'limit':'1'}                                          | SERIALIZATION",
                "DescribeLogStreams | {'logGroupName':'a','orderBy':'x'}                     | INVALID_PARAMETER",
                "GetDelivery        | {'id':'x'}                                             | RESOURCE_NOT_FOUND",
                "GetIntegration     | {'integrationName':'x'}                                | RESOURCE_NOT_FOUND",
                "StartQuery         | {}                                                     | UNKNOWN_OPERATION",
            })
    void wrongCallsAreRefused(String operation, String input, ErrorCode code) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> call(operation, input))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private JsonObject call(String operation, String input) {
        return api.call(CALLER, operation, Json.parseObject(input.replace('\'', '"')));
    }

    private static List<JsonObject> objects(JsonObject answer, String name) {
        return answer.array(name).orElseThrow().objects();
    }

    private static List<String> messages(JsonObject answer) {
        return objects(answer, "events").stream()
                .map(event -> event.string("message").orElseThrow())
                .toList();
    }
}
