"""Attempts to use up what all share. Each tells how far it came."""

import ctypes
import errno
import mmap
import os
import resource
import signal
import socket
import sys
import threading
import time

KEPT = []


def processes(event, context):
    made = 0
    try:
        while made < 5_000:
            if os.fork() == 0:
                while True:
                    signal.pause()
            made += 1
    except OSError as e:
        return {"made": made, "error": errno.errorcode[e.errno]}
    return {"made": made}


def threads(event, context):
    threading.stack_size(64 * 1024)
    made = 0
    forever = threading.Event()
    try:
        while made < 5_000:
            threading.Thread(target=forever.wait, daemon=True).start()
            made += 1
    except RuntimeError:
        return {"made": made, "error": "refused"}
    return {"made": made}


def memory(event, context):
    while True:
        KEPT.append(bytearray(os.urandom(1) * (1 << 20)))


def shared_memory(event, context):
    """Memory that belongs to no process: segments and files in memory."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    while True:
        segment = libc.shmget(0, 1 << 20, 0o600)
        where = libc.shmat(segment, None, 0) if segment >= 0 else None
        if where not in (None, ctypes.c_void_p(-1).value):
            ctypes.memset(where, 1, 1 << 20)
        file = os.memfd_create("x")
        os.write(file, bytes(1 << 20))
        area = mmap.mmap(file, 1 << 20)
        KEPT.append(area)
        os.close(file)


def open_files(event, context):
    made = 0
    try:
        while made < 5_000:
            KEPT.append(open("/dev/null"))
            made += 1
    except OSError as e:
        for file in KEPT:
            file.close()
        return {"made": made, "error": errno.errorcode[e.errno]}
    return {"made": made}


def disk(event, context):
    written = 0
    chunk = os.urandom(1 << 20)
    file = os.open("/tmp/fill", os.O_CREAT | os.O_WRONLY)
    try:
        while written < 4_000:
            os.write(file, chunk)
            written += 1
    except OSError as e:
        return {"made": written, "error": errno.errorcode[e.errno]}
    return {"made": written}


def inodes(event, context):
    made = 0
    try:
        while made < 500_000:
            os.close(os.open(f"/tmp/i{made}", os.O_CREAT | os.O_WRONLY))
            made += 1
    except OSError as e:
        return {"made": made, "error": errno.errorcode[e.errno]}
    return {"made": made}


def pipes(event, context):
    """Pipes as large as they may be, full."""
    held = 0
    try:
        while len(KEPT) < 480:
            reading, writing = os.pipe2(os.O_NONBLOCK)
            KEPT.append(reading)
            import fcntl
            try:
                fcntl.fcntl(writing, 1031, 1 << 20)
            except OSError:
                pass
            try:
                while True:
                    held += os.write(writing, bytes(1 << 16))
            except BlockingIOError:
                pass
    except OSError as e:
        return {"made": held >> 20, "error": errno.errorcode[e.errno]}
    finally:
        for reading in KEPT:
            os.close(reading)
    return {"made": held >> 20}


def socket_buffers(event, context):
    """Megabytes that the kernel keeps for sockets of a kind: what was sent, until somebody reads."""
    pairs = []
    try:
        while len(pairs) < 300:
            sending, receiving = pair(event["kind"])
            pairs.append((sending, receiving))
            for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                sending.setsockopt(socket.SOL_SOCKET, option, 1 << 30)
                receiving.setsockopt(socket.SOL_SOCKET, option, 1 << 30)
            fill(sending)
    except OSError:
        pass
    return {"made": sum(emptied(receiving) for _, receiving in pairs) >> 20}


def fill(sending):
    sending.setblocking(False)
    try:
        for _ in range(128):
            sending.send(bytes(1 << 15))
    except OSError:
        pass


def emptied(receiving):
    receiving.setblocking(False)
    held = 0
    try:
        for data in iter(lambda: receiving.recv(1 << 16), b""):
            held += len(data)
    except OSError:
        pass
    return held


def pair(kind):
    if kind == "unix":
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    if kind == "tcp":
        with socket.create_server(("127.0.0.1", 0)) as listener:
            sending = socket.create_connection(listener.getsockname())
            return sending, listener.accept()[0]
    receiving = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiving.bind(("127.0.0.1", 0))
    sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sending.connect(receiving.getsockname())
    return sending, receiving


def logs(event, context):
    """Prints lines without pause."""
    line = b"x" * (event["lineBytes"] - 1) + b"\n"
    block = line * (65_536 // len(line))
    for _ in range(event["megabytes"] * 16):
        sys.stdout.buffer.write(block)
    sys.stdout.flush()
    return {"made": event["megabytes"]}


def background(event, context):
    """Leaves threads, and processes that have left their parents, which go on for ever."""
    threading.Thread(target=forever, daemon=True).start()
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                for number in range(1, 32):
                    try:
                        signal.signal(number, signal.SIG_IGN)
                    except (OSError, ValueError):
                        pass
                forever()
            os._exit(0)
    return {"made": 4}


def forever():
    while True:
        with open("/tmp/alive", "a") as file:
            file.write(str(time.time()) + "\n")
        time.sleep(0.01)


def kill_all(event, context):
    """All processes that it sees, the first one and itself last."""
    for process in (-1, 1, os.getpid()):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass


def stop(event, context):
    os.kill(os.getpid(), signal.SIGSTOP)


def limits(event, context):
    """Raises its own limits."""
    got = []
    for name in dir(resource):
        if name.startswith("RLIMIT_"):
            number = getattr(resource, name)
            hard = resource.getrlimit(number)[1]
            if hard not in (resource.RLIM_INFINITY, 0):
                try:
                    resource.setrlimit(number, (hard + 1, hard + 1))
                    got.append(name)
                except (ValueError, OSError):
                    pass
    try:
        os.nice(-5)
        got.append("nice")
    except OSError:
        pass
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
        got.append("real time")
    except OSError:
        pass
    return {"tried": 3, "got": got}
