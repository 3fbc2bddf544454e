"""Before and after a fork: code runs once ahead so that it is warm, and state that forks must not share is made anew."""

import io
import tempfile
import uuid


def rehearse():
    """Uses once what every assignment and invocation uses: interpreters fill caches on first use."""
    from . import context, encoding, errors, logs

    class Nowhere:
        def write(self, *frames):
            pass

    sink = logs.Sink(Nowhere())
    sink.log("x", "INFO")
    logs.JsonFormatter()
    context.LambdaContext({"id": "x", "deadline": 0})
    encoding.response_bytes(encoding.read_event(b'{"a": [1, 2.5, "x", null]}'))
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
