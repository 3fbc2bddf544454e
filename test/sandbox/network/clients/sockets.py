"""What programs do with TCP sockets around connect: each line `what: result`."""
import array, ctypes, errno, os, select, signal, socket, struct, sys, threading, time

outside, machine = sys.argv[1:3]
libc = ctypes.CDLL(None, use_errno=True)


def attempt(name, action):
    try:
        print(f'{name}: {action()}', flush=True)
    except socket.timeout:
        print(f'{name}: timeout', flush=True)
    except OSError as error:
        print(f'{name}: {errno.errorcode.get(error.errno, error)}', flush=True)


def echo(s, text=b'hello'):
    s.sendall(text)
    return s.recv(100).decode()


def options():
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 77)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 54321)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 3, 500000))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 5))
    before = [s.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF), os.get_inheritable(s.fileno())]
    s.connect((outside, 9001))
    assert before == [s.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF), os.get_inheritable(s.fileno())]
    assert s.getblocking() and s.getpeername() == (outside, 9001)
    assert struct.unpack('ii', s.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)) == (1, 5)
    timeout = struct.unpack('ll', s.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16))
    assert timeout[0] == 3 and 490000 < timeout[1] < 510000, timeout
    return [
        s.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
        s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY),
        s.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
        echo(s),
    ]


def inheritable():
    s = socket.socket()
    os.set_inheritable(s.fileno(), True)
    s.connect((outside, 9001))
    return os.get_inheritable(s.fileno())


def nonblocking():
    s = socket.socket()
    s.setblocking(False)
    first = s.connect_ex((outside, 9001))
    select.select([], [s], [], 5)
    assert s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
    again = s.connect_ex((outside, 9001))
    once_more = s.connect_ex((outside, 9001))
    s.setblocking(True)
    return [errno.errorcode.get(first, first), again in (0, errno.EISCONN), errno.errorcode[once_more], echo(s)]


def nonblocking_refused():
    s = socket.socket()
    s.setblocking(False)
    first = s.connect_ex((outside, 1))
    if first == errno.EINPROGRESS:
        select.select([], [s], [], 5)
        first = s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return errno.errorcode[first]


def retried():
    """A socket that failed is used again; and one that was connected outside goes inside afterwards, and out again."""
    s = socket.socket()
    assert s.connect_ex((outside, 1)) == errno.ECONNREFUSED
    s.connect((outside, 9001))
    first = echo(s)
    libc.connect(s.fileno(), struct.pack('H14x', socket.AF_UNSPEC), 16)
    with socket.create_server(('127.0.0.1', 0)) as server:
        s.connect(server.getsockname())
        accepted, _ = server.accept()
        accepted.send(b'inside')
        second = s.recv(10).decode()
        accepted.close()
    libc.connect(s.fileno(), struct.pack('H14x', socket.AF_UNSPEC), 16)
    s.connect((outside, 9001))
    return [first, second, echo(s)]


def copied():
    s = socket.socket()
    other = s.dup()
    s.connect((outside, 9001))
    return [echo(s), echo(other), other.getpeername()[0] == outside]


def watched(edge):
    """In an epoll set before it is connected, as Netty and Boost do."""
    s = socket.socket()
    s.setblocking(False)
    poll = select.epoll()
    poll.register(s, select.EPOLLOUT | select.EPOLLIN | (select.EPOLLET if edge else 0))
    poll.poll(0)
    s.connect_ex((outside, 9001))
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if any(fd == s.fileno() and event & select.EPOLLOUT for fd, event in poll.poll(1)):
            if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0 and s.connect_ex((outside, 9001)) in (0, errno.EISCONN):
                break
    poll.modify(s, select.EPOLLIN)
    s.send(b'seen')
    found = poll.poll(5)
    return [len(found), s.recv(10).decode()]


def passed():
    left, right = socket.socketpair()
    s = socket.create_connection((outside, 9001))
    child = os.fork()
    if child == 0:
        data, extra, _, _ = right.recvmsg(1, 100)
        fds = array.array('i')
        fds.frombytes(extra[0][2])
        got = socket.socket(fileno=fds[0])
        os._exit(0 if echo(got) == 'hello' else 1)
    left.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [s.fileno()]))])
    return os.waitpid(child, 0)[1]


