"""What upper areas add to the person's own page: lines on it, and pages behind the same link and the same door."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from portal.candidates.models import Candidate
from portal.core.errors import NotFound
from portal.core.links import PersonalLink


@dataclass(frozen=True)
class Entry:
    """A line: what it is, where it stands, and when and where the person is expected; `query` leads to its page."""

    title: str
    company: str
    state: Any
    when: datetime | None = None
    day: date | None = None
    where: str = ""
    query: str = ""
    is_waiting: bool = False


Listing = Callable[[Candidate], Iterable[Entry]]
Part = Callable[[PersonalLink, Candidate, UUID], ResponseReturnValue]
_LISTINGS: list[Listing] = []
_PARTS: dict[str, Part] = {}


def listing(found: Listing) -> Listing:
    """Register who gives lines for the page."""
    _LISTINGS.append(found)
    return found


def part(name: str) -> Callable[[Part], Part]:
    """Register a page about one record, shown where the address names it: `?name=id`."""

    def register(view: Part) -> Part:
        _PARTS[name] = view
        return view

    return register


def entries(candidate: Candidate) -> list[Entry]:
    """Give all lines; what waits for the person comes first."""
    found = [entry for one in _LISTINGS for entry in one(candidate)]
    return sorted(found, key=lambda entry: not entry.is_waiting)


def opened(link: PersonalLink, candidate: Candidate) -> ResponseReturnValue | None:
    """Give the page of the record that the address names, if it names one. Raises: NotFound: it is no id."""
    name = next((one for one in _PARTS if one in request.args), None)
    if name is None:
        return None
    try:
        return _PARTS[name](link, candidate, UUID(request.args[name]))
    except ValueError as error:
        raise NotFound from error
