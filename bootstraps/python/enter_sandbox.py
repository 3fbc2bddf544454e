"""
The warm parent's part of the protocol in bootstraps/README.md: asked for a fork, it forks into a sandbox, and the fork has all its walls
before anything else runs in it. Only the standard library; Python 3.8 and later.
"""

import ctypes
import fcntl
import json
import os
import resource
import select
import shutil
import signal
import socket
import struct
from collections import namedtuple

#: What a fork goes on with. `channels`: file descriptors 3, 4, ...
Child = namedtuple("Child", "channels working_directory")

_CLONE_NEWPID = 0x20000000
_PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 4, 24, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_SECCOMP_SET_MODE_FILTER = 1
_WAIT_KILLABLE = 32
#: Longest packet. Unit: bytes.
_PACKET = 256 * 1024
_MAX_FDS = 80
#: File descriptors are moved above this one while they are put in order.
_ABOVE = 200

_SECCOMP, _CAPSET = {"x86_64": (317, 126), "aarch64": (277, 91)}.get(os.uname().machine, (0, 0))
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


#: In a template: the socket that asks for clones, and the filter that clones get.
_template = None


class _EnterError(Exception):
    pass


def _check(result, what):
    if result < 0:
        raise _EnterError("%s: %s" % (what, os.strerror(ctypes.get_errno())))
    return result


def _prctl(option, value=0, more=0):
    zero = ctypes.c_ulong(0)
    return _libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(more), zero, zero)


def _setns(fd, namespaces, what):
    _check(_libc.setns(ctypes.c_int(fd), ctypes.c_int(namespaces)), what)


class _Filter:
    """A seccomp program, ready to be installed."""

    def __init__(self, text):
        code = bytes.fromhex(text)
        self._buffer = ctypes.create_string_buffer(code, len(code)) if code else None
        address = ctypes.addressof(self._buffer) if code else None
        self._program = _Program(len(code) // 8, address)

    def install(self, flags):
        for attempt in (flags, flags & ~_WAIT_KILLABLE):
            result = _libc.syscall(
                ctypes.c_long(_SECCOMP),
                ctypes.c_long(_SECCOMP_SET_MODE_FILTER),
                ctypes.c_long(attempt),
                ctypes.byref(self._program),
            )
            if result >= 0:
                return result
        return _check(result, "installing a filter")


def _receive(connection):
    """One packet and its file descriptors; None at the end."""
    space = socket.CMSG_SPACE(4 * _MAX_FDS)
    data, ancillary, _, _ = connection.recvmsg(_PACKET, space, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
    if not data:
        return None, []
    fds = []
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            count = len(content) // 4
            fds.extend(struct.unpack("%di" % count, content[: 4 * count]))
    return data, fds


def _drop_privileges(request):
    for capability in range(64):
        if _prctl(_PR_CAPBSET_DROP, capability) < 0:
            break
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    if request["changeUser"]:
        os.setgroups([])
        os.setresgid(*[request["gid"]] * 3)
        os.setresuid(*[request["uid"]] * 3)
    header = struct.pack("Ii", 0x20080522, 0)
    _check(_libc.syscall(ctypes.c_long(_CAPSET), header, bytes(24)), "dropping capabilities")
    _check(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "giving up privileges")


def _set_limits(request):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (request["openFiles"],) * 2)
    if request["processes"]:
        resource.setrlimit(resource.RLIMIT_NPROC, (request["processes"],) * 2)


def _order_fds(output, channels, *others):
    """Moves what stays to its place and closes the rest; the numbers that the others have then."""
    moved = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _ABOVE) for fd in (output, *channels, *others)]
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(moved[0], 1)
    os.dup2(moved[0], 2)
    for index, fd in enumerate(moved[1 : 1 + len(channels)]):
        os.dup2(fd, 3 + index, inheritable=False)
    os.closerange(3 + len(channels), _ABOVE)
    for fd in moved[: 1 + len(channels)]:
        os.close(fd)
    return moved[1 + len(channels) :]


def _refuse(status, error):
    try:
        os.write(status, ("e%s: %s" % (type(error).__name__, error)).encode()[:500])
    finally:
        os._exit(127)


def _enter(request, details, fds, filters, network, network_flags):
    """In the fork. Whatever fails is told to the host, and ends the process."""
    global _template
    pidfd, status, output = fds[:3]
    try:
        # Others of the sandbox are of the same user: none may write to this memory before the filters stand.
        _check(_prctl(_PR_SET_DUMPABLE, 0), "hiding the memory")
        first_group = 3 + request["channels"]
        channels = fds[3:first_group]
        groups = fds[first_group : first_group + request["groups"]]
        os.write(status, b"h")
        for group in groups:
            os.write(group, b"0")
        _setns(pidfd, request["namespaces"], "entering namespaces")
        os.setsid()
        os.umask(0o022)
        status, *clones = _order_fds(output, channels, status, *fds[first_group + len(groups) :])
        _set_limits(request)
        _drop_privileges(request)
        os.chdir(details["workingDirectory"])
        os.environ.clear()
        os.environ.update(details["env"])
        if request["network"]:
            listener = network.install(network_flags)
            with socket.socket(fileno=os.dup(status)) as connection:
                rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", listener))
                connection.sendmsg([b"L"], [rights])
                os.close(listener)
                if not connection.recv(8):
                    raise _EnterError("the network was not granted")
        filters[bool(clones)].install(0)
        if clones:
            _template = (clones[0], filters[False])
        _check(_prctl(_PR_SET_DUMPABLE, 1), "showing the memory")
    except BaseException as error:
        _refuse(status, error)
    os.close(status)
    return Child(tuple(range(3, 3 + request["channels"])), details["workingDirectory"])


