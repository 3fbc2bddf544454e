"""Counts how often each path has been asked for."""

import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def handler(event, context):
    path = event["rawPath"]
    answer = table.update_item(
        Key={"id": path},
        UpdateExpression="ADD visits :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    visits = answer["Attributes"]["visits"]
    return {
        "statusCode": 200,
        "headers": {"content-type": "text/html; charset=utf-8"},
        "body": f"<h1>{path}</h1><p>was asked for {visits} times.</p>",
    }
