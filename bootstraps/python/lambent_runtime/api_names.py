"""Names of APIs that lead to this server: those below "localhost", and those of AWS's form that this server says are its own."""

import os
import time

# How long it is remembered whether this server has an API: seconds.
_REMEMBERED_S = 10
_NAMES_MAX = 100
_known = {}


def may_be_led(host):
    name = host.lower()
    return name.endswith(".localhost") or (
        ".execute-api." in name and name.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    )


def server():
    """Host and port of this server."""
    host, _, port = os.environ.get("AWS_ENDPOINT_URL", "").partition("://")[2].rstrip("/").rpartition(":")
    return (host, int(port)) if host and port.isdigit() else None


def led_to(host, port):
    """Host and port of this server, where a connection by TLS to this name is led there, else None. May ask the server, and wait."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if port not in (443, "443", "https") or not isinstance(host, str) or not may_be_led(host):
        return None
    here = server()
    return here if here is not None and _is_here(host.lower(), here) else None


def leads_here(host, peer):
    """Whether a connection to this name goes to this server. `peer`: a socket's address of the other side, or None."""
    return isinstance(host, str) and may_be_led(host) and peer is not None and peer[:2] == server()


def peer_of(sock):
    try:
        return sock.getpeername()
    except OSError:
        return None


def _is_here(name, here):
    """Whether this server has the API of this name. A server that does not answer has none."""
    if name.endswith(".localhost"):
        return True
    answer, until = _known.get(name, (False, 0))
    if until > time.monotonic():
        return answer
    if len(_known) >= _NAMES_MAX:
        _known.clear()
    answer = _ask(name, here)
    _known[name] = (answer, time.monotonic() + _REMEMBERED_S)
    return answer


def _ask(name, here):
    import http.client

    connection = http.client.HTTPConnection(*here, timeout=5)
    try:
        connection.request("GET", "/_lambent/apis?host=" + name)
        return connection.getresponse().status == 204
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
