"""Drives CloudWatch Logs around functions with boto3, as infrastructure tools, agents and people who look for errors do.

The endpoint, region and keys come from the environment; the first argument begins all names. Prints one line for each
part that holds. What is named NAME-custom in the end logs to the group NAME/custom, for others to look at.
"""

import io
import sys
import time
import zipfile

import boto3
from botocore.exceptions import ClientError

logs = boto3.client("logs")
awslambda = boto3.client("lambda")
name = sys.argv[1]
SOURCE = """
import json
def handler(event, context):
    print("\\n\\nhello there\\n")
    print(json.dumps({"level": "ERROR", "code": 500}))
    print(json.dumps({"level": "INFO", "code": 200}))
"""


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400, error
        return
    raise AssertionError(f"{call} with {arguments} was not refused")


def function(called, **more):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("app.py", SOURCE)
    awslambda.create_function(
        FunctionName=called,
        Runtime="python3.13",
        Handler="app.handler",
        Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": buffer.getvalue()},
        **more,
    )
    awslambda.get_waiter("function_active_v2").wait(FunctionName=called)


def invoke(called):
    assert "FunctionError" not in awslambda.invoke(FunctionName=called)


def group(called):
    found = logs.describe_log_groups(logGroupNamePrefix=called)["logGroups"]
    assert [each["logGroupName"] for each in found] == [called], found
    return found[0]


def messages(called, pattern):
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=called, filterPattern=pattern)
    return [event["message"] for page in pages for event in page["events"]]


def a_group_made_ahead_is_used():
    made = f"/aws/lambda/{name}"
    logs.create_log_group(logGroupName=made, tags={"team": "fire"})
    logs.put_retention_policy(logGroupName=made, retentionInDays=7)
    refused("ResourceAlreadyExistsException", logs.create_log_group, logGroupName=made)
    function(name)
    invoke(name)
    arn = group(made)["logGroupArn"]
    assert group(made)["retentionInDays"] == 7
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "fire"}
    assert "hello there\n" in messages(made, "")


def logs_are_filtered():
    made = f"/aws/lambda/{name}"
    assert messages(made, "hello -nothing") == ["hello there\n"]
    assert messages(made, '"hello there"') == ["hello there\n"]
    assert len(messages(made, "?hello ?REPORT")) == 2
    assert messages(made, '{ $.level = "ERROR" && $.code >= 500 }') == ['{"level": "ERROR", "code": 500}\n']
    assert messages(made, "[word = hello, ...]") == ["hello there\n"]
    assert all(messages(made, "")), "an empty event"
    refused("InvalidParameterException", logs.filter_log_events, logGroupName=made, filterPattern="{ $.level")


def a_tail_sees_each_event_once():
    """Asks as 'aws logs tail --follow' does: again and again from the last time, knowing what it has shown."""
    made = f"/aws/lambda/{name}"
    seen, start = {}, 0
    for _ in range(2):
        before = len(seen)
        arguments = {"logGroupIdentifier": group(made)["logGroupArn"], "interleaved": True, "startTime": start}
        while True:
            answer = logs.filter_log_events(**arguments)
            for event in answer["events"]:
                seen[event["eventId"]] = event["message"]
                start = max(start, event["timestamp"])
            if "nextToken" not in answer:
                break
            arguments["nextToken"] = answer["nextToken"]
        assert len(seen) > before
        invoke(name)
    assert sum(message == "hello there\n" for message in seen.values()) == 2, seen


def a_removed_group_comes_again():
    made = f"/aws/lambda/{name}"
    logs.delete_log_group(logGroupName=made)
    refused("ResourceNotFoundException", logs.filter_log_events, logGroupName=made)
    invoke(name)
    assert "hello there\n" in messages(made, "")
    assert "retentionInDays" not in group(made)


def events_are_put():
    made, now = f"{name}-agent", int(time.time() * 1000)
    where = {"logGroupName": made, "logStreamName": "host/a"}
    logs.create_log_group(logGroupName=made)
    logs.create_log_stream(**where)
    answer = logs.put_log_events(
        **where, logEvents=[{"timestamp": 1, "message": "old"}, {"timestamp": now, "message": "x" * 1_048_500}]
    )
    assert answer["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}, answer
    assert [len(event["message"]) for event in logs.get_log_events(**where)["events"]] == [1_048_500]
    logs.delete_log_stream(**where)
    refused("ResourceNotFoundException", logs.get_log_events, **where)
    logs.delete_log_group(logGroupName=made)


def a_function_logs_elsewhere():
    made = f"{name}/custom"
    logs.create_log_group(logGroupName=made)
    function(f"{name}-custom", LoggingConfig={"LogFormat": "Text", "LogGroup": made})
    invoke(f"{name}-custom")
    assert "hello there\n" in messages(made, "hello")


for part in (
    a_group_made_ahead_is_used,
    logs_are_filtered,
    a_tail_sees_each_event_once,
    a_removed_group_comes_again,
    events_are_put,
    a_function_logs_elsewhere,
):
    part()
    print(part.__name__)
