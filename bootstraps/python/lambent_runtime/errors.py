"""Failures as AWS words them. Source: AWS's runtime interface client for Python, and the Lambda Developer Guide."""

import os
import traceback

# Frames of this runtime are no part of a function's stack trace.
_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class Fault(Exception):
    """What the runtime itself finds wrong, by one of AWS's error types."""

    def __init__(self, error_type, message, stack_trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.message = message
        self.stack_trace = stack_trace


def error_of_fault(fault, request_id=None):
    return _error(fault.message, fault.error_type, fault.stack_trace, request_id)


def error_of_exception(exception, request_id=None):
    """The error response for an exception of the function's code."""
    frames = [
        (frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(exception.__traceback__)
    ]
    first = next((index for index, frame in enumerate(frames) if not frame[0].startswith(_OWN)), 0)
    try:
        message = str(exception)
    except Exception:
        message = "<exception str() failed>"
    return _error(message, type(exception).__name__, traceback.format_list(frames[first:]), request_id)


def _error(message, error_type, stack_trace, request_id):
    return {
        "errorMessage": message or "",
        "errorType": error_type or "",
        "requestId": request_id or "",
        "stackTrace": stack_trace or [],
    }


def error_as_text(error):
    """The lines under which an error appears in a log in text form. Lines keep their indentation by no-break spaces."""
    kind, message = error["errorType"], error["errorMessage"]
    head = "[ERROR]"
    if kind:
        head += " " + kind
    if message:
        head += (": " if kind else " ") + message
    lines = [head, "Traceback (most recent call last):"]
    for entry in error["stackTrace"]:
        for line in entry.splitlines() or [""]:
            rest = line.lstrip(" ")
            lines.append("\u00a0" * (len(line) - len(rest)) + rest)
    return "\n".join(lines)
