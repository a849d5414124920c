"""Takes on a role with boto3 and acts in its session, as deployment tools with several accounts do.

The endpoint, region and keys come from the environment. Prints one line for each part that holds.
"""

import json
import sys
import urllib.request

import boto3
from botocore.exceptions import ClientError

name = sys.argv[1]
iam = boto3.client("iam")
sts = boto3.client("sts")
account = sts.get_caller_identity()["Account"]
arn = f"arn:aws:iam::{account}:role/{name}"
bucket = name.lower().replace("_", "-")


def policy(effect, action, resource, **more):
    statement = {"Effect": effect, "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def session(**arguments):
    made = sts.assume_role(RoleArn=arn, RoleSessionName="ci", **arguments)["Credentials"]
    return boto3.Session(
        aws_access_key_id=made["AccessKeyId"],
        aws_secret_access_key=made["SecretAccessKey"],
        aws_session_token=made["SessionToken"],
    )


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        return
    raise AssertionError(f"{call} with {arguments} was not refused")


def part(check):
    check()
    print(check.__name__, flush=True)


def identity():
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole"},
        ],
    }
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    who = session().client("sts").get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{account}:assumed-role/{name}/ci", who
    assert who["UserId"] == role["RoleId"] + ":ci", who
    assert who["Account"] == account, who


def permissions():
    functions = session().client("lambda")
    refused("AccessDeniedException", 403, functions.list_functions)
    allow = policy("Allow", ["lambda:*", "s3:*"], "*")
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=allow)
    functions.list_functions()
    bound = session(Policy=policy("Allow", "s3:*", "*"))
    refused("AccessDeniedException", 403, bound.client("lambda").list_functions)


def refusals():
    good = session()
    credentials = good.get_credentials()
    wrong = dict(
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
        aws_session_token=session().get_credentials().token,
    )
    refused("UnrecognizedClientException", 403, boto3.client("lambda", **wrong).list_functions)
    refused("InvalidClientTokenId", 403, boto3.client("sts", **wrong).get_caller_identity)
    refused("InvalidToken", 400, boto3.client("s3", **wrong).list_buckets)
    refused("AccessDenied", 403, sts.assume_role, RoleArn=arn + "x", RoleSessionName="ci")
    refused("ValidationError", 400, sts.assume_role, RoleArn=arn, RoleSessionName="ci", DurationSeconds=3601)
    refused("MalformedPolicyDocument", 400, sts.assume_role, RoleArn=arn, RoleSessionName="ci", Policy="{}")


def objects():
    store = session().client("s3")
    store.create_bucket(Bucket=bucket)
    store.put_object(Bucket=bucket, Key="k", Body=b"content")
    for version in ("s3", "s3v4"):
        signing = session().client("s3", config=boto3.session.Config(signature_version=version))
        address = signing.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
        assert urllib.request.urlopen(address).read() == b"content", address
    store.delete_object(Bucket=bucket, Key="k")
    store.delete_bucket(Bucket=bucket)


def refreshing():
    """As the shared configuration does with role_arn: in a profile, with credentials from the environment."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    import botocore.session

    core = botocore.session.get_session()
    fetcher = AssumeRoleCredentialFetcher(core.create_client, core.get_credentials(), arn)
    core._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    assert ":assumed-role/" in core.create_client("sts").get_caller_identity()["Arn"]


def removal():
    functions = session().client("lambda")
    iam.delete_role_policy(RoleName=name, PolicyName="all")
    iam.delete_role(RoleName=name)
    refused("UnrecognizedClientException", 403, functions.list_functions)


for each in (identity, permissions, refusals, objects, refreshing, removal):
    part(each)
