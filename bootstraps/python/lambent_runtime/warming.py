"""Before and after a fork: code runs once ahead so that it is warm, and state that forks must not share is made anew."""

import io
import json
import logging
import os
import sys
import tempfile
import uuid

from . import errors, logs
from .channel import Channel, with_header
from .runtime import Runtime, take_environment

# Names as functions have them: what the C library keeps of each is found by its order.
_NAMES = (
    "_HANDLER LANG TZ PATH LD_LIBRARY_PATH PYTHONPATH LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR AWS_REGION AWS_DEFAULT_REGION"
    " AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_EXECUTION_ENV AWS_LAMBDA_RUNTIME_API"
    " AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE"
    " AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_XRAY_CONTEXT_MISSING AWS_XRAY_DAEMON_ADDRESS"
).split()


def _assignment(folder):
    return {
        "env": {**{name: "x" * 60 for name in _NAMES}, "TZ": ":UTC"},
        "handler": "lambent_rehearsal.handler",
        "taskRoot": folder,
        "layersRoot": folder + "/none",
        "workingDirectory": "/",
        "sdkPaths": [],
    }


def rehearse():
    """
    Loads a function and runs it as if it had been assigned, and puts everything back. In a parent interpreters fill their caches. In a fork
    the pages that a start writes to are copied now, and not while somebody waits: some 400, more than half of what a start took.
    """
    root = logging.getLogger()
    handlers, folder = root.handlers[:], os.getcwd()
    streams, path, writes_code = (sys.stdout, sys.stderr), sys.path[:], sys.dont_write_bytecode
    modules, finders, variables = set(sys.modules), set(sys.path_importer_cache), dict(os.environ)
    sys.dont_write_bytecode = True
    # Asked for each time: a fork sees it elsewhere.
    (package,) = sys.modules[__package__].__path__
    assignment = _assignment(os.path.dirname(package) + "/rehearsal")
    invocation = with_header({"id": "x", "deadline": 0}, b'{"a": [1, 2.5, "x", null]}')
    ends = [*os.pipe(), *os.pipe()]
    runtime = Runtime(Channel(ends[0], ends[3]))
    Channel(ends[2], ends[1]).write(("A", json.dumps(assignment).encode()), ("I", invocation))
    runtime.take_frame()
    runtime.take_frame()
    for end in ends:
        os.close(end)
    take_environment(variables)
    os.chdir(folder)
    sys.stdout, sys.stderr = streams
    sys.path[:] = path
    sys.dont_write_bytecode = writes_code
    root.handlers[:] = handlers
    for name in set(sys.modules) - modules:
        del sys.modules[name]
    # What was not there just now may be mounted later.
    for name in set(sys.path_importer_cache) - finders:
        del sys.path_importer_cache[name]


def rehearse_rarities():
    """Uses once what only some functions use."""
    logs.JsonFormatter()
    try:
        raise ValueError("x")
    except ValueError as error:
        errors.error_as_text(errors.error_of_exception(error))
    io.TextIOWrapper(io.BytesIO()).write("x")


def renew():
    """
    Nothing that should differ between processes is the parent's. `random` and OpenSSL look after themselves at a fork; uuid1 remembers
    the last time it gave out, tempfile its names.
    """
    uuid._last_timestamp = None
    tempfile._name_sequence = None
