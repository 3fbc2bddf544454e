"""Variables of the environment, read often: `os.environ` encodes each name that it is asked for, a sixth of a short invocation."""

import os


# By name: a value as bytes, and as text.
_decoded = {}


def variable(name):
    """The value of a variable, its name given as bytes; None when there is none. As `os.environ` has it at this moment."""
    environment = os.environ
    # Where a function has put something else in its place, that is asked.
    values = getattr(environment, "_data", None)
    if values is None:
        return environment.get(name.decode())
    value = values.get(name)
    if value is None:
        return None
    known = _decoded.get(name)
    if known is not None and known[0] is value:
        return known[1]
    text = os.fsdecode(value)
    _decoded[name] = (value, text)
    return text
