"""Drives the management API with boto3, as a deployment tool would; every answer is checked against what was asked for.

The endpoint, region and keys come from the environment. Prints one line for each part that holds.
"""

import io
import json
import sys
import time
import zipfile

import boto3
from botocore.exceptions import ClientError

awslambda = boto3.client("lambda")
iam = boto3.client("iam")
sts = boto3.client("sts")
name = sys.argv[1]
account = sts.get_caller_identity()["Account"]


def package(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file, text in files.items():
            archive.writestr(file.replace("__", "/") + ".py", text)
    return buffer.getvalue()


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] < 500, error
        assert error.response["ResponseMetadata"]["RequestId"], error
        return error.response
    raise AssertionError(f"{call} with {arguments} was not refused")


def invoke(**arguments):
    answer = awslambda.invoke(FunctionName=name, **arguments)
    assert "FunctionError" not in answer, answer["Payload"].read()
    return json.loads(answer["Payload"].read())


def part(check):
    check()
    print(check.__name__, flush=True)


HANDLER = """
import os
def handler(event, context):
    try:
        import words
        greeting = words.GREETING
    except ImportError:
        greeting = "hello"
    return [greeting, os.environ.get("WHO", "world"), os.environ["AWS_LAMBDA_FUNCTION_VERSION"]]
"""


def role_and_function():
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    assert iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"] == trust
    # an error that repeats what XML has no form for can still be read
    refused("ValidationError", iam.get_role, RoleName="a\x01b")
    created = awslambda.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="app.handler",
        Role=role["Arn"],
        Code={"ZipFile": package(app=HANDLER)},
        Environment={"Variables": {"WHO": "boto"}},
        Tags={"team": "fire"},
        LoggingConfig={"LogFormat": "JSON", "SystemLogLevel": "WARN"},
    )
    assert created["State"] == "Pending" and created["Version"] == "$LATEST", created
    awslambda.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    shown = awslambda.get_function(FunctionName=name)
    assert shown["Tags"] == {"team": "fire"}, shown
    assert shown["Configuration"]["LoggingConfig"]["LogFormat"] == "JSON", shown
    assert invoke() == ["hello", "boto", "$LATEST"]
    refused("ResourceConflictException", awslambda.create_function, FunctionName=name, Runtime="python3.13",
            Handler="app.handler", Role=role["Arn"], Code={"ZipFile": package(app=HANDLER)})


def layers():
    published = awslambda.publish_layer_version(
        LayerName=name,
        Content={"ZipFile": package(python__words="GREETING = 'good morning'")},
        CompatibleRuntimes=["python3.13"],
    )
    assert published["Version"] == 1, published
    by_arn = awslambda.get_layer_version_by_arn(Arn=published["LayerVersionArn"])
    assert by_arn["Content"]["CodeSha256"] == published["Content"]["CodeSha256"]
    assert name in [layer["LayerName"] for page in awslambda.get_paginator("list_layers").paginate()
                    for layer in page["Layers"]]
    awslambda.update_function_configuration(FunctionName=name, Layers=[published["LayerVersionArn"]])
    awslambda.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    assert invoke() == ["good morning", "boto", "$LATEST"]
    awslambda.delete_layer_version(LayerName=name, VersionNumber=1)
    refused("ResourceNotFoundException", awslambda.get_layer_version, LayerName=name, VersionNumber=1)
    assert invoke()[0] == "good morning", "what uses a layer keeps it"


def versions_and_aliases():
    version = awslambda.publish_version(FunctionName=name)["Version"]
    awslambda.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
    assert invoke(Qualifier="live") == ["good morning", "boto", version]
    listed = [found["Version"] for page in awslambda.get_paginator("list_versions_by_function")
              .paginate(FunctionName=name, PaginationConfig={"PageSize": 1}) for found in page["Versions"]]
    assert listed == ["$LATEST", version], listed
    refused("ResourceConflictException", awslambda.delete_function, FunctionName=name, Qualifier=version)


