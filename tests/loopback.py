"""Real servers on the loopback address: a registry over HTTP, a SOCKS proxy, a WHOIS server."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Reply:
    """What the server sends for one path; several are sent one after the other."""

    def __init__(self, status: int = 200, body: bytes = b"", drip: float = 0, endless: bool = False, **headers: str):
        self.status, self.body, self.drip, self.endless = status, body, drip, endless
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Registry(ThreadingHTTPServer):
    """Answers from a table of replies and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[str] = []
        self.agents: list[str] = []
        self.sent: list[bytes] = []
        self.heads: list[dict[str, str]] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: Registry

    def do_POST(self) -> None:
        self.server.sent.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path if self.path.startswith("/") else "/" + self.path.split("/", 3)[3]
        self.server.asked.append(path)
        self.server.heads.append(dict(self.headers))
        self.server.agents.append(self.headers.get("User-Agent", ""))
        replies = self.server.replies.get(path, [Reply(404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if not reply.endless:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        try:
            if reply.endless:
                for _ in range(2_000):
                    self.wfile.write(b"x" * 4096)
            elif reply.drip:
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(reply.drip)
            else:
                self.wfile.write(reply.body)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def registry() -> Iterator[Registry]:
    server = Registry()
    with running(server):
        yield server


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def tcp_server(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            answer(self.request)

    server = TcpServer(("127.0.0.1", 0), Handler)
    with running(server):
        yield server.server_address[1]


@contextmanager
def socks_proxy(target: int, names: list[str]) -> Iterator[int]:
    """A SOCKS 5 proxy that notes the names it is given and leads all of them to one loopback port."""

    def serve(client: socket.socket) -> None:
        client.recv(256)
        client.sendall(b"\x05\x00")
        head = client.recv(5)
        name = client.recv(head[4])
        client.recv(2)
        names.append(name.decode())
        client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        with socket.create_connection(("127.0.0.1", target), 5) as server:
            server.settimeout(0.05)
            client.settimeout(0.05)
            for _ in range(100):
                for one, other in ((client, server), (server, client)):
                    try:
                        data = one.recv(65_536)
                    except TimeoutError:
                        continue
                    if not data:
                        return
                    other.sendall(data)

    with tcp_server(serve) as port:
        yield port
