"""Uses what Python's standard library does with system calls. Answers with what failed."""

import asyncio
import ctypes
import fcntl
import http.client
import http.server
import mmap
import multiprocessing
import os
import pathlib
import resource
import select
import selectors
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor


def check_threads():
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda n: n * n, range(20))) == 2470
    lock, condition = threading.RLock(), threading.Condition()
    with lock, condition:
        condition.wait(0.01)


def check_processes():
    assert subprocess.run(["sh", "-c", "cat; exit 3"], input=b"in", stdout=subprocess.PIPE).returncode == 3
    with subprocess.Popen("echo $$", shell=True, stdout=subprocess.PIPE, start_new_session=True) as started:
        assert int(started.stdout.read()) == started.pid
    reading, writing = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=lambda: writing.send("from a child"))
    child.start()
    assert reading.recv() == "from a child"
    child.join()
    assert child.exitcode == 0
    handle = os.pidfd_open(os.getpid())
    signal.pidfd_send_signal(handle, 0)
    os.close(handle)
    os.sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0), resource.getrusage(resource.RUSAGE_CHILDREN)
    os.posix_spawn("/bin/true", ["true"], {})
    os.wait()


def check_signals():
    heard = []
    signal.signal(signal.SIGUSR1, lambda number, frame: heard.append(number))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.signal(signal.SIGALRM, lambda number, frame: heard.append(number))
    signal.sigtimedwait([signal.SIGUSR2], 0.05)
    assert signal.SIGUSR1 in heard


def check_files():
    folder = pathlib.Path(tempfile.mkdtemp())
    file = folder / "file"
    file.write_bytes(b"x" * 100_000)
    (folder / "link").symlink_to(file)
    os.link(file, folder / "hard")
    os.truncate(file, 50_000)
    with file.open("r+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        fcntl.lockf(opened, fcntl.LOCK_EX)
        os.fsync(opened.fileno())
        os.posix_fallocate(opened.fileno(), 0, 60_000)
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        with mmap.mmap(opened.fileno(), 0) as area:
            area[0:3] = b"abc"
            area.flush()
            area.madvise(mmap.MADV_DONTNEED)
    os.chmod(file, 0o600)
    os.utime(file, (1, 1))
    os.setxattr(file, "user.name", b"value")
    os.mkfifo(folder / "fifo")
    shutil.copytree(folder, str(folder) + "-copy", symlinks=True, ignore=shutil.ignore_patterns("fifo"))
    os.copy_file_range(os.open(file, os.O_RDONLY), os.open(folder / "range", os.O_CREAT | os.O_WRONLY), 1_000)
    os.statvfs(folder), os.getrandom(8), os.memfd_create("name"), list(os.scandir(folder))
    os.rename(file, folder / "renamed")
    shutil.rmtree(folder)


def check_sockets():
    for kind in (socket.AF_INET, socket.AF_UNIX):
        address = ("127.0.0.1", 0) if kind == socket.AF_INET else tempfile.mktemp()
        with socket.socket(kind) as listener:
            listener.bind(address)
            listener.listen()
            with socket.socket(kind) as client:
                client.connect(listener.getsockname())
                client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                server = listener.accept()[0]
                client.sendmsg([b"one", b"two"])
                assert server.recv(10) == b"onetwo"
                with open("/etc/hosts", "rb") as file:
                    client.sendfile(file)
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as version6:
        version6.bind(("::1", 0))
    left, right = socket.socketpair()
    socket.send_fds(left, [b"x"], [0])
    socket.recv_fds(right, 1, 1)
    assert socket.getaddrinfo("localhost", 80)
    assert [name for _, name in socket.if_nameindex()] == ["lo", "eth0"]
    ssl.create_default_context()


def check_waiting():
    reading, writing = os.pipe()
    os.write(writing, b"x")
    assert select.select([reading], [], [], 1)[0]
    waiting = select.epoll()
    waiting.register(reading, select.EPOLLIN)
    assert waiting.poll(1)
    assert select.poll() and selectors.DefaultSelector()

    async def run():
        process = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        assert (await process.communicate(b"in"))[0] == b"in"
        await asyncio.to_thread(time.sleep, 0.01)

    asyncio.run(run())


def check_databases():
    with sqlite3.connect(tempfile.mktemp()) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table t (a)")
        database.execute("insert into t values (1)")


def check_http():
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connection = http.client.HTTPConnection(*server.server_address)
    connection.request("GET", "/app.py")
    assert connection.getresponse().status == 200
    server.shutdown()


def check_native():
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.getpid() == os.getpid()
    libc.inotify_init1.restype = ctypes.c_int
    assert libc.inotify_add_watch(libc.inotify_init1(0), b"/tmp", 2) > 0
    assert libc.timerfd_create(1, 0) > 0 and libc.eventfd(0, 0) > 0
    assert libc.shmget(0, 4096, 0o600) >= 0 and libc.semget(0, 1, 0o600) >= 0 and libc.msgget(0, 0o600) >= 0
    libc.prctl(15, b"name", 0, 0, 0)


def handler(event, context):
    failed = []
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            try:
                check()
            except BaseException:
                failed.append(name + ": " + traceback.format_exc())
    return {"failed": failed}