def permissions():
    added = awslambda.add_permission(
        FunctionName=name, Qualifier="live", StatementId="bucket", Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com", SourceArn="arn:aws:s3:::pictures", SourceAccount=account)
    statement = json.loads(added["Statement"])
    assert statement["Condition"] == {"StringEquals": {"AWS:SourceAccount": account},
                                      "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::pictures"}}, statement
    policy = awslambda.get_policy(FunctionName=name, Qualifier="live")
    assert json.loads(policy["Policy"])["Statement"] == [statement], policy
    refused("ResourceConflictException", awslambda.add_permission, FunctionName=name, Qualifier="live",
            StatementId="bucket", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com")
    awslambda.remove_permission(FunctionName=name, Qualifier="live", StatementId="bucket")
    refused("ResourceNotFoundException", awslambda.get_policy, FunctionName=name, Qualifier="live")


def concurrency():
    awslambda.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    refusal = refused("TooManyRequestsException", awslambda.invoke, FunctionName=name)
    assert refusal["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded", refusal
    awslambda.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=5)
    limits = awslambda.get_account_settings()["AccountLimit"]
    assert limits["UnreservedConcurrentExecutions"] <= limits["ConcurrentExecutions"] - 5, limits
    awslambda.put_provisioned_concurrency_config(
        FunctionName=name, Qualifier="live", ProvisionedConcurrentExecutions=1)
    for _ in range(200):
        config = awslambda.get_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
        if config["Status"] != "IN_PROGRESS":
            break
        time.sleep(0.1)
    assert config["Status"] == "READY" and config["AllocatedProvisionedConcurrentExecutions"] == 1, config
    assert invoke(Qualifier="live")[0] == "good morning"
    awslambda.delete_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
    refused("ProvisionedConcurrencyConfigNotFoundException", awslambda.get_provisioned_concurrency_config,
            FunctionName=name, Qualifier="live")
    awslambda.delete_function_concurrency(FunctionName=name)


def configurations():
    awslambda.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=1)
    assert awslambda.get_function_event_invoke_config(FunctionName=name)["MaximumRetryAttempts"] == 1
    awslambda.delete_function_event_invoke_config(FunctionName=name)
    url = awslambda.create_function_url_config(FunctionName=name, AuthType="NONE", Cors={"AllowOrigins": ["*"]})
    assert url["FunctionUrl"].startswith("http") and ".lambda-url." in url["FunctionUrl"], url
    awslambda.delete_function_url_config(FunctionName=name)
    mapping = awslambda.create_event_source_mapping(
        FunctionName=name, EventSourceArn=f"arn:aws:sqs:us-east-1:{account}:queue", Enabled=False)
    assert mapping["BatchSize"] == 10, mapping
    awslambda.delete_event_source_mapping(UUID=mapping["UUID"])
    signing = awslambda.create_code_signing_config(AllowedPublishers={
        "SigningProfileVersionArns": [f"arn:aws:signer:us-east-1:{account}:/signing-profiles/p/0123456789"]})
    arn = signing["CodeSigningConfig"]["CodeSigningConfigArn"]
    awslambda.delete_code_signing_config(CodeSigningConfigArn=arn)
    assert awslambda.get_runtime_management_config(FunctionName=name)["UpdateRuntimeOn"] == "Auto"
    awslambda.put_function_recursion_config(FunctionName=name, RecursiveLoop="Allow")
    assert awslambda.get_function_recursion_config(FunctionName=name)["RecursiveLoop"] == "Allow"
    function = awslambda.get_function(FunctionName=name)["Configuration"]["FunctionArn"]
    awslambda.tag_resource(Resource=function, Tags={"stage": "test"})
    assert awslambda.list_tags(Resource=function)["Tags"] == {"team": "fire", "stage": "test"}


def events():
    assert awslambda.invoke(FunctionName=name, InvocationType="Event")["StatusCode"] == 202
    assert awslambda.invoke_async(FunctionName=name, InvokeArgs=b"{}")["Status"] == 202
    refused("InvalidRequestContentException", awslambda.invoke, FunctionName=name, InvocationType="Event",
            Payload=b"{nope")
    refused("RequestEntityTooLargeException", awslambda.invoke, FunctionName=name, InvocationType="Event",
            Payload=json.dumps("x" * (1 << 20)).encode())


def buckets():
    s3 = boto3.client("s3", config=boto3.session.Config(read_timeout=20, retries={"max_attempts": 0}))
    bucket = name.lower()
    s3.create_bucket(Bucket=bucket)
    # on one connection: objects without a byte, written and refused, before others
    s3.put_object(Bucket=bucket, Key="empty", Body=b"")
    s3.put_object(Bucket=bucket, Key="full", Body=b"full")
    refused("NoSuchBucket", s3.put_object, Bucket=bucket + "-not", Key="empty", Body=b"")
    s3.put_object(Bucket=bucket, Key="package.zip", Body=package(app=HANDLER))
    refused("NoSuchKey", s3.get_object, Bucket=bucket, Key="not\x01there")
    assert s3.get_object(Bucket=bucket, Key="empty")["Body"].read() == b""
    assert s3.get_object(Bucket=bucket, Key="full")["Body"].read() == b"full"
    awslambda.update_function_code(FunctionName=name, S3Bucket=bucket, S3Key="package.zip", DryRun=True)
    for key in ("empty", "full", "package.zip"):
        s3.delete_object(Bucket=bucket, Key=key)
    s3.delete_bucket(Bucket=bucket)


def removal():
    awslambda.delete_function(FunctionName=name)
    refused("ResourceNotFoundException", awslambda.get_function, FunctionName=name)
    refused("ResourceNotFoundException", awslambda.get_alias, FunctionName=name, Name="live")
    iam.delete_role(RoleName=name)
    refused("NoSuchEntity", iam.get_role, RoleName=name)


for check in (role_and_function, layers, versions_and_aliases, permissions, concurrency, configurations, events, buckets,
              removal):
    part(check)
