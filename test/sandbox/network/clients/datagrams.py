"""UDP: each line `what: result`."""
import errno, socket, sys

outside, outside6, machine = sys.argv[1:4]


def attempt(name, action):
    try:
        print(f'{name}: {action()}')
    except socket.timeout:
        print(f'{name}: timeout')
    except OSError as error:
        print(f'{name}: {errno.errorcode.get(error.errno, error)}')


def udp(family=socket.AF_INET):
    made = socket.socket(family, socket.SOCK_DGRAM)
    made.settimeout(3)
    return made


def unconnected():
    with udp() as s:
        s.sendto(b'one', (outside, 9000))
        data, peer = s.recvfrom(100)
        return f'{data.decode()} from {peer[0]}:{peer[1]}'


def large():
    with udp() as s:
        s.sendto(b'x' * 60000, (outside, 9000))
        return len(s.recv(65536))


def connected(family, host, port):
    with udp(family) as s:
        s.connect((host, port))
        s.send(b'two')
        return s.recv(100).decode()


def message():
    with udp() as s:
        s.sendmsg([b'th', b'ree'], [], 0, (outside, 9000))
        return s.recvmsg(100)[0].decode()


def two_peers():
    with udp() as s:
        for _ in range(2):
            s.sendto(b'a', (outside, 9000))
        return len([s.recv(10) for _ in range(2)])


def inside():
    with udp() as a, udp() as b:
        a.bind(('127.0.0.1', 0))
        b.sendto(b'own', a.getsockname())
        data, peer = a.recvfrom(10)
        a.sendto(data, peer)
        return b.recv(10).decode()


def many():
    made = [udp() for _ in range(700)]
    for s in made:
        s.connect((outside, 9000))
        s.send(b'm')
        s.recv(10)
    return len(made)


def after_disconnect():
    import ctypes
    with udp() as s:
        s.connect((outside, 9000))
        libc = ctypes.CDLL(None, use_errno=True)
        libc.connect(s.fileno(), b'\0' * 16, 16)
        s.sendto(b'four', (outside, 9000))
        return s.recv(10).decode()


attempt('unconnected', unconnected)
attempt('large', large)
attempt('connected', lambda: connected(socket.AF_INET, outside, 9000))
attempt('IPv6', lambda: connected(socket.AF_INET6, outside6, 9000))
attempt('message', message)
attempt('two', two_peers)
attempt('inside', inside)
attempt('many', many)
attempt('disconnected', after_disconnect)
attempt('nobody there', lambda: connected(socket.AF_INET, outside, 9999))
attempt('machine', lambda: connected(socket.AF_INET, machine, 8101))
attempt('machine loopback', lambda: connected(socket.AF_INET, '127.0.0.1', 8101))
attempt('metadata', lambda: connected(socket.AF_INET, '169.254.169.254', 9000))
attempt('multicast', lambda: connected(socket.AF_INET, '224.0.0.251', 5353))
