"""Requests to APIs of this server by the names that AWS gives them.

Programs make such names of an event ("https://" + domainName + "/" + stage) or have them of a template
("https://${Api}.execute-api.${AWS::Region}.amazonaws.com/Prod"), and ask by HTTPS; this server is asked by plain HTTP where it
is, under any host name. Led there are calls of the SDK about connections of WebSocket APIs, whatever the host, connections by TLS to
names below "localhost", and those to an API of AWS's form that this server has. All others are as they were.
"""

import os
import sys

from .api_names import led_to, leads_here, peer_of
from .asynchronous_connections import patch_aiohttp, patch_anyio_sockets, patch_anyio_tls, patch_asyncio

_PARTS = ("/@connections/", "/%40connections/")


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
    for name in ("URLLib3Session", "AIOHTTPSession", "HttpxSession"):
        session = getattr(module, name, None)
        if session is not None and "_lambent_send" not in vars(session):
            _patch_session(session)


def _patch_session(session):
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

    def getaddrinfo(host, port, *values, **named):
        here = led_to(host, port)
        return resolve(*(here or (host, port)), *values, **named)

    def wrap_socket(self, sock, *values, **named):
        if leads_here(named.get("server_hostname"), peer_of(sock)):
            return sock
        return wrap(self, sock, *values, **named)

    socket.getaddrinfo = getaddrinfo
    context.wrap_socket = wrap_socket


_PATCHES = {
    "botocore.httpsession": _patch_sdk,
    "aiobotocore.httpsession": _patch_sdk,
    "aiobotocore.httpxsession": _patch_sdk,
    "ssl": _patch_tls,
    "asyncio.selector_events": patch_asyncio,
    "aiohttp.resolver": patch_aiohttp,
    "anyio._core._sockets": patch_anyio_sockets,
    "anyio.streams.tls": patch_anyio_tls,
}
