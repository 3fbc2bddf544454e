"""
Attacks on a sandbox, from inside. `attacks.py NAME` makes one and prints `held`, or a line for each thing that got through. What is attacked
comes as JSON in the environment's TARGETS: paths, ports and process ids of the host and of another sandbox.
"""
import ctypes, errno, fcntl, glob, json, mmap, os, platform, re, resource, signal, socket, stat, struct, subprocess, sys, time

targets = json.loads(os.environ.get('TARGETS', '{}'))
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
x64 = platform.machine() == 'x86_64'
through = []


def got(what):
    through.append(str(what))


def call(number, *arguments):
    """A system call; the error's number, or 0 when it was carried out."""
    if libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]) >= 0:
        return 0
    return ctypes.get_errno()


def must_fail(what, action):
    try:
        result = action()
    except (OSError, PermissionError, ValueError, subprocess.SubprocessError):
        return
    got(f'{what}: {result}')


def number(on_x64, on_arm64):
    return on_x64 if x64 else on_arm64


def refuse_calls(calls):
    """Each of the calls must be refused, whatever its arguments would have led to."""
    for name, (on_x64, on_arm64), *arguments in calls:
        which = number(on_x64, on_arm64)
        if which is None:
            continue
        error = call(which, *(arguments + [0] * (6 - len(arguments))))
        if error not in (errno.EPERM, errno.ENOSYS, errno.EACCES):
            got(f'{name}: {errno.errorcode.get(error, "done")}')


def secret_in(path):
    with open(path, 'rb') as file:
        if targets['secret'].encode() in file.read(1 << 20):
            got(f'read {path}')


def host_files():
    for path in ('/etc/shadow', '/etc/gshadow', '/etc/ssh/ssh_host_rsa_key', os.path.expanduser('~root/.ssh'), os.path.expanduser('~root/.bashrc'), '/boot', '/sys', '/var/lib', '/var/spool',
                 '/var/run/docker.sock', '/run/systemd', '/srv', '/mnt', '/media', '/lost+found'):
        try:
            if os.path.isdir(path):
                if os.listdir(path):
                    got(f'listed {path}: {os.listdir(path)[:3]}')
            elif os.path.exists(path):
                with open(path, 'rb') as file:
                    file.read(1)
                got(f'read {path}')
        except OSError:
            pass
    for path in targets['files'] + [targets['folder'], targets['home']]:
        if path not in ('/', '/tmp') and os.path.exists(path):
            got(f'there is {path}')
    with open('/etc/passwd') as file:
        if len(file.readlines()) > 2:
            got('users of the host')


def dots_and_links():
    secret = targets['files'][0]
    up = '/..' * 12
    for path in (up + secret, '/tmp' + up + secret, '/var/task' + up + secret, '/proc/self/root' + up + secret, '/proc/1/root' + secret,
                 '/proc/self/cwd' + up + secret, '/dev/fd/0' + up + secret, '/proc/1/cwd' + secret):
        must_fail(path, lambda: secret_in(path) or os.stat(path).st_size)
    os.symlink(secret, '/tmp/link')
    os.symlink('/proc/1/root', '/tmp/root')
    must_fail('link', lambda: os.stat('/tmp/link').st_size)
    must_fail('link of a root', lambda: os.listdir('/tmp/root/'))
    os.chdir('/')
    for _ in range(20):
        os.chdir('..')
    must_fail('relative', lambda: os.stat(secret.lstrip('/')).st_size)
    root = os.open('/', os.O_RDONLY)
    for _ in range(20):
        root = os.open('..', os.O_RDONLY, dir_fd=root)
    must_fail('openat', lambda: os.stat(secret.lstrip('/'), dir_fd=root).st_size)
    must_fail('hard link', lambda: os.link('/etc/passwd', '/tmp/passwd'))
    for entry in os.listdir('/proc/self/fd'):
        try:
            if os.path.isdir(f'/proc/self/fd/{entry}') and os.path.exists(f'/proc/self/fd/{entry}{up}{secret}'):
                got(f'descriptor {entry}')
        except OSError:
            pass


