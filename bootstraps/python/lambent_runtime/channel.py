"""Frames from and to the server, on a file descriptor each, or on one for both."""

import json
import os
import struct
import threading

_HEAD = struct.Struct(">IB")
_LENGTH = struct.Struct(">I")
_PIECE = 65536
_SHORT = 65536
# Nothing of an invocation is left to do.
_DONE = _HEAD.pack(1, ord("d"))
# What decodes a header is the decoder's innermost part: what is around it takes longer than a header does.
_read_header = json.JSONDecoder().scan_once


class ChannelClosed(BaseException):
    """The server is gone, or what it says cannot be understood: this process has no purpose any more. Handlers do not catch it."""


class Channel:
    def __init__(self, reads, writes=None):
        self._reads = reads
        self._writes = reads if writes is None else writes
        self._received = bytearray()
        self._lock = threading.Lock()
        for fd in (self._reads, self._writes):
            os.set_inheritable(fd, False)
            os.set_blocking(fd, True)
        # A child that the function forks may log; it must not wait for a lock that a thread of its parent held.
        os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self):
        self._lock = threading.Lock()

    def read(self):
        """Waits for the next frame: its letter, and its body as bytes-like."""
        received = self._received
        if not received:
            piece = self._read_piece()
            if len(piece) >= 5:
                size, letter = _HEAD.unpack_from(piece)
                if len(piece) == 4 + size:
                    return chr(letter), piece[5:]
            received += piece
        while len(received) < 5:
            self._fill()
        size, letter = _HEAD.unpack_from(received)
        if size < 1:
            raise ChannelClosed("empty frame")
        end = 4 + size
        if len(received) < end:
            body = self._read_long(end)
        else:
            body = bytes(received[5:end])
            del received[:end]
        return chr(letter), body

    def _fill(self):
        self._received += self._read_piece()

    def _read_piece(self):
        try:
            piece = os.read(self._reads, _PIECE)
        except OSError as error:
            raise ChannelClosed(str(error)) from None
        if not piece:
            raise ChannelClosed("end of stream")
        return piece

    def _read_long(self, end):
        received = self._received
        body = bytearray(end - 5)
        at = len(received) - 5
        body[:at] = received[5:]
        received.clear()
        view = memoryview(body)
        while at < len(body):
            try:
                count = os.readv(self._reads, [view[at:]])
            except OSError as error:
                raise ChannelClosed(str(error)) from None
            if count == 0:
                raise ChannelClosed("end of stream")
            at += count
        return body

    def write(self, *frames):
        """Writes frames, each a letter and a body, in one go."""
        parts = []
        for letter, body in frames:
            parts.append(_HEAD.pack(len(body) + 1, ord(letter)))
            if body:
                parts.append(body)
        try:
            with self._lock:
                self._write_all(parts)
        except OSError as error:
            raise ChannelClosed(str(error)) from None

    def write_end(self, letter, body):
        """Writes how an invocation ended, and that nothing of it is left to do."""
        if len(body) > _SHORT:
            self.write((letter, body), ("d", b""))
            return
        frames = b"".join((_HEAD.pack(len(body) + 1, ord(letter)), body, _DONE))
        try:
            with self._lock:
                count = os.write(self._writes, frames)
                if count != len(frames):
                    self._write_rest(memoryview(frames)[count:])
        except OSError as error:
            raise ChannelClosed(str(error)) from None

    def _write_all(self, parts):
        total = sum(map(len, parts))
        count = os.writev(self._writes, parts)
        if count == total:
            return
        self._write_rest(memoryview(b"".join(parts))[count:])

    def _write_rest(self, rest):
        while rest:
            rest = rest[os.write(self._writes, rest) :]


def with_header(header, payload):
    """A body of a header (a dictionary) and a payload (bytes)."""
    head = json.dumps(header).encode()
    return _LENGTH.pack(len(head)) + head + payload


def split_header(body):
    """The header, parsed, and the payload of a body."""
    (size,) = _LENGTH.unpack_from(body)
    end = 4 + size
    return _read_header(body[4:end].decode(), 0)[0], body[end:]
