"""Tells what has become of each item."""


def handler(event, context):
    for record in event["Records"]:
        keys = record["dynamodb"]["Keys"]
        print(f"{record['eventName']} {keys['id']['S']}")