def other_processes():
    for entry in os.listdir('/proc'):
        if not entry.isdigit():
            continue
        if int(entry) not in (1, os.getpid(), os.getppid()):
            with open(f'/proc/{entry}/cmdline') as file:
                got(f'process {entry}: {file.read()[:80]}')
    for name in ('environ', 'mem', 'maps', 'auxv', 'syscall', 'stack', 'pagemap', 'smaps', 'personality', 'io', 'map_files', 'task/1/mem'):
        def look():
            path = f'/proc/1/{name}'
            if os.path.isdir(path):
                return os.listdir(path)
            with open(path, 'rb') as file:
                return file.read(10)
        must_fail(f'/proc/1/{name}', look)
    for name in ('root', 'cwd', 'exe', 'ns/net', 'ns/mnt'):
        must_fail(f'/proc/1/{name}', lambda: os.readlink(f'/proc/1/{name}'))
    # Without root it is of the same user, and the numbers of its descriptors can be seen; not what they are.
    for entry in range(100):
        must_fail(f'/proc/1/fd/{entry}', lambda: os.readlink(f'/proc/1/fd/{entry}'))
        must_fail(f'descriptor {entry}', lambda: os.open(f'/proc/1/fd/{entry}', os.O_RDONLY | os.O_NONBLOCK))
        must_fail(f'/proc/1/fdinfo/{entry}', lambda: open(f'/proc/1/fdinfo/{entry}').read())
    with open('/proc/self/environ', 'rb') as file:
        if b'SERVER_SECRET=' in file.read():
            got('environment')


def memory_of_others():
    class Part(ctypes.Structure):
        _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]

    buffer = ctypes.create_string_buffer(64)
    here, there = Part(ctypes.addressof(buffer), 64), Part(0x400000, 64)
    for pid in (1, targets['victim'], targets['server']):
        refuse_calls([
            ('process_vm_readv', (310, 270), pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0),
            ('process_vm_writev', (311, 271), pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0),
            ('ptrace attach', (101, 117), 16, pid),
            ('ptrace seize', (101, 117), 0x4206, pid),
            ('kcmp', (312, 272), os.getpid(), pid, 0, 0, 0),
        ])
        fd = libc.syscall(ctypes.c_long(434), ctypes.c_long(pid), ctypes.c_long(0))
        if fd >= 0:
            if call(438, fd, 0, 0) == 0:
                got(f'pidfd_getfd of {pid}')
            os.close(fd)
    refuse_calls([('ptrace traceme', (101, 117), 0, 0)])


def signals():
    for pid in (1, targets['victim'], targets['server'], targets['victim_group']):
        # Without root its first process is of the same user; the kernel keeps deadly signals from it, and the server looks whether it lives.
        if pid == 1 and not targets['root']:
            os.kill(1, signal.SIGKILL)
            continue
        must_fail(f'kill {pid}', lambda: os.kill(pid, signal.SIGKILL))
        must_fail(f'signal 0 to {pid}', lambda: os.kill(pid, 0))
        if pid > 1:
            must_fail(f'kill group {pid}', lambda: os.killpg(pid, signal.SIGKILL))
    # Everything that may be signalled is in here: a child that does it ends, the server looks whether others did.
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.kill(-1, signal.SIGCONT)
        os._exit(0)
    os.waitpid(child, 0)
    must_fail('priority of the host', lambda: os.setpriority(os.PRIO_PROCESS, targets['server'], 19))
    must_fail('limits of the host', lambda: resource.prlimit(targets['server'], resource.RLIMIT_NOFILE))


