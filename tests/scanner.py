"""A virus scanner on loopback that speaks the protocol of ClamAV's daemon and knows one virus: the EICAR test file."""

import socketserver
import struct
import threading
from types import TracebackType

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text every scanner calls a virus; in two halves, so that none of them calls this file one."""
MOST = 12 * 1024 * 1024


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        if self.server.is_silent:  # type: ignore[attr-defined]
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.server.most:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


class Scanner(socketserver.ThreadingTCPServer):
    """Listens while the block runs."""

    daemon_threads = True
    block_on_close = False
    most = MOST
    is_silent = False

    def __init__(self) -> None:
        """Take a free port."""
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> tuple[str, int]:
        """Give host and port."""
        host, port = self.server_address[:2]
        return str(host), int(port)

    def __enter__(self) -> "Scanner":
        """Begin to answer."""
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.shutdown()
        self.server_close()
