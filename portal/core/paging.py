"""Lists by the page: which page is asked for, its rows with the number of all, and the way to its neighbours."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func

from portal.core import db

PAGE_SIZE = 20
MOST_PAGES = 10_000
R = TypeVar("R")


def number() -> int:
    """Read the page from the address; nonsense is the first page."""
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def is_open() -> bool:
    """Read from the address whether a list shows what waits for somebody, or what is over (`done=1`)."""
    return request.args.get("done") != "1"


def rows(query: Select[R], page: int) -> tuple[list[R], int]:
    """Give the rows of a page and the number of all: in one statement, but past the last page, where no row says it."""
    found, total = whole_rows(query, page)
    return [row[0] for row in found], total


def whole_rows(query: Select[Any], page: int) -> tuple[list[tuple[Any, ...]], int]:
    """Give the rows of a page with all their columns, and the number of all; counted like `rows`."""
    counted = query.add_columns(func.count().over()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    found = db.session.execute(counted).unique().all()
    if found or page == 1:
        return [tuple(row)[:-1] for row in found], found[0][-1] if found else 0
    everything = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    return [], db.session.scalar(everything) or 0


def part(found: Sequence[R]) -> Sequence[R]:
    """Give the page that is asked for of a list that is whole already."""
    return found[(number() - 1) * PAGE_SIZE : number() * PAGE_SIZE]


def of(total: int, *, size: int = PAGE_SIZE) -> dict[str, Any]:
    """Give a page what its list and the links to the other pages need."""
    return {"total": total, "number": number(), "pages": -(-total // size), "page_url": _url}


def address(**changes: Any) -> str:
    """Give the address of this list with something in it changed, or taken out by None."""
    kept = {**request.args.to_dict(), **changes, **(request.view_args or {})}
    return url_for(request.endpoint or "", **{name: value for name, value in kept.items() if value})


def chips(labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List what narrows this list, argument to words, each with the address of the list without it."""
    return [{"label": label, "url": address(**{name: None, "page": None})} for name, label in labels.items() if label]


def _url(page: int) -> str:
    return address(page=page)
