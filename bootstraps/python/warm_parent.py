"""
A trusted process that has loaded what many functions use, and forks on request: each fork is in its sandbox before it goes on as a
booted runtime. Start it with `python -I -S warm_parent.py [--plain] [--sdk <folder>]...`. How forks are asked for, and how one enters its
sandbox, is in enter_sandbox.py and bootstraps/README.md.
"""

import gc
import os
import sys


def _clones(enter_sandbox):
    """Serves clones of this process (SnapStart), if it is a template; returns in a clone, or at once with None."""
    try:
        return enter_sandbox.serve_clones()
    except (AttributeError, RuntimeError):
        return None


def _move_inside(folder):
    """In a sandbox these files are where every environment has them; what is imported late must be found there."""
    inside = "/var/rapid/python"
    if os.path.isdir(inside):
        sys.path[:] = [inside if path == folder else path for path in sys.path]
        package = sys.modules["lambent_runtime"]
        package.__path__ = [f"{inside}/lambent_runtime"]


def main():
    folder = __file__.rpartition("/")[0] or "."
    sys.path[:] = [folder] + [path for path in sys.path if path != folder]
    from lambent_runtime import builtin_names, modules, plain_forks, warming
    from lambent_runtime.channel import Channel
    from lambent_runtime.connections import lead_connections
    from lambent_runtime.runtime import Runtime

    if "--plain" in sys.argv:
        enter_sandbox = plain_forks
    else:
        import enter_sandbox
    builtin_names.install()
    modules.load_common(modules.sdk_folders(sys.argv))
    lead_connections()
    warming.rehearse_rarities()
    warming.rehearse()
    del sys.argv[1:]
    # What is loaded is not looked at again by forks' collections, and so stays shared memory.
    gc.collect()
    gc.freeze()
    child = enter_sandbox.serve()
    # From here on this is a fork.
    _move_inside(folder)
    warming.renew()
    warming.rehearse()
    runtime = Runtime(Channel(*child.channels))
    runtime.booted()
    runtime.serve(lambda: _clones(enter_sandbox))


if __name__ == "__main__":
    main()