def mounts():
    word = ctypes.c_char_p
    refuse_calls([
        ('mount tmpfs', (165, 40), word(b'x'), word(b'/tmp'), word(b'tmpfs'), 0, 0),
        ('mount proc', (165, 40), word(b'x'), word(b'/tmp'), word(b'proc'), 0, 0),
        ('mount cgroup', (165, 40), word(b'x'), word(b'/tmp'), word(b'cgroup2'), 0, 0),
        ('bind', (165, 40), word(b'/'), word(b'/tmp'), 0, 0x1000, 0),
        ('remount', (165, 40), 0, word(b'/'), 0, 0x20, 0),
        ('remount bind', (165, 40), 0, word(b'/usr'), 0, 0x20 | 0x1000, 0),
        ('propagation', (165, 40), 0, word(b'/'), 0, 1 << 20, 0),
        ('umount', (166, 39), word(b'/tmp'), 0),
        ('umount proc', (166, 39), word(b'/proc'), 2),
        ('pivot_root', (155, 41), word(b'/tmp'), word(b'/tmp')),
        ('chroot', (161, 51), word(b'/tmp')),
        ('open_tree', (428, 428), -100, word(b'/'), 1),
        ('move_mount', (429, 429), -100, word(b'/tmp'), -100, word(b'/tmp'), 0),
        ('fsopen', (430, 430), word(b'tmpfs'), 0),
        ('fsconfig', (431, 431), 0, 0),
        ('fsmount', (432, 432), 0, 0),
        ('fspick', (433, 433), -100, word(b'/'), 0),
        ('mount_setattr', (442, 442), -100, word(b'/'), 0, 0, 0),
    ])
    # The last one at a place covers those before it.
    with open('/proc/self/mountinfo') as file:
        seen = {line.split()[4]: line.split() for line in file}
    for where, fields in seen.items():
        options = fields[5].split(',')
        if fields[3] in ('/null', '/zero', '/full', '/random', '/urandom', '/tty'):
            continue
        if 'nosuid' not in options or 'nodev' not in options:
            got(f'{where}: {fields[5]}')
        if 'ro' not in options and where not in ('/tmp', '/dev/shm', '/proc'):
            got(f'writable: {where}')


def namespaces():
    flags = {'mount': 0x20000, 'cgroup': 0x2000000, 'uts': 0x4000000, 'ipc': 0x8000000, 'user': 0x10000000, 'pid': 0x20000000,
             'net': 0x40000000, 'time': 0x80}
    for name, flag in flags.items():
        refuse_calls([(f'unshare {name}', (272, 97), flag)])
        if name != 'time':
            before = os.getpid()
            pid = libc.syscall(ctypes.c_long(number(56, 220)), ctypes.c_long(flag | 17), 0, 0, 0, 0)
            if pid == 0 and os.getpid() != before:
                os._exit(0)
            if pid > 0:
                got(f'clone {name}')
    refuse_calls([('unshare user and net', (272, 97), 0x50000000), ('clone3', (435, 435), ctypes.create_string_buffer(88), 88)])
    for kind in os.listdir('/proc/self/ns'):
        for who in ('self', '1'):
            try:
                fd = os.open(f'/proc/{who}/ns/{kind}', os.O_RDONLY)
            except OSError:
                continue
            refuse_calls([(f'setns {who} {kind}', (308, 268), fd, 0)])
            for request in (0xb702, 0xb701):  # its parent; the user namespace that owns it
                try:
                    fcntl.ioctl(fd, request)
                    if request == 0xb702 or who == '1':
                        got(f'relative of namespace {who} {kind}')
                except OSError:
                    pass
            os.close(fd)


def write_code():
    for folder in ('/var/task', '/opt', '/var/runtime', '/var/lang', '/usr', '/usr/bin', '/lib', '/etc', '/', '/dev', '/var', '/home', '/run', '/bin', os.path.dirname(sys.executable)):
        def write():
            with open(f'{folder}/written', 'w') as file:
                file.write('x')
        must_fail(f'write to {folder}', write)
        must_fail(f'folder in {folder}', lambda: os.mkdir(f'{folder}/made'))
        must_fail(f'link in {folder}', lambda: os.symlink('/tmp', f'{folder}/link'))
    for path in ('/var/task/code.txt', '/etc/passwd', '/etc/hosts', '/etc/resolv.conf', '/bin/sh', sys.executable):
        must_fail(f'open {path}', lambda: os.open(path, os.O_WRONLY))
        must_fail(f'truncate {path}', lambda: os.truncate(path, 0))
        must_fail(f'chmod {path}', lambda: os.chmod(path, 0o777))
        must_fail(f'touch {path}', lambda: os.utime(path))
        must_fail(f'rename {path}', lambda: os.rename(path, path + '.old'))
        must_fail(f'remove {path}', lambda: os.unlink(path))
        must_fail(f'replace {path}', lambda: os.rename('/tmp/replacement', path))
        must_fail(f'attribute of {path}', lambda: os.setxattr(path, 'user.x', b'x'))
    # The page cache of a read-only file, by the ways that have led there before.
    with open('/var/task/code.txt', 'rb') as file:
        must_fail('shared mapping', lambda: mmap.mmap(file.fileno(), 1, mmap.MAP_SHARED, mmap.PROT_WRITE))
        must_fail('reopened', lambda: os.open(f'/proc/self/fd/{file.fileno()}', os.O_WRONLY))
    with open('/var/task/code.txt') as file:
        if file.read() != 'code of the attacker\n':
            got('changed')


