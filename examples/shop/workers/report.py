"""Counts the orders, every minute."""

import os
from collections import Counter

import boto3

orders = boto3.resource("dynamodb").Table(os.environ["ORDERS"])


def handler(event, context):
    states = Counter(item["state"] for item in orders.scan()["Items"])
    report = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    print(f"orders: {report or 'none yet'}")
    return dict(states)
