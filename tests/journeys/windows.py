"""A window of somebody's browser, without scripts, and the mails that arrive in somebody's mailbox."""

import re
from datetime import date
from email.message import EmailMessage
from typing import Any

from flask import Flask

from tests.mailbox import text_of
from tests.pages import Page

ADDRESS = "http://portal.test"
LINK = re.compile(rf"{ADDRESS}(/\S*)")
MOST_STEPS = 5


class Window:
    """What one person sees and does; a form is sent as it stands on the page, with what was filled in."""

    def __init__(self, app: Flask) -> None:
        """Open an empty window."""
        self.browser = app.test_client()
        self.path, self.page = "", Page("")

    def opens(self, path: str, status: int = 200) -> Page:
        """Go to an address and wherever it leads."""
        return self._arrive(path, self.browser.get(path), status)

    def tries_to_open(self, path: str) -> None:
        """Go to an address, whether the page still exists or not."""
        answer = self.browser.get(path)
        assert answer.status_code in (200, 404), answer.status_code
        self.path, self.page = path, Page(answer.text)

    def sends(self, path: str = "", *, button: str | None = None, action: str | None = None, **fields: Any) -> Page:
        """Fill in the form of a page and send it; the portal must take it."""
        return self.tries(path, button=button, action=action, status=200, **fields)

    def tries(
        self,
        path: str = "",
        *,
        button: str | None = None,
        action: str | None = None,
        status: int,
        **fields: Any,
    ) -> Page:
        """Fill in the form of a page and send it, where another answer than yes is expected."""
        if path:
            self.opens(path)
        names = {name.replace("__", "-"): _typed(value) for name, value in fields.items()}
        form = self.page.form(*names, button=button, action=action)
        data = form.filled(**names) | ({"deed": button} if button else {})
        here = form.action or self.path
        return self._arrive(here, self.browser.post(here, data=data), status)

    def presses(self, action: str) -> Page:
        """Press a button that is a form of its own."""
        return self.sends(action=action)

    def follows(self, part: str) -> Page:
        """Follow the link whose address contains this."""
        found = [link for link in self.page.own_links if part in link]
        assert found, f"no link with {part} on {self.path}: {self.page.own_links}"
        return self.opens(found[0])

    def downloads(self, part: str) -> bytes:
        """Save what a link of the page leads to."""
        found = [link for link in self.page.own_links if part in link]
        assert found, f"no link with {part} on {self.path}: {self.page.own_links}"
        answer = self.browser.get(found[0])
        assert answer.status_code == 200, answer.text
        return answer.data

    def sees(self, *texts: str) -> bool:
        """Tell whether all of this can be read on the page."""
        return all(text in self.page.text for text in texts)

    def _arrive(self, path: str, answer: Any, status: int) -> Page:
        for _ in range(MOST_STEPS):
            if answer.status_code not in (301, 302, 303, 308):
                break
            path = answer.headers["Location"].removeprefix(ADDRESS)
            answer = self.browser.get(path)
        self.path, self.page = path, Page(answer.text)
        assert answer.status_code == status, f"{path}: {answer.status_code}, {self.page.text}"
        return self.page


def _typed(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def link_in(mail: EmailMessage) -> str:
    """Give the address a mail leads to, taken out of its text."""
    found = LINK.findall(text_of(mail))
    assert len(found) == 1, text_of(mail)
    return str(found[0])
