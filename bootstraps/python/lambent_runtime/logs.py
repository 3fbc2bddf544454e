"""
Logging as AWS sets it up: a handler on the root logger, in text or JSON. Source: Lambda Developer Guide, "Log and monitor Python Lambda
functions" and "Configuring advanced logging controls".
"""

import json
import logging
import os
import time
import traceback

from .channel import with_header
from .errors import error_as_text

_LEVELS = {0: None, 10: "DEBUG", 20: "INFO", 30: "WARN", 40: "ERROR", 50: "FATAL"}
_STANDARD_FIELDS = frozenset(
    "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName created msecs"
    " relativeCreated thread threadName processName process aws_request_id tenant_id _frame_type".split()
)
_json = json.JSONEncoder(ensure_ascii=False, default=str)

UNHANDLED = (
    "LAMBDA_WARNING: Unhandled exception. "
    "The most likely cause is an issue in the function code. "
    "However, in rare cases, a Lambda runtime update can cause unexpected function behavior. "
    "For functions using managed runtimes, runtime updates can be triggered by a function change, or can be applied automatically. "
    "To determine if the runtime has been updated, check the runtime version in the INIT_START log entry. "
    "If this error correlates with a change in the runtime version, you may be able to mitigate this error by temporarily rolling back "
    "to the previous runtime version. "
    "For more information, see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r"
)


class Sink:
    """Sends records to the server."""

    def __init__(self, channel):
        self._channel = channel
        self.request_id = None
        self.tenant_id = None
        self.json = False

    def log(self, message, level=None):
        header = {"time": time.time_ns() // 1000000}
        if level:
            header["level"] = level
        if self.request_id:
            header["id"] = self.request_id
        self._channel.write(("l", with_header(header, message.encode("utf8", "backslashreplace"))))

    def log_error(self, error):
        if self.json:
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            self.log(_json.encode({"timestamp": stamp, "level": "ERROR", **error}), "ERROR")
        else:
            self.log(error_as_text(error), "ERROR")


class LambdaLoggerHandler(logging.Handler):
    def __init__(self, sink):
        super().__init__()
        self.log_sink = sink

    def emit(self, record):
        try:
            self.log_sink.log(self.format(record), _LEVELS.get(_rounded(record.levelno)))
        except Exception:
            self.handleError(record)


class LambdaLoggerFilter(logging.Filter):
    def __init__(self, sink):
        super().__init__()
        self._sink = sink

    def filter(self, record):
        record.aws_request_id = self._sink.request_id or ""
        record.tenant_id = self._sink.tenant_id
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record):
        record.levelno = _rounded(record.levelno)
        record.levelname = logging.getLevelName(record.levelno)
        raised = record.exc_info if record.exc_info and record.exc_info[0] else None
        is_object = isinstance(record.msg, dict) and not record.args
        fields = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.msg if is_object else record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(raised[2]) if raised else None,
            "errorType": raised[0].__name__ if raised else None,
            "errorMessage": str(raised[1]) if raised else None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": "%s:%s:%s" % (record.pathname, record.funcName, record.lineno) if raised else None,
        }
        if getattr(record, "tenant_id", None) is not None:
            fields["tenantId"] = record.tenant_id
        for name, value in record.__dict__.items():
            if name not in _STANDARD_FIELDS and name not in fields:
                fields[name] = value
        return _json.encode({name: value for name, value in fields.items() if value is not None}) + "\n"


def _rounded(level):
    return min(50, max(0, level)) // 10 * 10


def set_up_logging(sink):
    """Reads the logging settings of the environment, and puts AWS's handler on the root logger."""
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    if level == "TRACE":
        level = "DEBUG"
    sink.json = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
    logging.Formatter.converter = time.gmtime
    handler = LambdaLoggerHandler(sink)
    if sink.json:
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                "%Y-%m-%dT%H:%M:%S",
            )
        )
    handler.addFilter(LambdaLoggerFilter(sink))
    root = logging.getLogger()
    if level in ("DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"):
        root.setLevel(level)
    root.addHandler(handler)
