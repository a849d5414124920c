import os

calls = 0


def handler(event, context):
    global calls
    calls += 1
    if event.get("fail"):
        raise ValueError(event.get("message", "asked to fail"))
    print("greeting", event["name"])
    client = context.client_context
    return {
        "greeting": "Hello " + event["name"],
        "calls": calls,
        "requestId": context.aws_request_id,
        "remaining": context.get_remaining_time_in_millis(),
        "arn": context.invoked_function_arn,
        "trace": os.environ.get("_X_AMZN_TRACE_ID"),
        "client": client.custom["colour"] if client and client.custom else "",
    }
