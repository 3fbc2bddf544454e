"""
JSON as AWS's runtime reads and writes it: like the library simplejson, so named tuples become objects, bytes become strings, decimals keep
their digits. What json of the standard library writes alike goes through it, which is fast.
"""

import decimal
import json
import marshal

from .errors import Fault
from .variables import variable

# Since Python 3.12 letters outside ASCII are written as they are.
_ESCAPING = {"AWS_Lambda_python3." + minor for minor in ("8", "9", "10", "11")}


def _default(value):
    if isinstance(value, (bytes, decimal.Decimal)):
        raise _NotPlain()
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


class _NotPlain(Exception):
    pass


_escaped = json.JSONEncoder(default=_default)
_unescaped = json.JSONEncoder(ensure_ascii=False, default=_default)


def _plain_encoder(encoder, text_encoder):
    """
    What an encoder makes anew for each value, made once: it takes longer than most values do. Of what is nested too deep the encoder
    itself says whether that is a circle. The encoder alone where Python has no such thing.
    """
    try:
        encode = json.encoder.c_make_encoder(
            None, encoder.default, text_encoder, None, encoder.key_separator, encoder.item_separator, False, False, True
        )
        "".join(encode({"a": [1, 0.5, None, "x"]}, 0))
    except TypeError:
        return encoder.encode

    def plain(value):
        try:
            return "".join(encode(value, 0))
        except RecursionError:
            return encoder.encode(value)

    return plain


_encode_escaped = _plain_encoder(_escaped, json.encoder.encode_basestring_ascii)
_encode_unescaped = _plain_encoder(_unescaped, json.encoder.encode_basestring)


def to_json(value):
    """The JSON text of a value. Raises what AWS's encoder raises: TypeError, ValueError, UnicodeDecodeError."""
    escapes = variable(b"AWS_EXECUTION_ENV") in _ESCAPING
    if _is_plain(value):
        try:
            return (_encode_escaped if escapes else _encode_unescaped)(value)
        except (_NotPlain, TypeError):
            pass  # The slow way has other words for some, and reads bytes.
    encoder = _escaped if escapes else _unescaped
    return "".join(_pieces(value, encoder, set()))


def _is_plain(value):
    # What marshal takes holds values of exactly the built-in types: no named tuples, no decimals.
    try:
        marshal.dumps(value)
        return True
    except ValueError:
        return False


def _pieces(value, encoder, parents):
    if isinstance(value, bytes):
        yield encoder.encode(value.decode())
    elif isinstance(value, decimal.Decimal):
        yield "NaN" if value.is_nan() else str(value)
    elif value is None or isinstance(value, (str, int, float)):
        yield encoder.encode(value)
    elif isinstance(value, dict):
        yield from _object(value, value, encoder, parents)
    elif isinstance(value, tuple) and callable(getattr(value, "_asdict", None)):
        yield from _object(value, value._asdict(), encoder, parents)
    elif isinstance(value, (list, tuple)):
        _enter(value, parents)
        between = "["
        for item in value:
            yield between
            yield from _pieces(item, encoder, parents)
            between = ", "
        yield "[]" if between == "[" else "]"
        parents.discard(id(value))
    else:
        raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def _object(owner, members, encoder, parents):
    _enter(owner, parents)
    between = "{"
    for key, item in members.items():
        yield between + encoder.encode(_key(key)) + ": "
        yield from _pieces(item, encoder, parents)
        between = ", "
    yield "{}" if between == "{" else "}"
    parents.discard(id(owner))


def _enter(value, parents):
    if id(value) in parents:
        raise ValueError("Circular reference detected")
    parents.add(id(value))


def _key(key):
    if isinstance(key, str):
        return key
    if isinstance(key, bytes):
        return key.decode()
    if key is None or isinstance(key, (bool, int, float)):
        return json.dumps(key)
    raise TypeError("keys must be str, int, float, bool or None, not " + type(key).__name__)


def read_event(payload):
    """The event of an invocation. Raises a Fault when it is not JSON."""
    try:
        # Most are objects in UTF-8: json.loads makes a decoder for each, and guesses the encoding.
        if payload[:1] == b"{" and payload[1:2] != b"\0":
            return _decoded(payload.decode("utf-8", "surrogatepass"))
        return json.loads(payload, parse_constant=_refuse)
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: " + str(error)) from None


def _refuse(constant):
    raise ValueError("Out of range float values are not JSON compliant: " + constant)


_events = json.JSONDecoder(parse_constant=_refuse)


def _decoded(text):
    """An object. What ends with it needs not be looked at by the decoder's outer parts, which word what is wrong with others."""
    try:
        value, end = _events.scan_once(text, 0)
        if end == len(text):
            return value
    except StopIteration:
        pass
    return _events.decode(text)


def response_bytes(value):
    """The bytes of a handler's result. Raises a Fault when it cannot be written."""
    if isinstance(value, bytes):
        return value
    try:
        text = to_json(value)
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: " + str(error)) from None
    return text_bytes(text)


def text_bytes(text):
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Half a surrogate pair has no UTF-8. AWS's runtime dies of it; as an escape it is valid JSON.
        return "".join(c if not "\ud800" <= c <= "\udfff" else "\\u%04x" % ord(c) for c in text).encode()


