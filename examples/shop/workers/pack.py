"""Packs what is ordered, and writes a receipt. A message that fails comes again; the others of its batch do not."""

import json
import os

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])
s3 = boto3.client("s3")


def pack(order):
    orders.update_item(
        Key={"id": order["id"]},
        UpdateExpression="SET #state = :packed",
        ConditionExpression="attribute_exists(id)",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":packed": "packed"},
    )
    s3.put_object(
        Bucket=os.environ["RECEIPTS"],
        Key=f"receipts/{order['id']}.txt",
        Body=f"One {order['what']}, packed.\n",
        ContentType="text/plain",
    )
    print(f"order {order['id']} is packed")


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            pack(json.loads(record["body"]))
        except Exception as error:
            print(f"message {record['messageId']} failed: {error!r}")
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
