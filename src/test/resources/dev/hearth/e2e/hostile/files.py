"""Attempts on files: the host's, other functions', the kernel's, and on what the sandbox itself is made of."""

import os
import stat
import subprocess

FOLDERS_OF_THE_KERNEL = ("/proc", "/sys")


def result(tried, got):
    return {"tried": tried, "got": got}


def contents(path, limit=4096):
    try:
        with open(path, "rb") as file:
            return file.read(limit)
    except OSError:
        return b""


def opens(path, flags):
    try:
        os.close(os.open(path, flags))
        return True
    except OSError:
        return False


def secrets(event, context):
    """Looks for another function's secret, and the test's, in all files and all processes that can be seen."""
    wanted = event["secret"].encode()
    got, tried = [], 0
    for folder, folders, files in os.walk("/"):
        if folder == "/":
            folders[:] = [name for name in folders if name not in ("proc", "sys", "usr", "lib", "lib64")]
        for name in files:
            path = os.path.join(folder, name)
            if stat.S_ISREG(os.lstat(path).st_mode):
                tried += 1
                if wanted in contents(path, 1 << 20):
                    got.append(path)
    for process in filter(str.isdigit, os.listdir("/proc")):
        for name in ("environ", "cmdline", "mountinfo", "maps"):
            tried += 1
            if wanted in contents(f"/proc/{process}/{name}", 1 << 20):
                got.append(f"/proc/{process}/{name}")
    return result(tried, got)


def host_files(event, context):
    """Reads what must not be there, by its own name and through every link that may lead out."""
    wanted = event["hostFiles"] + ["/etc/shadow", "/etc/ssh", "/root", "/var/lib", "/run/hearth", "/boot", "/srv"]
    ways = ["", "/proc/self/root", "/proc/1/root", "/proc/1/cwd/../../../..", "/proc/self/cwd/../../../..", "/dev/fd/../.."]
    got, tried = [], 0
    for path in wanted:
        for way in ways:
            tried += 1
            try:
                seen = os.listdir(way + path) if os.path.isdir(way + path) else contents(way + path)
            except OSError:
                continue
            if seen:
                got.append(way + path)
    return result(tried, got)


def writing(event, context):
    """Makes a file in every folder but /tmp, and opens files for writing."""
    got, tried = [], 0
    for folder, folders, files in os.walk("/"):
        if folder == "/":
            folders[:] = [name for name in folders if name not in ("proc", "sys", "tmp")]
        if folder.startswith("/usr") and folder.count("/") >= 3:
            folders[:] = []
        tried += 1
        if opens(os.path.join(folder, "hostile"), os.O_CREAT | os.O_WRONLY):
            got.append(folder)
        for name in files[:20]:
            tried += 1
            path = os.path.join(folder, name)
            if path in ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom") or os.path.islink(path):
                continue
            if opens(path, os.O_WRONLY):
                got.append(path)
    return result(tried, got)


def kernel_files(event, context):
    """Opens every file of /proc and /sys for writing that is no process's own."""
    got, tried = [], 0
    for top in FOLDERS_OF_THE_KERNEL:
        for folder, folders, files in os.walk(top):
            if folder == "/proc":
                folders[:] = [name for name in folders if not name.isdigit() and not name.endswith("self")]
            for name in files:
                tried += 1
                path = os.path.join(folder, name)
                # hidden ones are /dev/null
                if not stat.S_ISCHR(os.lstat(path).st_mode) and opens(path, os.O_WRONLY | os.O_NONBLOCK):
                    got.append(path)
    for path, text in (("/proc/self/uid_map", "0 0 1"), ("/proc/self/gid_map", "0 0 1"), ("/proc/self/setgroups", "deny"),
                       ("/proc/self/oom_score_adj", "-1000"), ("/proc/self/oom_adj", "-17"), ("/proc/1/oom_score_adj", "-1"),
                       ("/proc/self/attr/current", "unconfined"), ("/proc/self/attr/exec", "unconfined")):
        tried += 1
        try:
            with open(path, "w") as file:
                file.write(text)
            got.append(path)
        except OSError:
            pass
    return result(tried, got)


