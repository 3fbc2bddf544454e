"""How long connect takes: HOST PORT COUNT; prints microseconds, one a line. `own` as host: a listener of its own."""
import socket, sys, time

host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if host == 'own':
    listener = socket.create_server(('127.0.0.1', 0), backlog=1024)
    host, port = listener.getsockname()
for index in range(count + 50):
    made = socket.socket()
    began = time.perf_counter_ns()
    made.connect((host, port))
    taken = time.perf_counter_ns() - began
    made.close()
    if index >= 50:
        print(taken / 1000)
    if 'listener' in globals():
        listener.accept()[0].close()
