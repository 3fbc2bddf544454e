"""
Boots a Python runtime, says so on file descriptor 4, and serves what the server says on 3. Start it with
`python -I -S bootstrap.py [--fresh] [--sdk <folder>]...`: of the machine's own packages, paths and settings nothing is seen.
`--fresh`: a function waits for it already, so nothing is loaded ahead. `--debugger <folder of debugpy> <port> [--wait]`: debuggers may come.
"""

import sys

if __name__ == "__main__":
    folder = __file__.rpartition("/")[0] or "."
    sys.path[:] = [folder] + [path for path in sys.path if path != folder]
    from lambent_runtime import builtin_names, modules
    from lambent_runtime.channel import Channel
    from lambent_runtime.connections import lead_connections
    from lambent_runtime.runtime import Runtime

    builtin_names.install()
    runtime = Runtime(Channel(3, 4))
    if "--fresh" not in sys.argv:
        modules.load_common(modules.sdk_folders(sys.argv))
    lead_connections()
    if "--debugger" in sys.argv:
        from lambent_runtime import debugger

        at = sys.argv.index("--debugger")
        debugger.open_door(sys.argv[at + 1], int(sys.argv[at + 2]), "--wait" in sys.argv)
    del sys.argv[1:]
    runtime.booted()
    runtime.serve()
