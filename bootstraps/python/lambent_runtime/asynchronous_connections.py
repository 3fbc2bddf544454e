"""Requests to APIs of this server by asyncio and what is built on it, led as those by sockets are.

asyncio resolves names by `socket.getaddrinfo`, which is led already, but speaks TLS without sockets. aiohttp may resolve names by a
library of its own; AnyIO (httpx) keeps the port that it was given, and speaks TLS itself.
"""

from .api_names import led_to, leads_here, may_be_led, peer_of


def patch_asyncio(module):
    loop = module.BaseSelectorEventLoop
    if hasattr(loop, "_lambent_make_ssl_transport"):
        return
    loop._lambent_make_ssl_transport = make = loop._make_ssl_transport

    def make_ssl_transport(self, rawsock, protocol, sslcontext, waiter=None, **named):
        host = named.get("server_hostname")
        if named.get("server_side") or not leads_here(host, peer_of(rawsock)):
            return make(self, rawsock, protocol, sslcontext, waiter, **named)
        plain = {name: named[name] for name in ("extra", "server") if name in named}
        return self._make_socket_transport(rawsock, protocol, waiter, **plain)

    loop._make_ssl_transport = make_ssl_transport


def patch_aiohttp(module):
    import asyncio

    resolver = module.AsyncResolver
    if hasattr(resolver, "_lambent_resolve"):
        return
    resolver._lambent_resolve = resolve = resolver.resolve

    async def led_resolve(self, host, port=0, *values, **named):
        led = may_be_led(host) and await asyncio.get_running_loop().run_in_executor(None, led_to, host, port)
        if led:
            return await module.ThreadedResolver().resolve(host, port, *values, **named)
        return await resolve(self, host, port, *values, **named)

    resolver.resolve = led_resolve


def patch_anyio_sockets(module):
    if hasattr(module, "_lambent_connect_tcp"):
        return
    module._lambent_connect_tcp = connect = module.connect_tcp

    async def connect_tcp(remote_host, remote_port, **named):
        from anyio import to_thread

        name = str(remote_host)
        here = may_be_led(name) and await to_thread.run_sync(led_to, name, remote_port)
        if not here:
            return await connect(remote_host, remote_port, **named)
        if named.get("tls") or named.get("ssl_context") is not None:
            named["tls_hostname"] = named.get("tls_hostname") or name
        return await connect(*here, **named)

    module.connect_tcp = connect_tcp


def patch_anyio_tls(module):
    stream = module.TLSStream
    if hasattr(stream, "_lambent_wrap"):
        return
    stream._lambent_wrap = wrap = stream.wrap.__func__

    async def led_wrap(cls, transport_stream, **named):
        from anyio.abc import SocketAttribute

        peer = transport_stream.extra(SocketAttribute.remote_address, None)
        if not named.get("server_side") and leads_here(named.get("hostname"), peer):
            return transport_stream
        return await wrap(cls, transport_stream, **named)

    stream.wrap = classmethod(led_wrap)
