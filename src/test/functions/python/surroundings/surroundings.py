# Tells all that a function can find out about the process that it is loaded into.
import os
import sys


def _descriptors():
    found = []
    for number in sorted(map(int, os.listdir("/proc/self/fd"))):
        try:
            kind = os.readlink("/proc/self/fd/%d" % number).split(":")[0]
            found.append("%d %s %s" % (number, kind, os.get_inheritable(number)))
        except OSError:
            pass  # the listing's own
    return found


_LOADED = {
    "modules": sorted(sys.modules),
    "path": list(sys.path),
    "finders": [type(finder).__name__ for finder in sys.meta_path],
    "descriptors": _descriptors(),
    "input": sys.stdin.read(),
    "folder": os.getcwd(),
    "arguments": [sys.argv, sys.executable, sys.flags.__repr__()],
    "command": open("/proc/self/cmdline").read(),
}


def handler(event, context):
    import subprocess
    import time

    told = dict(_LOADED)
    told["environment"] = sorted(os.environ.items())
    told["child"] = sorted(subprocess.check_output(["env"]).decode().split("\n"))
    told["zone"] = [time.tzname, time.localtime(0).tm_hour]
    told["children"] = subprocess.run(["cat"], stdout=subprocess.PIPE).stdout.decode()
    return told
