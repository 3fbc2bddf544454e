"""Requests to APIs of this server by the names that AWS gives them.

Programs make such names of an event ("https://" + domainName + "/" + stage) or have them of a template
("https://${Api}.execute-api.${AWS::Region}.amazonaws.com/Prod"), and ask by HTTPS; this server is asked by plain HTTP where it
is, under any host name. Led there are calls of the SDK about connections of WebSocket APIs, whatever the host, connections by TLS to
names below "localhost", and those to an API of AWS's form that this server has. All others are as they were.
"""

import os
import sys

_PARTS = ("/@connections/", "/%40connections/")
# How long it is remembered whether this server has an API: seconds.
_REMEMBERED_S = 10
_NAMES_MAX = 100


def lead_connections():
    """Leads such requests from now on, whichever SDK the function has. Loads nothing."""
    for name, patch in _PATCHES.items():
        module = sys.modules.get(name)
        if module is not None:
            patch(module)
    sys.meta_path.insert(0, _Finder)


class _Finder:
    """Finds the modules as the others do, and has them patched when they are loaded."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        patch = _PATCHES.get(name)
        if patch is None:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not cls else None
            if spec is not None:
                execute = spec.loader.exec_module

                def exec_module(module):
                    execute(module)
                    patch(module)

                spec.loader.exec_module = exec_module
                return spec
        return None


def _patch_sdk(module):
    session = getattr(module, "URLLib3Session", None)
    if session is None or hasattr(session, "_lambent_send"):
        return
    session._lambent_send = send = session.send

    def led_send(self, request):
        _lead(request)
        return send(self, request)

    session.send = led_send


def _lead(request):
    url = request.url
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if endpoint is None or not any(part in url.partition("?")[0] for part in _PARTS):
        return
    host, _, path = url.partition("://")[2].partition("/")
    if "Host" not in request.headers:
        request.headers["Host"] = host
    request.url = endpoint.rstrip("/") + "/" + path


def _patch_tls(ssl):
    """Of a name that is led, the addresses are this server's, and no TLS is spoken on a connection that goes there."""
    import socket

    context = ssl.SSLContext
    if hasattr(context, "_lambent_wrap_socket"):
        return
    resolve = socket.getaddrinfo
    context._lambent_wrap_socket = wrap = context.wrap_socket
    known = {}

    def getaddrinfo(host, port, *values, **named):
        if port in (443, "443", "https") and isinstance(host, str) and _may_be_led(host):
            server = _server()
            if server is not None and _is_here(host.lower(), server, known):
                return resolve(server[0], server[1], *values, **named)
        return resolve(host, port, *values, **named)

    def wrap_socket(self, sock, *values, **named):
        host = named.get("server_hostname")
        if isinstance(host, str) and _may_be_led(host) and _leads_here(sock, _server()):
            return sock
        return wrap(self, sock, *values, **named)

    socket.getaddrinfo = getaddrinfo
    context.wrap_socket = wrap_socket


def _may_be_led(host):
    name = host.lower()
    return name.endswith(".localhost") or (
        ".execute-api." in name and name.endswith((".amazonaws.com", ".amazonaws.com.cn"))
    )


def _server():
    """Host and port of this server."""
    host, _, port = os.environ.get("AWS_ENDPOINT_URL", "").partition("://")[2].rstrip("/").rpartition(":")
    return (host, int(port)) if host and port.isdigit() else None


def _leads_here(sock, server):
    try:
        return sock.getpeername()[:2] == server
    except OSError:
        return False


def _is_here(name, server, known):
    """Whether this server has the API of this name. A server that does not answer has none."""
    import time

    if name.endswith(".localhost"):
        return True
    answer, until = known.get(name, (False, 0))
    if until > time.monotonic():
        return answer
    if len(known) >= _NAMES_MAX:
        known.clear()
    answer = _ask(name, server)
    known[name] = (answer, time.monotonic() + _REMEMBERED_S)
    return answer


def _ask(name, server):
    import http.client

    connection = http.client.HTTPConnection(*server, timeout=5)
    try:
        connection.request("GET", "/_lambent/apis?host=" + name)
        return connection.getresponse().status == 204
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


_PATCHES = {"botocore.httpsession": _patch_sdk, "ssl": _patch_tls}