def devices():
    known = {'null', 'zero', 'full', 'random', 'urandom', 'tty', 'shm', 'fd', 'stdin', 'stdout', 'stderr', 'pts', 'ptmx', 'mqueue'}
    for entry in os.listdir('/dev'):
        if entry not in known:
            got(f'/dev/{entry}')
    for name, kind, device in (('mem', stat.S_IFCHR, (1, 1)), ('kmsg', stat.S_IFCHR, (1, 11)), ('sda', stat.S_IFBLK, (8, 0)), ('vda', stat.S_IFBLK, (254, 0)),
                               ('fuse', stat.S_IFCHR, (10, 229)), ('tun', stat.S_IFCHR, (10, 200)), ('null', stat.S_IFCHR, (1, 3))):
        def make():
            os.mknod(f'/tmp/{name}', kind | 0o666, os.makedev(*device))
            os.close(os.open(f'/tmp/{name}', os.O_RDWR))
        must_fail(f'mknod {name}', make)
    for name in ('mem', 'kmem', 'port', 'kmsg', 'fuse', 'kvm', 'net/tun', 'ptmx', 'loop-control', 'vda', 'sda', 'vhost-net', 'userfaultfd'):
        must_fail(f'/dev/{name}', lambda: os.open(f'/dev/{name}', os.O_RDONLY))
    must_fail('controlling terminal', lambda: os.open('/dev/tty', os.O_RDWR))


def privileges():
    with open('/proc/self/status') as file:
        for line in file:
            if line.startswith('Cap') and int(line.split()[1], 16) != 0:
                got(line.strip())
            if line.startswith('NoNewPrivs') and line.split()[1] != '1':
                got(line.strip())
            if line.startswith('Seccomp:') and line.split()[1] != '2':
                got(line.strip())
            if line.startswith('Groups') and targets['root'] and line.split()[1:]:
                got(line.strip())
    if os.getuid() == 0 or os.geteuid() == 0:
        got('root')
    for name, action in (('setuid', lambda: os.setuid(0)), ('setresuid', lambda: os.setresuid(-1, 0, -1)), ('setgid', lambda: os.setgid(0)),
                         ('setgroups', lambda: os.setgroups([0])), ('chown', lambda: os.chown('/tmp', 0, 0)),
                         ('nice', lambda: os.nice(-5)), ('real time', lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))):
        must_fail(name, action)
    for name in ('su', 'sudo', 'passwd', 'mount', 'newgrp', 'chsh', 'pkexec', 'newuidmap', 'fusermount', 'ping'):
        for path in glob.glob(f'/usr/bin/{name}') + glob.glob(f'/bin/{name}'):
            if not os.stat(path).st_mode & stat.S_ISUID:
                continue
            # A program that runs as another user cannot be looked at by this one.
            child = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                with open(f'/proc/{child.pid}/status') as file:
                    uids = re.search(r'Uid:(.*)', file.read())[1].split()
                    if len(set(uids)) != 1 or uids[0] != str(os.getuid()):
                        got(f'{path} runs as {uids}')
            finally:
                child.kill()
                child.wait()
    with open('/tmp/setuid', 'wb') as file:
        with open('/bin/sh', 'rb') as shell:
            file.write(shell.read())
    os.chmod('/tmp/setuid', 0o6755)
    if subprocess.run(['/tmp/setuid', '-p', '-c', 'exec cat /proc/self/status'], capture_output=True, text=True).stdout.count('\t0\t') > 0:
        got('a set-user-id program of its own')


