package dev.hearth.neighbours.logs.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogActionsTest {
    private static final String ARN = "arn:aws:logs:us-east-1:000000000000:log-group:";
    private final LogActions actions = new LogActions("us-east-1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "CreateLogGroup | {'logGroupName':'g','logStreamName':'other'} | g:log-stream:",
                "DeleteLogGroup | {'logGroupName':'g'} | g:log-stream:",
                "PutRetentionPolicy | {'logGroupName':'g'} | g:log-stream:",
                "DescribeLogStreams | {'logGroupIdentifier':'g'} | g:log-stream:",
                "PutLogEvents | {'logGroupName':'g','logStreamName':'s'} | g:log-stream:s",
                "CreateLogStream | {'logGroupName':'g','logStreamName':'s'} | g:log-stream:s",
                "DeleteLogStream | {'logGroupName':'g','logStreamName':'s'} | g:log-stream:s",
                "DescribeLogGroups | {'logGroupNamePrefix':'g'} | :log-stream:",
                "DisassociateKmsKey | {'logGroupName':'g'} | g:log-stream:",
                "TagResource | {'resourceArn':'arn:aws:logs:us-east-1:000000000000:log-group:g'} | g",
                "UntagResource | {'resourceArn':'arn:aws:logs:us-east-1:000000000000:log-group:g:*'} | g",
                "TagLogGroup | {'logGroupName':'g'} | g:log-stream:",
            })
    void eachOperationWorksOnWhatItNames(String operation, String input, String resource) {
        assertThat(actions.resource(new AccountId("000000000000"), operation, input(input)))
                .isEqualTo(ARN + resource);
    }

    @Test
    void makingAGroupWithTagsIsAlsoTagging() {
        assertThat(LogActions.actions("CreateLogGroup", input("{'logGroupName':'g'}")))
                .containsExactly("logs:CreateLogGroup");
        assertThat(LogActions.actions("CreateLogGroup", input("{'logGroupName':'g','tags':{'a':'b'}}")))
                .containsExactly("logs:CreateLogGroup", "logs:TagResource");
    }

    private static JsonObject input(String text) {
        return Json.parseObject(text.replace('\'', '"'));
    }
}
