package dev.hearth.neighbours.logs.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.MemoryLogStore;
import dev.hearth.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Log groups with their settings and tags, and what is put in their streams, as infrastructure tools and agents do. */
class LogGroupsApiTest {
    private static final Caller CALLER = Caller.root(new AccountId("000000000000"), "AKIA");
    private static final String ARN = "arn:aws:logs:us-east-1:000000000000:log-group:g";
    private static final String KEY = "arn:aws:kms:us-east-1:000000000000:key/a";

    private final LogsApi api = new LogsApi(new MemoryLogStore(Time.SYSTEM), "us-east-1");

    @BeforeEach
    void makeAGroup() {
        call("CreateLogGroup", "{'logGroupName':'g','tags':{'team':'fire','a/b':''}}");
    }

    @Test
    void aGroupIsShownAsItWasMade() {
        assertThat(group().integer("retentionInDays")).isEmpty();
        assertThat(group().string("logGroupClass")).contains("STANDARD");
        assertThat(group().string("kmsKeyId")).isEmpty();
        assertThat(group().bool("deletionProtectionEnabled")).contains(false);
        call(
                "CreateLogGroup",
                "{'logGroupName':'h','kmsKeyId':'" + KEY
                        + "','logGroupClass':'INFREQUENT_ACCESS','deletionProtectionEnabled':true}");
        JsonObject other = groups("{'logGroupNamePrefix':'h'}").getFirst();
        assertThat(other.string("kmsKeyId")).contains(KEY);
        assertThat(other.string("logGroupClass")).contains("INFREQUENT_ACCESS");
        assertThat(other.bool("deletionProtectionEnabled")).contains(true);
        assertRefused("DeleteLogGroup", "{'logGroupName':'h'}", ErrorCode.VALIDATION);
        call("PutLogGroupDeletionProtection", "{'logGroupIdentifier':'h','deletionProtectionEnabled':false}");
        call("DeleteLogGroup", "{'logGroupName':'h'}");
    }

    @Test
    void retentionIsSetAndTakenBack() {
        call("PutRetentionPolicy", "{'logGroupName':'g','retentionInDays':14}");
        assertThat(group().integer("retentionInDays")).contains(14L);
        call("DeleteRetentionPolicy", "{'logGroupName':'g'}");
        assertThat(group().integer("retentionInDays")).isEmpty();
    }

    @Test
    void aKeyIsAssociatedAndDisassociated() {
        call("AssociateKmsKey", "{'logGroupName':'g','kmsKeyId':'" + KEY + "'}");
        assertThat(group().string("kmsKeyId")).contains(KEY);
        call("DisassociateKmsKey", "{'resourceIdentifier':'" + ARN + "'}");
        assertThat(group().string("kmsKeyId")).isEmpty();
    }

    @Test
    void tagsAreAddedReplacedAndTaken() {
        assertThat(tags()).isEqualTo("{\"a/b\":\"\",\"team\":\"fire\"}");
        call("TagResource", "{'resourceArn':'" + ARN + "','tags':{'team':'ice','x':'y'}}");
        call("TagLogGroup", "{'logGroupName':'g','tags':{'older':'way'}}");
        assertThat(tags()).isEqualTo("{\"a/b\":\"\",\"older\":\"way\",\"team\":\"ice\",\"x\":\"y\"}");
        call("UntagResource", "{'resourceArn':'" + ARN + "','tagKeys':['team','none']}");
        call("UntagLogGroup", "{'logGroupName':'g','tags':['x']}");
        assertThat(tags()).isEqualTo("{\"a/b\":\"\",\"older\":\"way\"}");
        assertThat(call("ListTagsLogGroup", "{'logGroupName':'g'}").toString()).contains("\"older\":\"way\"");
    }

    @Test
    void noMoreThanFiftyTags() {
        String tags =
                IntStream.range(0, 50).mapToObj(i -> "'tag" + i + "':''").collect(Collectors.joining(",", "{", "}"));
        assertRefused("TagResource", "{'resourceArn':'" + ARN + "','tags':" + tags + "}", ErrorCode.TOO_MANY_TAGS);
        call("UntagResource", "{'resourceArn':'" + ARN + "','tagKeys':['team','a/b']}");
        call("TagResource", "{'resourceArn':'" + ARN + "','tags':" + tags + "}");
    }