def _report_ended(connection):
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        connection.send(b'{"ended":%d,"status":%d}' % (pid, status))


def _fork(connection, request, pidfd, own):
    """
    Forks into the sandbox's process namespace; True in the fork. With the machine's privileges the parent goes in and out. Without
    them there is no way back (`own` is -1), and a process in between goes; the host program inherits its fork.
    """
    between = own < 0 and os.fork()
    if between:
        os.waitpid(between, 0)
        return False
    try:
        _setns(pidfd, _CLONE_NEWPID, "entering the process namespace")
        pid = os.fork()
        if pid == 0:
            return True
        connection.send(b'{"forked":%d,"pid":%d}' % (request["fork"], pid))
        if own >= 0:
            _setns(own, _CLONE_NEWPID, "leaving the process namespace")
    except (OSError, _EnterError) as error:
        if own >= 0:
            raise
        text = json.dumps({"failed": request["fork"], "error": str(error)})
        connection.send(text.encode())
    if own < 0:
        os._exit(0)
    return False


def serve():
    """Forks on request. Returns in forks alone; ends the process when the host's end of file descriptor 3 is closed."""
    connection = socket.socket(fileno=3)
    setup = json.loads(_receive(connection)[0])
    filters = {False: _Filter(setup["filter"]), True: _Filter(setup["templateFilter"])}
    network = _Filter(setup["network"])
    flags = setup["networkFlags"]
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    if _libc.setns(ctypes.c_int(own), ctypes.c_int(_CLONE_NEWPID)) < 0:
        os.close(own)
        own = -1
    wake, waker = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    poll = select.poll()
    poll.register(3, select.POLLIN)
    poll.register(wake, select.POLLIN)
    connection.send(b'{"ready":%d}' % os.getpid())
    while True:
        ready = dict(poll.poll())
        if wake in ready:
            os.read(wake, 4096)
            _report_ended(connection)
        if 3 not in ready:
            continue
        packet, fds = _receive(connection)
        if packet is None:
            os._exit(0)
        first, _, second = packet.partition(b"\n")
        request = json.loads(first)
        details = json.loads(second)
        try:
            child = _fork(connection, request, fds[0], own)
        except (OSError, _EnterError) as error:
            text = json.dumps({"failed": request["fork"], "error": str(error)})
            connection.send(text.encode())
            child = False
        if child:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            connection.detach()
            return _enter(request, details, fds, filters, network, flags)
        for fd in fds:
            os.close(fd)


def _enter_clone(request, details, namespaces, fds, filter):
    """In a fork of a template: it owns the namespaces it enters, and is their functions' user already."""
    status, output = fds[:2]
    try:
        _check(_prctl(_PR_SET_DUMPABLE, 0), "hiding the memory")
        first_group = 2 + request["channels"]
        os.write(status, b"h")
        for group in fds[first_group:]:
            os.write(group, b"0")
        before = os.open("/tmp", os.O_RDONLY | os.O_DIRECTORY)
        for namespace in namespaces:
            _setns(namespace, 0, "entering namespaces")
        os.setsid()
        shutil.copytree("/proc/self/fd/%d" % before, "/tmp", symlinks=True, dirs_exist_ok=True)
        (status,) = _order_fds(output, fds[2:first_group], status)
        try:
            _set_limits(request)
        except (OSError, ValueError):
            pass  # More than its template has: that holds.
        request.update(changeUser=0)
        _drop_privileges(request)
        os.chdir(details["workingDirectory"])
        os.environ.clear()
        os.environ.update(details["env"])
        filter.install(0)
        _check(_prctl(_PR_SET_DUMPABLE, 1), "showing the memory")
    except BaseException as error:
        _refuse(status, error)
    os.close(status)
    return Child(tuple(range(3, 3 + request["channels"])), details["workingDirectory"])


def serve_clones():
    """In a fork that was asked for as a template: forks into sandboxes of its clones. Returns in clones alone."""
    global _template
    if _template is None:
        raise RuntimeError("this process is no template")
    number, filter = _template
    connection = socket.socket(fileno=number)
    while True:
        packet, fds = _receive(connection)
        if packet is None:
            os._exit(0)
        request, details = (json.loads(line) for line in packet.split(b"\n", 1))
        count = request["namespaces"]
        between = os.fork()
        if between == 0:
            # The user namespace gives the privilege to enter the others; that of processes holds for forks alone.
            try:
                _setns(fds[0], 0, "entering the user namespace")
                _setns(fds[1], 0, "entering the process namespace")
                pid = os.fork()
            except BaseException as error:
                text = json.dumps(str(error))
                connection.send(b'{"failed":%d,%s}' % (request["clone"], text.encode()))
                os._exit(127)
            if pid == 0:
                connection.close()
                _template = None
                return _enter_clone(request, details, fds[2:count], fds[count:], filter)
            connection.send(b'{"forked":%d,"pid":%d}' % (request["clone"], pid))
            os._exit(0)
        try:
            os.waitpid(between, 0)
        except ChildProcessError:
            pass
        for fd in fds:
            os.close(fd)
