"""Greets by name. Handler: app.handler"""

import json


def handler(event, context):
    name = event.get("name", "world") if isinstance(event, dict) else "world"
    print(json.dumps({"greeted": name, "remaining_ms": context.get_remaining_time_in_millis()}))
    return {
        "message": f"Hello, {name}!",
        "function": context.function_name,
        "request_id": context.aws_request_id,
    }
