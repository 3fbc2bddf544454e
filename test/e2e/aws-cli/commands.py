"""Runs commands of the AWS CLI, each in a fork of this process, which has loaded it: three quarters of a command's time are loading.

Says the CLI's version when it is ready. Reads a JSON object a line: id, args, env, and the folder where `out` and `err` go. Writes the id
and the exit code of each command that has ended. Ends with its input.
"""
import json
import os
import select
import signal
import sys

import awscli.clidriver

# Loads what commands load when they begin.
awscli.clidriver.create_clidriver()
print(awscli.__version__, flush=True)

running = {}


def carry_out(command):
    # Where the CLI's own data are: it noted that here when it was loaded.
    data_path = os.environ['AWS_DATA_PATH']
    os.environ.clear()
    os.environ.update(command['env'], AWS_DATA_PATH=data_path)
    os.chdir(command['folder'])
    for fd, name, flags in (0, os.devnull, os.O_RDONLY), (1, 'out', os.O_WRONLY | os.O_CREAT), (2, 'err', os.O_WRONLY | os.O_CREAT):
        os.dup2(os.open(name, flags, 0o600), fd)
    sys.argv = ['aws', *command['args']]
    try:
        code = awscli.clidriver.main()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


# Wakes the loop below when a command has ended.
woken, waker = os.pipe()
for fd in woken, waker:
    os.set_blocking(fd, False)
signal.set_wakeup_fd(waker)
signal.signal(signal.SIGCHLD, lambda *_: None)

text = b''
open_input = True
while open_input or running:
    ready, _, _ = select.select([woken, *([0] if open_input else [])], [], [])
    if woken in ready:
        os.read(woken, 1000)
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            break
        print(running.pop(pid), os.waitstatus_to_exitcode(status), flush=True)
    if 0 in ready:
        piece = os.read(0, 65536)
        open_input = piece != b''
        *lines, text = (text + piece).split(b'\n')
        for line in lines:
            command = json.loads(line)
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                carry_out(command)
            running[pid] = command['id']
