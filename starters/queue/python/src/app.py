"""Works off messages; those that fail come again, and after three times go to the queue of what failed."""

import json


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            order = json.loads(record["body"])
            print(f"order {order['order']} is done")
        except (ValueError, KeyError, TypeError) as error:
            print(f"message {record['messageId']} failed: {error!r}")
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
