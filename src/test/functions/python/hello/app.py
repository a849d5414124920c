def handler(event, context):
    if event.get("fail"):
        raise ValueError("asked to fail")
    print("greeting", event["name"])
    return {"greeting": "Hello " + event["name"], "requestId": context.aws_request_id}
