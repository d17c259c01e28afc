"""A company's logo and photo: drawn anew, kept in the store, and the former file deleted with its last record."""

from dataclasses import dataclass
from typing import BinaryIO

from portal.core import storage
from portal.core.actor import Actor
from portal.core.pictures import SUFFIX, redrawn
from portal.organisations.models import Organisation
from portal.organisations.services import companies

LONGEST = {"logo": 400, "photo": 1600}
"""Pixels of the longer side, by kind."""


@dataclass(frozen=True)
class Picture:
    """A file as it was sent, and what is to be seen on it."""

    stream: BinaryIO
    text: str


def put(company: Organisation, kind: str, picture: Picture, *, actor: Actor) -> str | None:
    """Keep a new logo or photo; give the key of the former one, to be deleted once this is committed.

    Raises: NotAPicture: the file is none; StorageFull: there is no room.
    """
    with storage.kept(redrawn(picture.stream, longest=LONGEST[kind]), suffix=SUFFIX) as key:
        return _set(company, kind, key, picture.text, actor)


def remove(company: Organisation, kind: str, *, actor: Actor) -> str | None:
    """Take a logo or photo away; give its key, to be deleted once this is committed."""
    return _set(company, kind, None, None, actor)


def forget(key: str | None) -> None:
    """Delete a file no record knows any more."""
    if key:
        storage.files().delete(key)


def opened(key: str) -> BinaryIO:
    """Open the file of a picture. Raises: NotFound."""
    return storage.files().open(key)


def _set(company: Organisation, kind: str, key: str | None, text: str | None, actor: Actor) -> str | None:
    former: str | None = getattr(company, f"{kind}_key")
    companies.edit(company, {f"{kind}_key": key, f"{kind}_text": text}, actor=actor)
    return former