    @Test
    void groupsAreFoundByPartIdentifierAndClass() {
        call("CreateLogGroup", "{'logGroupName':'/aws/lambda/x','logGroupClass':'INFREQUENT_ACCESS'}");
        assertThat(names("{'logGroupNamePattern':'lambda'}")).containsExactly("/aws/lambda/x");
        assertThat(names("{'logGroupIdentifiers':['" + ARN + "','none']}")).containsExactly("g");
        assertThat(names("{'logGroupClass':'INFREQUENT_ACCESS'}")).containsExactly("/aws/lambda/x");
        assertThat(names("{'logGroupClass':'DELIVERY'}")).isEmpty();
        JsonObject first = call("DescribeLogGroups", "{'limit':1}");
        assertThat(first.string("nextToken")).isPresent();
        assertThat(names("{'limit':1,'nextToken':'" + first.string("nextToken").orElseThrow() + "'}"))
                .containsExactly("g");
    }

    @Test
    void eventsArePutInAStream() {
        long now = Time.SYSTEM.now().toEpochMilli();
        call("CreateLogStream", "{'logGroupName':'g','logStreamName':'s'}");
        JsonObject stream = objects(call("DescribeLogStreams", "{'logGroupName':'g'}"), "logStreams")
                .getFirst();
        assertThat(stream.string("arn")).contains(ARN + ":log-stream:s");
        assertThat(stream.find("lastEventTimestamp")).isEmpty();
        String put = "{'logGroupName':'g','logStreamName':'s','sequenceToken':'any','logEvents':"
                + "[{'timestamp':1,'message':'old'},{'timestamp':" + now + ",'message':'hello'},{'timestamp':"
                + (now + 10_000_000) + ",'message':'new'}]}";
        assertThat(call("PutLogEvents", put).object("rejectedLogEventsInfo").map(JsonObject::toString))
                .contains("{\"tooNewLogEventStartIndex\":2,\"tooOldLogEventEndIndex\":1}");
        assertThat(objects(call("FilterLogEvents", "{'logGroupName':'g','filterPattern':'hello'}"), "events"))
                .singleElement()
                .satisfies(event -> assertThat(event.integer("timestamp")).contains(now));
        String good = put.replaceAll("\\[.*]", "[{'timestamp':" + now + ",'message':'x'}]");
        assertThat(call("PutLogEvents", good)).isEqualTo(JsonObject.EMPTY);
        call("DeleteLogStream", "{'logGroupName':'g','logStreamName':'s'}");
        assertRefused("PutLogEvents", good, ErrorCode.RESOURCE_NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "CreateLogGroup | {'logGroupName':'g'} | RESOURCE_ALREADY_EXISTS",
                "CreateLogGroup | {} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':''} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':'../a b'} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':5} | SERIALIZATION",
                "CreateLogGroup | {'logGroupName':'h','tags':{}} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':'h','tags':{'aws:x':'y'}} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':'h','tags':{'':'y'}} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':'h','tags':{'x':'<'}} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':'h','tags':{'x':1}} | SERIALIZATION",
                "CreateLogGroup | {'logGroupName':'h','kmsKeyId':'mine'} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':'h','logGroupClass':'DELIVERY'} | INVALID_PARAMETER",
                "CreateLogGroup | {'logGroupName':'h','logGroupClass':'x'} | INVALID_PARAMETER",
                "DeleteLogGroup | {'logGroupName':'h'} | RESOURCE_NOT_FOUND",
                "PutRetentionPolicy | {'logGroupName':'g','retentionInDays':2} | INVALID_PARAMETER",
                "PutRetentionPolicy | {'logGroupName':'g'} | INVALID_PARAMETER",
                "PutRetentionPolicy | {'logGroupName':'g','retentionInDays':1.5} | SERIALIZATION",
                "PutRetentionPolicy | {'logGroupName':'h','retentionInDays':1} | RESOURCE_NOT_FOUND",
                "DeleteRetentionPolicy | {'logGroupName':'h'} | RESOURCE_NOT_FOUND",
                "AssociateKmsKey | {'logGroupName':'g','kmsKeyId':'x'} | INVALID_PARAMETER",
                "DisassociateKmsKey | {} | INVALID_PARAMETER",
                "PutLogGroupDeletionProtection | {'logGroupIdentifier':'g'} | INVALID_PARAMETER",
                "DescribeLogGroups | {'logGroupNamePrefix':'a','logGroupNamePattern':'b'} | INVALID_PARAMETER",
                "DescribeLogGroups | {'logGroupNamePrefix':'a','logGroupIdentifiers':['b']} | INVALID_PARAMETER",
                "DescribeLogGroups | {'logGroupNamePrefix':'a*'} | INVALID_PARAMETER",
                "ListTagsForResource | {'resourceArn':'g'} | INVALID_PARAMETER",
                "ListTagsForResource | {'resourceArn':'arn:aws:logs:us-east-1:000000000000:log-group:h'}"
                        + " | RESOURCE_NOT_FOUND",
                "ListTagsForResource | {'resourceArn':'arn:aws:logs:eu-west-1:000000000000:log-group:g'}"
                        + " | INVALID_PARAMETER",
                "ListTagsForResource | {'resourceArn':'arn:aws:logs:us-east-1:111111111111:log-group:g'}"
                        + " | INVALID_PARAMETER",
                "UntagLogGroup | {'logGroupName':'g','tags':[]} | INVALID_PARAMETER",
                "UntagLogGroup | {'logGroupName':'g','tags':[1]} | SERIALIZATION",
                "CreateLogStream | {'logGroupName':'h','logStreamName':'s'} | RESOURCE_NOT_FOUND",
                "CreateLogStream | {'logGroupName':'g','logStreamName':'a:b'} | INVALID_PARAMETER",
                "DeleteLogStream | {'logGroupName':'g','logStreamName':'s'} | RESOURCE_NOT_FOUND",
                "PutLogEvents | {'logGroupName':'g','logStreamName':'s'} | INVALID_PARAMETER",
                "PutLogEvents | {'logGroupName':'g','logStreamName':'s','logEvents':[]} | INVALID_PARAMETER",
                "PutLogEvents | {'logGroupName':'g','logStreamName':'s','logEvents':[{'message':'x'}]}"
                        + " | INVALID_PARAMETER",
                "PutLogEvents | {'logGroupName':'g','logStreamName':'s','logEvents':[{'timestamp':1,'message':''}]}"
                        + " | INVALID_PARAMETER",
                "PutLogEvents | {'logGroupName':'g','logStreamName':'s','logEvents':['x']} | SERIALIZATION",
                "FilterLogEvents | {'logGroupName':'g','filterPattern':'{ $.a'} | INVALID_PARAMETER",
            })
    void wrongCallsAreRefused(String operation, String input, ErrorCode code) {
        assertRefused(operation, input, code);
    }

    private void assertRefused(String operation, String input, ErrorCode code) {
        assertThatExceptionOfType(ServiceException.class)
                .isThrownBy(() -> call(operation, input))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private JsonObject group() {
        return groups("{'logGroupNamePrefix':'g'}").getFirst();
    }

    private List<JsonObject> groups(String input) {
        return objects(call("DescribeLogGroups", input), "logGroups");
    }

    private List<String> names(String input) {
        return groups(input).stream()
                .map(group -> group.string("logGroupName"))
                .flatMap(Optional::stream)
                .toList();
    }

    private String tags() {
        return call("ListTagsForResource", "{'resourceArn':'" + ARN + "'}")
                .object("tags")
                .orElseThrow()
                .toString();
    }

    private JsonObject call(String operation, String input) {
        return api.call(CALLER, operation, Json.parseObject(input.replace('\'', '"')));
    }

    private static List<JsonObject> objects(JsonObject answer, String name) {
        return answer.array(name).orElseThrow().objects();
    }
}
