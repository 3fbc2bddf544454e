"""
Forks without a sandbox, where a machine has none: see "Warm parents" in bootstraps/README.md. A fork connects to the sockets
it is told of and is an ordinary process of this user.
"""

import json
import os
import select
import signal
import socket
import sys

from .channel import Channel


class Child:
    """A fork: the descriptors of its channels."""

    def __init__(self, channels):
        self.channels = channels


def serve(reads=3, writes=4):
    """Serves requests for forks; returns in each fork alone."""
    control = Channel(reads, writes)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    control.write(("b", json.dumps({"pid": os.getpid()}).encode()))
    while True:
        ready, _, _ = select.select([reads, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _report_ended(control)
        if reads not in ready:
            continue
        _, body = control.read()
        request = json.loads(body)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for fd in (reads, writes, woken, wake):
                os.close(fd)
            _connect(request)
            return Child((3,))
        control.write(("f", json.dumps({"pid": pid, "id": request.get("id")}).encode()))


def _report_ended(control):
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        control.write(("g", json.dumps({"pid": pid, "code": code, "signal": number}).encode()))


def _connect(request):
    os.setsid()
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    channel.connect(request["channel"])
    if request.get("output"):
        output = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        output.connect(request["output"])
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
        output.close()
    fd = channel.detach()
    if fd != 3:
        os.dup2(fd, 3, inheritable=False)
        os.close(fd)
    sys.stdin = open(os.devnull)