def timed_out():
    """Nobody answers: the limit of the socket holds, and the socket is as a real one then."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack('ll', 0, 300000))
    began = time.monotonic()
    result = libc.connect(s.fileno(), struct.pack('!2sH4s8x', struct.pack('H', socket.AF_INET), 9, socket.inet_aton('198.18.7.99')), 16)
    return [errno.errorcode[ctypes.get_errno()] if result else 0, 0.2 < time.monotonic() - began < 2]


def interrupted():
    signal.signal(signal.SIGALRM, lambda *_: 1 / 0)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    s = socket.socket()
    began = time.monotonic()
    try:
        s.connect(('198.18.7.98', 9))
    except ZeroDivisionError:
        return ['interrupted', time.monotonic() - began < 2]
    except OSError as error:
        return errno.errorcode[error.errno]


def at_once():
    """Many threads wait for nobody while others connect."""
    stuck = [socket.socket() for _ in range(20)]
    for s in stuck:
        threading.Thread(target=lambda s=s: s.connect_ex(('198.18.7.97', 9)), daemon=True).start()
    time.sleep(0.2)
    began = time.monotonic()
    for _ in range(20):
        with socket.create_connection((outside, 9001)) as s:
            echo(s)
    return time.monotonic() - began < 2


def server():
    """Listens, accepts, on both families and on a Unix socket; binds where it likes."""
    with socket.create_server(('', 8080)) as listener, socket.create_connection(('127.0.0.1', 8080)) as s:
        accepted, _ = listener.accept()
        accepted.send(b'mine')
        first = s.recv(10).decode()
    with socket.create_server(('::', 8081), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        socket.create_connection(('::1', 8081)).close()
        socket.create_connection(('127.0.0.1', 8081)).close()
    return first


def unix():
    os.chdir(os.environ['HOME'])
    os.umask(0o077)
    results = []
    for name, seen in (('rel.sock', 'rel.sock'), (os.path.join(os.environ['HOME'], 'abs.sock'), None), ('\0abstract', b'\0abstract')):
        with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as s:
            listener.bind(name)
            listener.listen(1)
            assert listener.getsockname() == (seen or name), listener.getsockname()
            s.connect(name)
            accepted, _ = listener.accept()
            pid, uid, gid = struct.unpack('3i', accepted.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
            results.append(uid == os.getuid() and gid == os.getgid())
            if name[0] != '\0':
                results.append(oct(os.stat(name).st_mode & 0o777))
                os.unlink(name)
    return results


def unix_full():
    """A connect that waits holds nobody up."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind('\0full')
        listener.listen(0)
        waiting = [socket.socket(socket.AF_UNIX) for _ in range(3)]
        for s in waiting:
            threading.Thread(target=lambda s=s: s.connect('\0full'), daemon=True).start()
        time.sleep(0.2)
        socket.create_connection((outside, 9001)).close()
        for _ in range(3):
            listener.accept()
        return 'accepted'


def stays_out():
    """What has been connected outside does not become a server there, nor go where the policy does not allow."""
    s = socket.create_connection((outside, 9001))
    results = []
    libc.connect(s.fileno(), struct.pack('H14x', socket.AF_UNSPEC), 16)
    for action in (lambda: s.bind(('0.0.0.0', 7777)), lambda: s.listen(1), lambda: s.connect((machine, 8100)),
                   lambda: s.connect(('127.0.0.1', 8100)), lambda: s.sendto(b'x', socket.MSG_FASTOPEN, ('127.0.0.1', 8100)),
                   lambda: s.setsockopt(socket.IPPROTO_TCP, 30, 1), lambda: s.setsockopt(socket.SOL_SOCKET, 25, b'lo\0')):
        try:
            action()
            results.append('done')
        except OSError as error:
            results.append(errno.errorcode[error.errno])
    return results


def kinds():
    results = []
    for family, kind, protocol in ((socket.AF_INET, socket.SOCK_RAW, 1), (17, socket.SOCK_RAW, 0), (40, socket.SOCK_STREAM, 0),
                                   (16, socket.SOCK_RAW, 9), (socket.AF_INET, socket.SOCK_STREAM, 132), (38, 5, 0)):
        try:
            socket.socket(family, kind, protocol).close()
            results.append('made')
        except OSError as error:
            results.append(errno.errorcode[error.errno])
    results.append(libc.syscall(425, 8, ctypes.create_string_buffer(512)) < 0 and errno.errorcode[ctypes.get_errno()])
    return results


def wrong():
    """Nonsense gets the kernel's answers."""
    results = []
    s = socket.socket()
    good = struct.pack('!2sH4s8x', struct.pack('H', socket.AF_INET), 9001, socket.inet_aton(outside))
    for fd, data, size in ((s.fileno(), good, 3), (s.fileno(), good, 1000), (s.fileno(), good, -1), (s.fileno(), None, 16), (999, good, 16),
                           (0, good, 16), (s.fileno(), struct.pack('H30x', socket.AF_INET6), 28), (s.fileno(), b'\xff' * 16, 16)):
        results.append(errno.errorcode[ctypes.get_errno()] if libc.connect(fd, data, size) else 'done')
    return results


for name in sys.argv[3:] or ['options', 'inheritable', 'nonblocking', 'nonblocking_refused', 'retried', 'copied', 'watched', 'watched_edge', 'passed',
                             'timed_out', 'interrupted', 'at_once', 'server', 'unix', 'unix_full', 'stays_out', 'kinds', 'wrong']:
    action = {'watched': lambda: watched(False), 'watched_edge': lambda: watched(True)}.get(name) or globals()[name]
    attempt(name, action)
