"""Attempts on Hearth's Runtime API. What they leave open stays open when they return."""

import os
import select
import socket
import time

import network

KEPT = []


def result(tried, got):
    return {"tried": tried, "got": got}


def connection(wait=2.0):
    opened = socket.create_connection(network.api(), timeout=wait)
    KEPT.append(opened)
    return opened


def status(opened):
    """The status of the answer, or "closed", or "silent"."""
    try:
        head = opened.recv(4096)
    except TimeoutError:
        return "silent"
    except OSError:
        return "closed"
    return head.split(b" ")[1].decode() if b" " in head else "closed"


def send(opened, data):
    try:
        opened.sendall(data)
        return True
    except OSError:
        return False


def statuses(count, data):
    opened = [connection(wait=0.5) for _ in range(count)]
    for each in opened:
        send(each, data)
    return sorted({status(each) for each in opened})


def garbage(event, context):
    got = []
    for data in (os.urandom(20_000), b"\x16\x03\x01" + bytes(500), b"GET\r\n\r\n", b"\r\n" * 5_000, b"GET / HTTP/9.9\r\n\r\n",
                 b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET http:// HTTP/1.1\r\n\r\n",
                 b"POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                 b"POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n",
                 b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"):
        answer = statuses(1, data)
        # what is sent on and never ends may be waited for
        if answer[0].startswith("2"):
            got.append(f"{data[:40]}: {answer}")
        KEPT.pop().close()
    return result(10, got)


def huge_heads(event, context):
    """Sends heads of up to 64 MB, on 20 connections."""
    got, sent = [], 0
    for _ in range(20):
        opened = connection()
        send(opened, b"GET /2018-06-01/ping HTTP/1.1\r\nHost: a\r\n")
        for _ in range(64):
            if not send(opened, b"X: " + b"x" * (1 << 20) + b"\r\n"):
                break
            sent += 1
    # what is in the sockets' buffers at both ends, 4 and 6 MB, and on its way, nobody has taken
    if sent > 20 * 12:
        got.append(f"{sent} MB of heads were taken")
    return result(20, got)


def half_requests(event, context):
    """Leaves as many connections as there may be in the middle of a head, or of an answer."""
    opened = []
    try:
        while len(opened) < 200:
            opened.append(connection())
            half = b"GET /2018-06-01/ping HTTP/1.1\r\nHo" if len(opened) % 2 else post("none", 6_000_000) + b'"x'
            if not send(opened[-1], half):
                break
    except OSError:
        pass
    # those that are closed say so soon
    closed = select.poll()
    for each in opened:
        closed.register(each, select.POLLRDHUP)
    open_ones, end = len(opened), time.monotonic() + 5
    while open_ones > 32 and time.monotonic() < end:
        open_ones = len(opened) - len(closed.poll(0))
    tried = len(opened)
    # the bootstrap needs one connection, and may open it anew
    for each in opened[4:]:
        each.close()
    return result(tried, [f"{open_ones} connections"] if open_ones > 32 else [])


def post(request, length):
    return (f"POST /2018-06-01/runtime/invocation/{request}/response HTTP/1.1\r\n"
            f"Host: a\r\nContent-Length: {length}\r\n\r\n").encode()


def large_answers(event, context):
    """Sends 6 MB to the own invocation on many connections at once, all but the last byte, and keeps them open."""
    length = 6_000_000
    body = b'"' + b"x" * (length - 2)
    opened = [connection() for _ in range(28)]
    for each in opened:
        send(each, post(context.aws_request_id, length) + body)
    # Hearth waits for the last byte of one at a time, and refuses or closes the others
    waited_for = [status(each) for each in opened].count("silent")
    for each in opened:
        each.close()
    return result(28, [f"{waited_for} answers are waited for"] if waited_for > 4 else [])


def two_answers(event, context):
    """Answers the own invocation itself; the bootstrap's answer is then the second."""
    first = connection()
    send(first, post(context.aws_request_id, 7) + b'"first"')
    answers = [status(first)]
    second = connection()
    send(second, post(context.aws_request_id, 8) + b'"second"')
    answers.append(status(second))
    return answers


def never_reads(event, context):
    """Asks without end on one connection, and reads no answer."""
    opened = connection(wait=1.0)
    asked = 0
    while asked < 100_000 and send(opened, b"GET /2018-06-01/ping HTTP/1.1\r\nHost: a\r\n\r\n" * 100):
        asked += 100
    return result(asked, ["Hearth answers what nobody reads"] if asked >= 100_000 else [])
