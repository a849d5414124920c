"""Asks STS who it is, with the credentials and at the endpoint that its environment names, and nothing but the standard library."""

import datetime
import hashlib
import hmac
import os
import urllib.error
import urllib.request


def handler(event, context):
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    now = datetime.datetime.utcnow().strftime("%Y%m%dT%H%M%SZ")
    endpoint = os.environ["AWS_ENDPOINT_URL"]
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "host": endpoint.split("//")[1],
        "x-amz-date": now,
        "x-amz-security-token": os.environ["AWS_SESSION_TOKEN"],
    }
    headers["authorization"] = signature(body, headers, now)
    request = urllib.request.Request(endpoint + "/", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as refused:
        return f"{refused.code} {refused.read().decode()}"


def signature(body, headers, now):
    region = os.environ["AWS_REGION"]
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{now[:8]}/{region}/sts/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in (now[:8], region, "sts", "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return (
        f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}, "
        f"SignedHeaders={names}, Signature={key.hex()}"
    )