def capabilities():
    header = struct.pack('Ii', 0x20080522, 0)
    for index in range(41):
        data = bytearray(24)
        struct.pack_into('III', data, (index // 32) * 12, *[1 << (index % 32)] * 3)
        error = call(number(126, 91), ctypes.create_string_buffer(header, 8), ctypes.create_string_buffer(bytes(data), 24))
        if error == 0:
            got(f'capability {index}')
        if libc.prctl(47, 2, index, 0, 0) == 0:
            got(f'ambient {index}')
        if libc.prctl(23, index, 0, 0, 0) == 1:
            got(f'bounding {index}')
    if libc.prctl(28, 0x15, 0, 0, 0) == 0:
        got('secure bits')
    if libc.prctl(38, 0, 0, 0, 0) == 0:
        got('new privileges')


def kernel_doors():
    space = ctypes.create_string_buffer(256)
    refuse_calls([
        ('add_key', (248, 217), ctypes.c_char_p(b'user'), ctypes.c_char_p(b'x'), ctypes.c_char_p(b'x'), 1, -3),
        ('request_key', (249, 218), ctypes.c_char_p(b'user'), ctypes.c_char_p(b'x'), 0, 0),
        ('keyctl', (250, 219), 0, -3, 0),
        ('bpf', (321, 280), 0, space, 100),
        ('perf_event_open', (298, 241), space, 0, -1, -1, 0),
        ('userfaultfd', (323, 282), 0),
        ('io_uring_setup', (425, 425), 8, space),
        ('io_uring_enter', (426, 426)),
        ('io_uring_register', (427, 427)),
        ('kexec_load', (246, 104)),
        ('init_module', (175, 105), space, 0, ctypes.c_char_p(b'')),
        ('finit_module', (313, 273), 0, ctypes.c_char_p(b''), 0),
        ('delete_module', (176, 106), ctypes.c_char_p(b'x'), 0),
        ('reboot', (169, 142), 0, 0, 0),
        ('swapon', (167, 224), ctypes.c_char_p(b'/tmp/x'), 0),
        ('swapoff', (168, 225), ctypes.c_char_p(b'/tmp/x')),
        ('syslog', (103, 116), 3, space, 100),
        ('acct', (163, 89), 0),
        ('quotactl', (179, 60)),
        ('iopl', (172, None), 3),
        ('ioperm', (173, None), 0, 1, 1),
        ('modify_ldt', (154, None), 1, space, 16),
        ('name_to_handle_at', (303, 264), -100, ctypes.c_char_p(b'/'), space, space, 0),
        ('open_by_handle_at', (304, 265), -1, space, 0),
        ('clock_settime', (227, 112), 0, space),
        ('settimeofday', (164, 170), space, 0),
        ('adjtimex', (159, 171), ctypes.create_string_buffer(b'\x01' + b'\0' * 255, 256)),
        ('sethostname', (170, 161), ctypes.c_char_p(b'x'), 1),
        ('setdomainname', (171, 162), ctypes.c_char_p(b'x'), 1),
        ('fanotify_init', (300, 262), 0, 0),
        ('process_madvise', (440, 440), -1),
        ('migrate_pages', (256, 238), targets['server'], 1, space, space),
        ('vhangup', (153, 58)),
        ('personality', (135, 92), 0x0400000),
    ])
    if libc.ioctl(0, 0x5412, ctypes.c_char_p(b'x')) == 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOTTY):
        got('TIOCSTI')
    for family, kind, protocol in ((17, 3, 0), (2, 3, 255), (10, 3, 255), (16, 3, 15), (16, 3, 4), (38, 5, 0), (40, 1, 0), (1, 3, 0), (15, 3, 2), (44, 3, 0), (31, 3, 1), (29, 3, 1)):
        if family != 1:
            must_fail(f'socket {family} {protocol}', lambda: socket.socket(family, kind, protocol))


def kernel_files():
    def write(path, text):
        with open(path, 'w') as file:
            file.write(text)
    for path in ('/proc/sys/kernel/core_pattern', '/proc/sys/kernel/modprobe', '/proc/sys/kernel/hotplug', '/proc/sys/vm/drop_caches', '/proc/sysrq-trigger',
                 '/proc/sys/kernel/hostname', '/proc/sys/kernel/sysrq', '/proc/sys/fs/file-max', '/proc/sys/vm/overcommit_memory', '/proc/sys/kernel/randomize_va_space',
                 '/proc/sys/fs/binfmt_misc/register', '/proc/sys/user/max_user_namespaces', '/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv4/ip_unprivileged_port_start',
                 '/proc/sys/kernel/pid_max', '/proc/irq/0/smp_affinity', '/proc/self/setgroups', '/proc/self/uid_map'):
        if os.path.exists(path):
            must_fail(path, lambda: write(path, '0' if 'pattern' not in path else '|/bin/sh'))
    for who in ('self', '1'):
        must_fail('oom_score_adj', lambda: write(f'/proc/{who}/oom_score_adj', '-1000'))
    must_fail('mapping of users', lambda: write('/proc/1/uid_map', '0 0 1'))
    for path in ('/proc/kcore', '/proc/kmsg', '/proc/keys', '/proc/key-users', '/proc/timer_list', '/proc/sched_debug', '/proc/vmallocinfo', '/proc/slabinfo', '/proc/pagetypeinfo'):
        try:
            with open(path, 'rb') as file:
                if file.read(64):
                    got(f'read {path}')
        except OSError:
            pass
    try:
        with open('/proc/kallsyms') as file:
            if any(int(line.split()[0], 16) for line in file.readlines()[:50]):
                got('addresses of the kernel')
    except OSError:
        pass
    for folder in ('/sys/fs/cgroup', '/sys/kernel', '/sys/module', '/sys/firmware'):
        if os.path.exists(folder):
            got(folder)


def groups():
    with open('/proc/self/cgroup') as file:
        paths = [line.strip().split(':')[2] for line in file]
    for path in set(paths):
        if path.count('..'):
            got(f'group {path}')
    for root in ('/sys/fs/cgroup', '/cgroup', '/tmp/cgroup'):
        if os.path.exists(root):
            got(root)
    must_fail('limit of memory', lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 20, 1 << 20)))
    must_fail('core dumps', lambda: resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, 1 << 20)))
    must_fail('real time', lambda: resource.setrlimit(resource.RLIMIT_RTPRIO, (10, 10)))
    must_fail('priority', lambda: resource.setrlimit(resource.RLIMIT_NICE, (30, 30)))


