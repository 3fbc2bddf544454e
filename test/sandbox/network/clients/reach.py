"""Tries each HOST PORT given, by TCP, and prints one line for each: `connected`, or the error's name, and whether it took long."""
import errno, socket, sys, time

words = sys.argv[1:]
for host, port in zip(words[::2], words[1::2]):
    began = time.monotonic()
    try:
        with socket.create_connection((host, int(port)), 5) as connection:
            what = 'connected'
    except socket.timeout:
        what = 'timeout'
    except OSError as error:
        what = errno.errorcode.get(error.errno, str(error))
    print(f'{host} {port} {what}{" slow" if time.monotonic() - began > 2 else ""}')
