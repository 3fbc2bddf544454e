"""New orders of the table's stream go into the queue."""

import json
import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    for record in event["Records"]:
        order = record["dynamodb"]["NewImage"]
        message = {"id": order["id"]["S"], "what": order["what"]["S"]}
        sqs.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=json.dumps(message))
        print(f"order {message['id']} waits to be packed")
