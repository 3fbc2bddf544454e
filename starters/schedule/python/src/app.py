"""Runs every minute."""


def handler(event, context):
    print(f"time to {event['task']}")
