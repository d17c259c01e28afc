"""A real mail server for tests: it keeps what it receives, and can be told to refuse or to be down."""

import email
import re
import socket
from email.message import EmailMessage
from email.policy import default
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.core import outbox
from portal.core.outbox import OutboxMail


class Mailbox:
    """An SMTP server on a free loopback port and the mails it got, oldest first."""

    def __init__(self) -> None:
        """Start empty and willing."""
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def host(self) -> str:
        """Where it listens."""
        return "127.0.0.1"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._controller.port)

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient, as told."""
        if self.answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Give the mails to one address."""
        return [mail for mail in self.mails if address in str(mail["To"])]

    def clear(self) -> None:
        """Forget all mails and be willing again."""
        self.mails.clear()
        self.answer = "250 OK"

    def __enter__(self) -> "Mailbox":
        """Begin to listen."""
        self._controller.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._controller.stop()


def text_of(mail: EmailMessage) -> str:
    """Give the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text


def link_in(mail: OutboxMail) -> str:
    """Give the path of the personal link in a mail that waits."""
    found = re.search(r"/l/\S+", outbox.opened(mail))
    assert found
    return found.group()


def free_port() -> int:
    """Find a port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
