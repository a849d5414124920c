"""The Runtime API over one kept connection: HTTP/1.1 as far as that API needs it.

http.client would cost more time than the rest of a cold start, so this speaks to the socket itself.
"""

import _socket

_API = b" /2018-06-01/runtime/"
_PIECE = 65536
_SMALL = 32768
_HEAD_LIMIT = 8 * 1024 * 1024  # client context and trace travel in headers; far above what the API lets through


class Closed(Exception):
    """The connection ended before any of the response arrived."""


class Client:
    """Calls the Runtime API, one request at a time."""

    def __init__(self, address, user_agent):
        host, _, port = address.rpartition(":")
        self._host = host.strip("[]")
        self._port = int(port)
        self._common = ("Host: %s\r\nUser-Agent: %s\r\n" % (address, user_agent)).encode("latin-1")
        self._next = b"GET" + _API + b"invocation/next HTTP/1.1\r\n" + self._common + b"\r\n"
        self._socket = None
        self._rest = b""

    def next(self):
        """Waits, for ever if need be, for an invocation: its headers by lower-case name, and its event."""
        return self._invocation(self._exchange(self._next, b""))

    def respond_and_next(self, request_id, body, content_type):
        """Answers an invocation, and waits for the next one.

        A small answer and the request for the next invocation are one write. A large one may be refused, and then the
        process ends: so it asks for no further invocation before.
        """
        head = self._post_head("invocation/" + request_id + "/response", body, content_type, {})
        together = len(body) <= _SMALL
        status = self._exchange(head, body + self._next if together else body)[0]
        if status != 202:
            raise RuntimeError("Failed to post invocation response")
        if not together or self._socket is None:
            return self.next()
        try:
            return self._invocation(self._receive())
        except (Closed, ConnectionError):
            self._close()
            return self.next()

    def fail(self, request_id, body, cause):
        headers = {"Lambda-Runtime-Function-XRay-Error-Cause": cause} if cause else {}
        if self._post("invocation/" + request_id + "/error", body, "application/json", headers) != 202:
            raise RuntimeError("Failed to post invocation error")

    def fail_init(self, body, error_type):
        headers = {"Lambda-Runtime-Function-Error-Type": error_type}
        if self._post("init/error", body, None, headers) != 202:
            raise RuntimeError("Failed to post initialization error")

    @staticmethod
    def _invocation(response):
        status, headers, body = response
        if status != 200:
            raise RuntimeError("Failed to get next")
        return headers, body

    def _post(self, path, body, content_type, headers):
        return self._exchange(self._post_head(path, body, content_type, headers), body)[0]

    def _post_head(self, path, body, content_type, headers):
        lines = ["Content-Length: %d\r\n" % len(body)]
        if content_type:
            lines.append("Content-Type: %s\r\n" % content_type)
        lines += ["%s: %s\r\n" % item for item in headers.items()]
        head = b"POST" + _API + path.encode("latin-1") + b" HTTP/1.1\r\n" + self._common
        return head + "".join(lines).encode("utf-8") + b"\r\n"

    def _exchange(self, head, body):
        kept = self._socket is not None
        try:
            return self._once(head, body)
        except (Closed, ConnectionError):
            self._close()
            if not kept:
                raise
        # the other side let the idle connection go: the request was not seen
        return self._once(head, body)

    def _once(self, head, body):
        if self._socket is None:
            self._connect()
        if len(body) <= _PIECE:
            self._socket.sendall(head + body)
        else:
            self._socket.sendall(head)
            self._socket.sendall(body)
        return self._receive()

    def _receive(self):
        status = 100
        while status == 100:
            status, headers = self._read_head()
        if headers.get("transfer-encoding", "").lower() == "chunked":
            content = self._read_chunks()
        else:
            content = self._read_exactly(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self._close()
        return status, headers, content

    def _connect(self):
        family = _socket.AF_INET6 if ":" in self._host else _socket.AF_INET
        connection = _socket.socket(family, _socket.SOCK_STREAM)
        connection.connect((self._host, self._port))
        connection.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        self._socket = connection
        self._rest = b""

    def _close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._rest = b""

    def _read_head(self):
        data = self._rest
        if not data:
            data = self._socket.recv(_PIECE)
            if not data:
                raise Closed("the Runtime API closed the connection")
        end = data.find(b"\r\n\r\n")
        while end < 0:
            if len(data) > _HEAD_LIMIT:
                raise RuntimeError("the Runtime API's response has too long a head")
            piece = self._socket.recv(_PIECE)
            if not piece:
                raise RuntimeError("the Runtime API's response broke off")
            data += piece
            end = data.find(b"\r\n\r\n")
        self._rest = data[end + 4 :]
        lines = data[:end].decode("utf-8").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return int(lines[0].split(" ", 2)[1]), headers

    def _read_exactly(self, size):
        rest = self._rest
        if len(rest) >= size:
            self._rest = rest[size:]
            return rest[:size]
        content = bytearray(size)
        content[: len(rest)] = rest
        self._rest = b""
        view = memoryview(content)[len(rest) :]
        while view:
            count = self._socket.recv_into(view)
            if not count:
                raise RuntimeError("the Runtime API's response broke off")
            view = view[count:]
        return bytes(content)

    def _read_line(self):
        while b"\r\n" not in self._rest:
            piece = self._socket.recv(_PIECE)
            if not piece or len(self._rest) > _PIECE:
                raise RuntimeError("the Runtime API's response broke off")
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\r\n")
        return line

    def _read_chunks(self):
        pieces = []
        while True:
            size = int(self._read_line().partition(b";")[0], 16)
            if size == 0:
                break
            pieces.append(self._read_exactly(size))
            self._read_line()
        while self._read_line():
            pass
        return b"".join(pieces)