def connects(family, address, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as made:
        made.settimeout(3)
        made.connect(address)
        if kind == socket.SOCK_DGRAM:
            made.send(b'attack')
            made.recv(10)


def timed(what, action):
    began = time.monotonic()
    try:
        action()
        got(what)
    except OSError:
        if time.monotonic() - began > 2:
            got(f'{what}: no refusal')


def host_network():
    for address in targets['addresses']:
        family = socket.AF_INET6 if ':' in address else socket.AF_INET
        timed(f'{address}:{targets["port"]}', lambda: connects(family, (address, targets['port'])))
        timed(f'{address}:22', lambda: connects(family, (address, 22)))
    for address in ('169.254.169.254', '169.254.170.2', '::ffff:169.254.169.254', 'fd00:ec2::254', '64:ff9b::a9fe:a9fe', '100.100.100.200', '168.63.129.16'):
        family = socket.AF_INET6 if ':' in address else socket.AF_INET
        timed(address, lambda: connects(family, (address, 80)))
    with socket.socket() as made:
        must_fail('device', lambda: made.setsockopt(socket.SOL_SOCKET, 25, b'lo\0'))
        must_fail('mark', lambda: made.setsockopt(socket.SOL_SOCKET, 36, 1))
        must_fail('transparent', lambda: made.setsockopt(0, 19, 1))
        must_fail('repair', lambda: made.setsockopt(6, 19, 1))
    # Its own network is not its own to change.
    with socket.socket(16, 3, 0) as made:
        made.bind((0, 0))
        made.send(struct.pack('IHHII', 32, 16, 5, 1, 0) + struct.pack('BxHiII', 0, 0, 1, 0, 0xffffffff))
        answer = made.recv(1000)
        if struct.unpack_from('IHHIIi', answer)[5] == 0:
            got('took its loopback down')


def unix_sockets():
    for path in targets['sockets']:
        timed(path, lambda: connects(socket.AF_UNIX, path))
        for prefix in ('/proc/1/root', '/proc/self/root/../../../..', '/tmp/../../../../..'):
            timed(prefix + path, lambda: connects(socket.AF_UNIX, prefix + path))
    for name in targets['abstract']:
        timed(f'abstract {name}', lambda: connects(socket.AF_UNIX, '\0' + name))
        timed(f'abstract datagram {name}', lambda: connects(socket.AF_UNIX, '\0' + name, socket.SOCK_DGRAM))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as made:
            must_fail(f'sendto {name}', lambda: made.sendto(b'x', '\0' + name))
    # The channels are sockets of the server's namespace: they must not lead to others there.
    for fd in (3, 4):
        for name in targets['abstract']:
            where = struct.pack('H', socket.AF_UNIX) + b'\0' + name.encode()
            for what, action in (('connect', lambda: libc.connect(fd, where, len(where))), ('bind', lambda: libc.bind(fd, where, len(where))),
                                 ('listen', lambda: libc.listen(fd, 1))):
                if action() == 0:
                    got(f'{what} of channel {fd}')


def other_sandbox():
    """Only the other one has a forward at that port, code at that path, and that file in /tmp."""
    timed('its forward', lambda: connects(socket.AF_INET, ('127.0.0.1', targets['victim_port'])))
    for path in ('/tmp/victim', '/var/task/victim.txt', '/dev/shm/victim', '/opt/victim'):
        if os.path.exists(path):
            got(path)
    with open('/proc/sysvipc/shm') as file:
        if len(file.readlines()) > 1:
            got('shared memory')
    with open('/proc/net/unix') as file:
        text = file.read()
        for name in targets['abstract'] + targets['sockets']:
            if name in text:
                got(f'sees {name}')
    with open('/proc/net/tcp') as file:
        for line in file.readlines()[1:]:
            if line.split()[1].endswith(f':{targets["port"]:04X}'):
                got('sees connections of the host')
    for pid in range(1, 2000):
        if pid not in (1, os.getpid(), os.getppid()) and os.path.exists(f'/proc/{pid}/root'):
            got(f'sees process {pid}')


def newcomers():
    """Others start in this sandbox meanwhile: none may be taken over before its filter stands."""
    print('looking', flush=True)
    os.set_blocking(3, False)
    last = os.getpid()
    while True:
        # Numbers are given out in order: the next is soon to come.
        for pid in range(last + 1, last + 5):
            try:
                memory = os.open(f'/proc/{pid}/mem', os.O_RDWR)
            except FileNotFoundError:
                continue
            except OSError:
                last = max(last, pid - 1)
                continue
            try:
                with open(f'/proc/{pid}/status') as file:
                    filters = re.search(r'Seccomp_filters:\s*(\d+)', file.read())[1]
                if int(filters) < 2:
                    got(f'memory under {filters} filters')
            except OSError:
                pass
            os.close(memory)
            last = max(last, pid - 1)
        try:
            if os.read(3, 1):
                return
        except BlockingIOError:
            pass


def inherited():
    for entry in os.listdir('/proc/self/fd'):
        try:
            where = os.readlink(f'/proc/self/fd/{entry}')
        except OSError:
            continue
        number = int(entry)
        if number > 4 and not where.startswith('/proc/'):
            got(f'{entry}: {where}')
        if number in (3, 4) and not where.startswith('socket:'):
            got(f'{entry}: {where}')
        if number < 3 and not (where.startswith('pipe:') or where == '/dev/null' or where.endswith('null')):
            mode = os.stat(f'/proc/self/fd/{entry}').st_mode
            if stat.S_ISFIFO(mode):
                # A FIFO of the host: its name may be seen, nothing beside it may be opened through it.
                must_fail('beside the output', lambda: os.listdir(f'/proc/self/fd/{entry}/..'))
            else:
                got(f'{entry}: {where}')
    for fd in (0, 1, 2):
        for mode in (os.O_RDONLY | os.O_NONBLOCK, os.O_RDWR | os.O_NONBLOCK):
            try:
                again = os.open(f'/proc/self/fd/{fd}', mode)
                if fd > 0 and stat.S_ISFIFO(os.fstat(again).st_mode):
                    # What it wrote itself is all that could be read.
                    try:
                        if targets['secret'].encode() in os.read(again, 4096):
                            got('output of others')
                    except BlockingIOError:
                        pass
                os.close(again)
            except OSError:
                pass


def environment():
    allowed = {'PATH', 'TARGETS', 'ATTACK', 'PYTHONHOME', 'PYTHONDONTWRITEBYTECODE', 'LC_CTYPE', 'HOME', 'LANG'}
    for name, value in os.environ.items():
        if name not in allowed or targets['secret'] in value and name != 'TARGETS':
            got(f'{name}={value}')
    if os.uname().nodename == targets['hostname']:
        got('name of the host')
    if os.environ.get('HOME') == targets['home']:
        got('home')


# Bombs: run until the limit stops them, and say where that was.

def fork_bomb():
    children = 0
    try:
        while True:
            if os.fork() == 0:
                signal.pause()
                os._exit(0)
            children += 1
    except OSError as error:
        print(f'stopped at {children}: {errno.errorcode[error.errno]}', flush=True)


def thread_bomb():
    import threading
    stop = threading.Event()
    count = 0
    threading.stack_size(65536)
    try:
        while True:
            threading.Thread(target=stop.wait, daemon=True).start()
            count += 1
    except RuntimeError:
        print(f'stopped at {count}: EAGAIN', flush=True)
    os._exit(0)


def memory_bomb():
    kept = []
    while True:
        kept.append(b'x' * (8 << 20))


def shared_memory_bomb():
    with open('/dev/shm/bomb', 'wb') as file:
        while True:
            file.write(b'x' * (1 << 20))


def disk_bomb():
    written = 0
    for name in ('/tmp/bomb', '/dev/shm/bomb', '/var/cache/bomb'):
        try:
            with open(name, 'wb', 0) as file:
                while True:
                    written += file.write(b'x' * (1 << 20))
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EROFS, errno.EACCES):
                got(error)
    files = 0
    try:
        os.unlink('/tmp/bomb')
        while files < 1 << 20:
            os.close(os.open(f'/tmp/{files}', os.O_CREAT))
            files += 1
    except OSError:
        pass
    print(f'stopped at {written >> 20} MiB and {"few" if files < 1 << 20 else "any number of"} files', flush=True)


