"""Calls about connections of WebSocket APIs.

AWS takes them by HTTPS at the API's own host name, which programs make of an event ("https://" + domainName + "/" + stage) or of
a template; this server takes them by plain HTTP where it is, under any host name. Requests of the SDK whose path is that of a
connection are led there; all others are as they were.
"""

import os
import sys

_MODULE = "botocore.httpsession"
_PARTS = ("/@connections/", "/%40connections/")


def lead_connections():
    """Leads such calls from now on, whichever SDK the function has. Loads nothing."""
    module = sys.modules.get(_MODULE)
    if module is not None:
        _patch(module)
    sys.meta_path.insert(0, _Finder)


class _Finder:
    """Finds the module as the others do, and has it patched when it is loaded."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name != _MODULE:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not cls else None
            if spec is not None:
                execute = spec.loader.exec_module

                def exec_module(module):
                    execute(module)
                    _patch(module)

                spec.loader.exec_module = exec_module
                return spec
        return None


def _patch(module):
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
