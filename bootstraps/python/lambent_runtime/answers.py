"""Answers of custom resources.

AWS takes them at an address of S3, and many providers hand only its host and path to an HTTPS connection; this server takes
them by plain HTTP, on a port of its own. When an event names such an address, requests to it are led there.
"""

_PATH = "/_lambent/cloudformation/responses"
_PATH_BYTES = _PATH.encode()
# Custom resources are asked by events of at most this many bytes.
_EVENT_BYTES_MAX = 262_144
_led = None


def lead_answers(payload):
    """Leads answers to the address that an event (JSON as bytes) names, if it names one. Loads nothing otherwise."""
    global _led
    if len(payload) > _EVENT_BYTES_MAX or _PATH_BYTES not in payload:
        return
    import re

    found = re.search(rb'"ResponseURL" ?: ?"http://([^"/:]+):(\d+)/', payload)
    if found is None:
        return
    if _led is None:
        _install()
    _led = (found.group(1).decode(), int(found.group(2)))


def _install():
    from http.client import HTTPConnection, HTTPSConnection

    put = HTTPSConnection.putrequest

    def putrequest(self, method, url, *values, **named):
        if url.startswith(_PATH) and self.sock is None:
            self.host, self.port = _led
            self.connect = lambda: HTTPConnection.connect(self)
        return put(self, method, url, *values, **named)

    HTTPSConnection.putrequest = putrequest