def descriptor_bomb():
    kept = []
    try:
        while True:
            kept.append(os.dup(0))
    except OSError as error:
        print(f'stopped at {len(kept)}: {errno.errorcode[error.errno]}', flush=True)


def socket_bomb():
    """Everything that the broker is asked to do, by a program that means it no good."""
    import random, threading
    chance = random.Random(1)
    until = time.monotonic() + 3

    def run():
        while time.monotonic() < until:
            made = socket.socket(chance.choice((socket.AF_INET, socket.AF_INET6, socket.AF_UNIX)), chance.choice((socket.SOCK_STREAM, socket.SOCK_DGRAM)))
            if chance.random() < 0.8:
                made.setblocking(False)
            for _ in range(4):
                family = chance.choice((0, 1, 2, 10, chance.randrange(65536)))
                body = chance.choice((b'\x00\x16\x7f\0\0\1', b'\x00\x00\0\0\0\0', b'\x01\xbb\xa9\xfe\xa9\xfe', bytes(chance.randrange(256) for _ in range(chance.randrange(120)))))
                # Nothing outside: random addresses are of the IPv4 loopback.
                if family == 2:
                    body = body[:2] + b'\x7f' + body[3:]
                if family == 10:
                    body = body[:2] + b'\0' * 22
                data = struct.pack('H', family) + body
                size = chance.choice((len(data), len(data), 16, 28, 2, 0, 110, 128, 129, -1, 1 << 31))
                libc.connect(made.fileno(), data.ljust(128, b'\0'), ctypes.c_int(size & 0xffffffff)) if chance.random() < 0.5 else \
                    libc.bind(made.fileno(), data.ljust(128, b'\0'), ctypes.c_int(size & 0xffffffff))
                if chance.random() < 0.2:
                    libc.listen(made.fileno(), chance.choice((0, -1, 1 << 30)))
                libc.connect(made.fileno(), ctypes.c_void_p(chance.choice((0, 1, 0xfffffffffffff000, 0x7fffffffffff))), 16)
            made.close()

    threads = [threading.Thread(target=run, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(3.2)
    print('tried', flush=True)
    os._exit(0)


def spin():
    while True:
        pass


def main(name):
    globals()[name]()
    if name.endswith('_bomb'):
        return
    print('\n'.join(through) if through else 'held', flush=True)


if __name__ == '__main__':
    main(sys.argv[1])
