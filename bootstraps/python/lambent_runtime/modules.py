"""
What is loaded before anybody knows which function will run, and what of it a function must not notice: its own modules
come first, by whatever name.
"""

import importlib
import os
import sys

# Costly modules that functions use much. Loading them starts no thread and opens no file.
_COMMON = (
    "argparse asyncio base64 bisect calendar collections.abc concurrent.futures configparser contextlib copy csv ctypes dataclasses"
    " datetime decimal email.message email.parser email.utils enum fractions functools getpass glob gzip hashlib heapq hmac"
    " html http.client http.cookiejar importlib.metadata importlib.resources inspect io ipaddress itertools json locale logging.config"
    " logging.handlers mimetypes numbers operator pathlib pickle pkgutil platform pprint queue quopri random re secrets select"
    " selectors shutil signal socket sqlite3 ssl statistics string struct subprocess tempfile textwrap threading time traceback types"
    " typing unicodedata urllib.error urllib.parse urllib.request uuid warnings weakref xml.dom.minidom"
    " xml.etree.ElementTree zipfile zlib"
).split()
# Of the SDK, where a folder for it is given.
_SDK = ("boto3", "botocore.session", "botocore.client", "botocore.auth", "botocore.endpoint", "botocore.parsers", "botocore.httpsession")

# Where the SDK was loaded from ahead: a path of the machine, which functions are not to see.
_sdk_ahead = []

# What AWS's runtime has loaded before the function's code: these names are not the function's there either.
_TAKEN = frozenset(
    "json logging os sys time traceback importlib site warnings math decimal string threading re collections"
    " functools enum types typing weakref codecs io abc builtins concurrent numbers lambent_runtime snapshot_restore_py __main__".split()
)


def load_common(sdk_paths=()):
    for name in _COMMON:
        _try(name)
    _sdk_ahead.extend(sdk_paths)
    sys.path.extend(_sdk_ahead)
    if _sdk_ahead:
        for name in _SDK:
            _try(name)


def sdk_folders(arguments):
    """What follows each `--sdk` on a command line."""
    return [arguments[i + 1] for i in range(1, len(arguments) - 1) if arguments[i] == "--sdk"]


def _try(name):
    try:
        importlib.import_module(name)
    except Exception:
        pass  # Not every interpreter has every module; the function meets the same error if it wants it.


def set_path(task_root, layers_root, sdk_paths, python_path):
    """Lays out sys.path in AWS's order, the standard library last, and lets go of loaded modules that the function has its own of."""
    version = "python%d.%d" % sys.version_info[:2]
    sdk = [path for path in sdk_paths if path]
    first = [task_root, layers_root + "/python/lib/" + version + "/site-packages", layers_root + "/python"]
    first += [path for path in python_path.split(":") if path and path not in first and path not in sdk]
    standard = [path for path in sys.path if path not in first + sdk + _sdk_ahead and path != _own_folder]
    sys.path[:] = first + sdk + [_own_folder] + standard
    _forget_shadowed(first, sdk + _sdk_ahead)


_own_folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _forget_shadowed(folders, sdk):
    loaded = sys.modules
    shadowed = set()
    for folder in folders:
        try:
            entries = os.listdir(folder)
        except OSError:
            continue
        for entry in entries:
            name = entry.partition(".")[0]
            if name in loaded and name not in _TAKEN:
                shadowed.add(name)
    if not shadowed:
        return
    if any(_is_under(name, sdk) for name in shadowed):
        # The SDK's packages are of one another's versions: where the function brings one, none is kept.
        shadowed |= {name for name in {name.partition(".")[0] for name in loaded} if _is_under(name, sdk)}
    for name in list(loaded):
        if name.partition(".")[0] in shadowed:
            del loaded[name]


def _is_under(name, folders):
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None) or ""
    return any(file.startswith(folder + "/") for folder in folders)
