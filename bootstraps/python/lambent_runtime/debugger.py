"""Lets debuggers at the function, by debugpy."""

import os
import sys


def open_door(folder, port, wait):
    """Listens on this port; with `wait` until a debugger has come. `folder`: where debugpy is, of which the function sees nothing else."""
    # A warning about what is frozen into the interpreter, which no function can change.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    sys.path.insert(0, folder)
    try:
        import debugpy
    finally:
        sys.path.remove(folder)
    debugpy.listen(("127.0.0.1", port))
    if wait:
        debugpy.wait_for_client()
