"""From a booted interpreter to a function that answers: assignment, initialisation, invocations."""

import json
import logging
import os
import platform
import sys
import time

from . import logs
from .answers import lead_answers
from .channel import Channel, ChannelClosed, split_header
from .context import LambdaContext
from .encoding import read_event, response_bytes, text_bytes, to_json
from .errors import Fault, error_of_exception, error_of_fault
from .handler import load_handler
from .modules import set_path


class _Unbuffered:
    """A text stream that hands on at once what is written."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        pass

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, text):
        self.stream.write(text)
        self.stream.flush()

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


class Runtime:
    def __init__(self, channel):
        self._channel = channel
        self._sink = logs.Sink(self._channel)
        self._handler = None

    def booted(self):
        name = "python" + platform.python_version()
        self._channel.write(("b", json.dumps({"runtime": name, "pid": os.getpid()}).encode()))

    def serve(self, forks=None):
        """
        Runs until the server ends it. `forks`: for SnapStart, a callable that serves forks of this process; it returns only in a
        fork, with the descriptors of the fork's own channels (`channels`); or at once, with None, where nobody will ask for forks.
        """
        try:
            while True:
                self.take_frame(forks)
        except ChannelClosed:
            _flush()
            os._exit(1)

    def take_frame(self, forks=None):
        """Waits for what the server says next, and does it. Raises ChannelClosed when it will say nothing more."""
        letter, body = self._channel.read()
        if letter == "I":
            self._invoke(body)
        elif letter == "A":
            self._assign(json.loads(body))
        elif letter == "P":
            self._before_snapshot()
            self._channel.write(("r", b""))
            clone = forks() if forks is not None else None
            if clone is not None:
                self._move_to(clone.channels)
        elif letter == "Q":
            self._after_restore(json.loads(body))
        elif letter == "K":
            os._exit(0)
        else:
            raise ChannelClosed("unknown frame " + repr(letter))

    def _move_to(self, channels):
        from . import warming

        warming.renew()
        self._channel = Channel(*channels)
        self._sink._channel = self._channel
        self.booted()

    def _assign(self, assignment):
        sys.stdout = _Unbuffered(sys.stdout)
        sys.stderr = _Unbuffered(sys.stderr)
        take_environment(assignment.get("env"))
        os.chdir(assignment["workingDirectory"])
        set_path(
            assignment["taskRoot"],
            assignment.get("layersRoot", "/opt"),
            assignment.get("sdkPaths", ()),
            os.environ.get("PYTHONPATH", ""),
        )
        logs.set_up_logging(self._sink)
        try:
            self._handler = load_handler(assignment["handler"])
        except Fault as fault:
            self._fail_to_start(error_of_fault(fault), 1)
        except Exception as error:
            self._fail_to_start(error_of_exception(error), 1)
        self._channel.write(("r", b""))

    def _fail_to_start(self, error, status, fault_type=None):
        if status == 1:
            logging.warning(logs.UNHANDLED)
        self._sink.log_error(error)
        if fault_type:
            error = {**error, "faultType": fault_type}
        self._channel.write(("x", text_bytes(to_json(error))))
        _flush()
        os._exit(status)

    def _before_snapshot(self):
        hooks = sys.modules.get("snapshot_restore_py")
        try:
            while hooks and hooks.get_before_snapshot():
                function, args, kwargs = hooks.get_before_snapshot().pop()
                function(*args, **kwargs)
        except BaseException as error:
            self._fail_to_start(error_of_exception(error), 64, "Runtime.BeforeSnapshotError")

    def _after_restore(self, restored):
        take_environment(restored.get("env"))
        hooks = sys.modules.get("snapshot_restore_py")
        try:
            for function, args, kwargs in hooks.get_after_restore() if hooks else ():
                function(*args, **kwargs)
        except BaseException as error:
            self._fail_to_start(error_of_exception(error), 65, "Runtime.AfterRestoreError")
        self._channel.write(("r", b""))

    def _invoke(self, body):
        header, payload = split_header(body)
        sink = self._sink
        request_id = sink.request_id = header["id"]
        sink.tenant_id = header.get("tenantId")
        trace = header.get("trace")
        if trace is None:
            os.environ.pop("_X_AMZN_TRACE_ID", None)
        else:
            os.environ["_X_AMZN_TRACE_ID"] = trace
        try:
            context = LambdaContext(header)
            lead_answers(payload)
            answer = response_bytes(self._handler(read_event(payload), context))
        except Fault as fault:
            self._fail(error_of_fault(fault, request_id))
        except Exception as error:
            self._fail(error_of_exception(error, request_id))
        else:
            self._channel.write_end("o", answer)

    def _fail(self, error):
        self._sink.log_error(error)
        self._channel.write_end("e", text_bytes(to_json(error)))


def take_environment(variables):
    if variables is None:
        return
    environment = os.environ
    for name in [name for name in environment if name not in variables]:
        del environment[name]
    environment.update(variables)
    time.tzset()


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
