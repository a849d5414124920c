"""Attempts on the kernel: system calls and sockets that a function has no use for."""

import ctypes
import mmap
import os
import platform
import signal
import socket

LIBC = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() == "aarch64"
NEW = {"mount": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000,
       "net": 0x40000000}

# name: number on x86-64, number on arm64, arguments
CALLS = {
    "mount": (165, 40, b"none", b"/tmp", b"tmpfs", 0, 0),
    "umount2": (166, 39, b"/tmp", 2),
    "pivot_root": (155, 41, b"/tmp", b"/tmp"),
    "chroot": (161, 51, b"/tmp"),
    "setns": (308, 268, 0, 0),
    "ptrace attach": (101, 117, 16, 1, 0, 0),
    "ptrace me": (101, 117, 0, 0, 0, 0),
    "process_vm_readv": (310, 270, 1, 0, 0, 0, 0, 0),
    "process_vm_writev": (311, 271, 1, 0, 0, 0, 0, 0),
    "pidfd_getfd": (438, 438, 0, 0, 0),
    "kcmp": (312, 272, 1, 1, 0, 0, 0),
    "bpf": (321, 280, 0, bytes(128), 128),
    "perf_event_open": (298, 241, bytes([0, 0, 0, 0, 128]) + bytes(123), 0, -1, -1, 0),
    "userfaultfd": (323, 282, 1),
    "io_uring_setup": (425, 425, 8, bytes(120)),
    "keyctl": (250, 219, 0, -3, 1),
    "add_key": (248, 217, b"user", b"name", b"value", 5, -4),
    "request_key": (249, 218, b"user", b"name", 0, -4),
    "init_module": (175, 105, bytes(64), 64, b""),
    "finit_module": (313, 273, 0, b"", 0),
    "delete_module": (176, 106, b"ext4", 0),
    "kexec_load": (246, 104, 0, 0, 0, 0),
    "kexec_file_load": (320, 294, 0, 0, 0, b"", 0),
    "open_by_handle_at": (304, 265, -100, bytes(136), 0),
    "name_to_handle_at": (303, 264, -100, b"/", bytes([128]) + bytes(160), bytes(8), 0),
    "fanotify_init": (300, 262, 0, 0),
    "quotactl": (179, 60, 0, 0, 0, 0),
    "acct": (163, 89, 0),
    "swapon": (167, 224, b"/tmp/x", 0),
    "reboot": (169, 142, 0xFEE1DEAD, 672274793, 0x1234567, 0),
    "sethostname": (170, 161, b"x", 1),
    "setdomainname": (171, 162, b"x", 1),
    "settimeofday": (164, 170, bytes(16), 0),
    "clock_settime": (227, 112, 0, bytes(16)),
    "adjtimex": (159, 171, b"\1" + bytes(207)),
    "syslog": (103, 116, 3, bytes(64), 64),
    "fsopen": (430, 430, b"tmpfs", 0),
    "fspick": (433, 433, -100, b"/", 0),
    "open_tree": (428, 428, -100, b"/", 1),
    "move_mount": (429, 429, -100, b"/tmp", -100, b"/tmp", 0),
    "mount_setattr": (442, 442, -100, b"/tmp", 0, bytes(32), 32),
    "statmount": (457, 457, bytes(24), bytes(512), 512, 0),
    "listmount": (458, 458, bytes(24), bytes(512), 8, 0),
    "open_tree_attr": (467, 467, -100, b"/", 1, bytes(32), 32),
    "clone3": (435, 435, bytes(64), 64),
    "memfd_secret": (447, 447, 0),
    "process_madvise": (440, 440, 0, 0, 0, 0, 0),
    "move_pages": (279, 239, 0, 0, 0, 0, 0, 0),
    "migrate_pages": (256, 238, 0, 0, 0, 0),
    "personality without randomness": (135, 92, 0x0040000),
    "personality that reads is execute": (135, 92, 0x0400000),
}
ONLY_INTEL = {
    "iopl": (172, 3),
    "ioperm": (173, 0, 1, 1),
    "modify_ldt": (154, 1, bytes(16), 16),
    "uselib": (134, b"/tmp/x"),
}


def result(tried, got):
    return {"tried": tried, "got": got}


