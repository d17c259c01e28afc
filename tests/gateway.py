"""A real gateway for short messages for tests: it keeps what it takes, and can be told to refuse, stall or be down."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any


class Gateway:
    """An HTTP server on a free loopback port; a message it has taken once it takes no second time."""

    def __init__(self) -> None:
        """Start empty and willing."""
        self.taken: list[dict[str, Any]] = []
        self.asked: list[dict[str, str]] = []
        self.status = 202
        self.forgets_to_answer = False
        self._go_on = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}/messages"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = gateway.take(body, dict(self.headers))
                if gateway.forgets_to_answer:
                    gateway._go_on.wait(5)
                    return
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        return Handler

    def take(self, body: dict[str, Any], headers: dict[str, str]) -> int:
        """Keep a message, or answer as told."""
        self.asked.append(headers)
        if not 200 <= self.status < 300:
            return self.status
        if any(one["id"] == body["id"] for one in self.taken):
            return 409
        self.taken.append(body)
        return self.status

    def __enter__(self) -> "Gateway":
        """Begin to listen."""
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._go_on.set()
        self._server.shutdown()
        self._server.server_close()