def told_of_the_host(event, context):
    """Reads what tells of the machine and its other tenants: devices, settings of the kernel, paths."""
    names = ["bootconfig", "cmdline", "config.gz", "consoles", "diskstats", "interrupts", "iomem", "ioports", "kallsyms", "kcore",
             "key-users", "keys", "kmsg", "locks", "mdstat", "modules", "partitions", "pressure/cpu", "sched_debug", "schedstat",
             "slabinfo", "softirqs", "swaps", "timer_list", "vmallocinfo", "scsi/scsi", "acpi/wakeup", "asound/cards"]
    got = ["/proc/" + name for name in names if contents("/proc/" + name)]
    for name in ("mountinfo", "mounts", "cgroup", "mountstats"):
        for process in ("self", "1"):
            text = contents(f"/proc/{process}/{name}", 1 << 20).decode()
            got += [f"{name}: {line}" for line in text.splitlines() if event["data"] in line or "hearth-" in line]
    return result(len(names) + 8, got)


def devices(event, context):
    """Makes device nodes, and opens what /dev has beyond the harmless ones."""
    got, tried = [], 0
    harmless = {"null", "zero", "full", "random", "urandom", "fd", "stdin", "stdout", "stderr"}
    for name in os.listdir("/dev"):
        tried += 1
        if name not in harmless:
            got.append(name)
    for kind, major, minor in ((stat.S_IFCHR, 1, 1), (stat.S_IFCHR, 1, 11), (stat.S_IFBLK, 7, 0), (stat.S_IFBLK, 254, 0),
                               (stat.S_IFCHR, 10, 237), (stat.S_IFCHR, 10, 200), (stat.S_IFCHR, 10, 229)):
        for folder in ("/tmp", "/dev"):
            tried += 1
            try:
                os.mknod(f"{folder}/node{major}-{minor}", kind | 0o666, os.makedev(major, minor))
                got.append(f"{folder} {major}:{minor}")
            except OSError:
                pass
    return result(tried, got)


def own_programs(event, context):
    """Overwrites the first process's program, the interpreter, and so what other sandboxes run."""
    got, tried = [], 0
    for path in ("/proc/1/exe", "/proc/self/exe", "/init", "/var/runtime/bootstrap", "/var/task/app.py", "/bin/sh"):
        for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC):
            tried += 1
            if opens(path, flags):
                got.append(path)
    return result(tried, got)


def descriptors(event, context):
    """Looks through open files and working folders of all processes for one that leads out."""
    within = ("pipe:", "socket:", "anon_inode:", "/dev/null", "/dev/urandom", "/var/task", "/var/runtime", "/var/lang", "/tmp",
              "/usr/", "/proc/", "/lib", "/init")
    got, tried = [], 0
    for process in filter(str.isdigit, os.listdir("/proc")):
        for folder in ("fd", "map_files"):
            try:
                names = os.listdir(f"/proc/{process}/{folder}")
            except OSError:
                continue
            for name in names:
                tried += 1
                try:
                    target = os.readlink(f"/proc/{process}/{folder}/{name}")
                except OSError:
                    continue
                if not target.startswith(within):
                    got.append(f"{process} {folder} {name}: {target}")
        for name in ("cwd", "root"):
            tried += 1
            try:
                target = os.readlink(f"/proc/{process}/{name}")
            except OSError:
                continue
            if not target.startswith("/") or "unreachable" in target:
                got.append(f"{process} {name}: {target}")
    return result(tried, got)


def set_user(event, context):
    """Runs every program that would run as its owner."""
    got, tried = [], 0
    for folder in ("/usr/bin", "/usr/sbin", "/usr/lib/openssh", "/usr/lib/dbus-1.0"):
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            path = os.path.join(folder, name)
            if os.lstat(path).st_mode & (stat.S_ISUID | stat.S_ISGID):
                tried += 1
                if not os.statvfs(path).f_flag & os.ST_NOSUID:
                    got.append(path + " may change the user")
    for command in (["su", "-c", "id -u", "root"], ["mount", "-t", "tmpfs", "none", "/tmp"], ["newgrp", "root"],
                    ["unshare", "-r", "id", "-u"], ["chroot", "/", "id"], ["sudo", "-n", "id", "-u"]):
        tried += 1
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=10)
            if done.returncode == 0:
                got.append(" ".join(command))
        except (OSError, subprocess.TimeoutExpired):
            pass
    os.makedirs("/tmp/own", exist_ok=True)
    copy = "/tmp/own/id"
    with open(copy, "wb") as file:
        file.write(contents("/usr/bin/id", 1 << 20))
    os.chmod(copy, 0o6755)
    tried += 1
    uid = subprocess.run([copy, "-u"], capture_output=True, text=True).stdout.strip()
    if uid != "993":
        got.append("a program in /tmp ran as " + uid)
    return result(tried, got)