def call(number, *arguments):
    return LIBC.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else ctypes.c_char_p(a) for a in arguments])


def system_calls(event, context):
    got = []
    calls = {name: (call[ARM],) + call[2:] for name, call in CALLS.items()}
    if not ARM:
        calls.update(ONLY_INTEL)
    for name, arguments in calls.items():
        answer = call(*arguments)
        if answer >= 0:
            got.append(f"{name}: {answer}")
    return result(len(calls), got)


def namespaces(event, context):
    """Makes namespaces, by each of the ways."""
    got = []
    for name, flag in NEW.items():
        if call(97 if ARM else 272, flag) == 0:
            got.append("unshare " + name)
        child = call(220 if ARM else 56, flag | signal.SIGCHLD, 0, 0, 0, 0)
        if child == 0:
            os._exit(0)
        if child > 0:
            os.waitpid(child, 0)
            got.append("clone " + name)
    for process in ("1", "self"):
        for name in os.listdir("/proc/self/ns"):
            try:
                file = os.open(f"/proc/{process}/ns/{name}", os.O_RDONLY)
            except OSError:
                continue
            if call(268 if ARM else 308, file, 0) == 0:
                got.append(f"setns {process} {name}")
            os.close(file)
    return result(2 * len(NEW) + 2, got)


def calls_of_32_bits(event, context):
    """Makes system calls as programs of 32 bits do, or such with short pointers: a filter may not know the numbers."""
    if ARM:
        return result(1, [])
    child = os.fork()
    if child == 0:
        os._exit(7 if call(0x40000000 | 39) == os.getpid() else 0)
    short = os.waitpid(child, 0)[1] == 7 << 8
    # mov eax, 20 (getpid of i386); int 0x80; ret
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    child = os.fork()
    if child == 0:
        os._exit(7 if function() == os.getpid() else 0)
    got = ["getpid of i386"] if os.waitpid(child, 0)[1] == 7 << 8 else []
    return result(2, got + ["getpid of x32"] if short else got)


def sockets(event, context):
    kinds = {
        "packet": (17, socket.SOCK_RAW, 0x300), "packet datagram": (17, socket.SOCK_DGRAM, 0x300),
        "raw": (2, socket.SOCK_RAW, 1), "raw ip": (2, socket.SOCK_RAW, 255), "raw 6": (10, socket.SOCK_RAW, 58),
        "alg": (38, socket.SOCK_SEQPACKET, 0), "vsock": (40, socket.SOCK_STREAM, 0), "xdp": (44, socket.SOCK_RAW, 0),
        "bluetooth": (31, socket.SOCK_RAW, 1), "key": (15, socket.SOCK_RAW, 2), "tipc": (30, socket.SOCK_STREAM, 0),
        "rds": (21, socket.SOCK_SEQPACKET, 0), "can": (29, socket.SOCK_RAW, 1), "smc": (43, socket.SOCK_STREAM, 0),
        "qrtr": (42, socket.SOCK_DGRAM, 0), "netfilter": (16, socket.SOCK_RAW, 12), "audit": (16, socket.SOCK_RAW, 9),
        "generic netlink": (16, socket.SOCK_RAW, 16), "events": (16, socket.SOCK_RAW, 15), "xfrm": (16, socket.SOCK_RAW, 6),
        "sctp": (2, socket.SOCK_STREAM, 132), "dccp": (2, 6, 33), "udplite": (2, socket.SOCK_DGRAM, 136),
        "l2tp": (2, socket.SOCK_DGRAM, 115), "mptcp": (2, socket.SOCK_STREAM, 262),
    }
    got = []
    for name, (family, kind, protocol) in kinds.items():
        try:
            socket.socket(family, kind, protocol).close()
            got.append(name)
        except OSError:
            pass
    return result(len(kinds), got)


def signals(event, context):
    """Signals processes of the host by their numbers there."""
    got = []
    for process in event["processes"]:
        try:
            os.kill(process, 0)
            # one of its own may have the same number
            if process not in map(int, filter(str.isdigit, os.listdir("/proc"))):
                got.append(str(process))
        except OSError:
            pass
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGABRT):
        try:
            os.kill(1, number)
        except OSError:
            continue
    return result(len(event["processes"]) + 4, got)
