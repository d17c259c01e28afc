"""The index of the board: what it holds of an offer, and how it follows the database."""

import secrets
from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.core import clock, db, search
from portal.core.search import (
    Applied,
    Check,
    Document,
    IndexChange,
    Lease,
    PostgresBackend,
    Schema,
    SearchBackend,
    WhooshBackend,
)
from portal.reference import snapshot
from portal.vacancies import queries
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.search import columns
from portal.vacancies.search.columns import COLUMNS
from portal.vacancies.search.words import KIND_WORDS, also_called, analyser

INDEX = "vacancies"
SCHEMA = Schema(
    INDEX,
    texts=(
        ("title", 4.0),
        ("occupation", 2.0),
        ("kind", 1.5),
        ("company", 1.5),
        ("town", 1.5),
        ("said", 1.0),
        ("also_called", 1.5),
    ),
    columns=COLUMNS,
)
_EXTENSION = "portal.search.vacancies"


def backend() -> SearchBackend:
    """Give the application's index."""
    known = current_app.extensions
    if _EXTENSION not in known:
        known.setdefault(_EXTENSION, _open(known["portal.settings"]))
    found: SearchBackend = known[_EXTENSION]
    return found


def _open(settings: Settings) -> SearchBackend:
    if settings.search == "postgres":
        return PostgresBackend(SCHEMA, analyser())
    return WhooshBackend(settings.data_dir / "index", SCHEMA, analyser())


def document(version: VacancyVersion) -> Document:
    """Give an offer as the index sees it; a company that does not want to be named is not found by its name."""
    vacancy = version.vacancy
    group = snapshot().occupation_group(version.occupation) if version.occupation else None
    names = (group.canonical_de, group.area) if group else ()
    company = vacancy.organisation if version.is_name_public else None
    said = (version.tasks, version.needed, version.can_be_learned, version.support, version.easy_german)
    texts = {
        "title": version.title or "",
        "occupation": ", ".join(filter(None, (version.occupation_title, *names))),
        "kind": KIND_WORDS[version.offer_kind].words[0] if version.offer_kind else "",
        "company": company.name if company else "",
        "town": version.town or "",
        "said": "\n".join(filter(None, said)),
        "also_called": ", ".join(also_called(group)) if group else "",
    }
    return Document(vacancy.id, texts, columns.values(version))


def load(session: Session, record_ids: Sequence[UUID] | None) -> Iterator[Document]:
    """Give what is to be found of these offers, or of all."""
    rows = queries.on_board(clock.today())
    if record_ids is not None:
        rows = rows.where(Vacancy.id.in_(record_ids))
    return map(document, session.scalars(rows))


def follow() -> int:
    """Let the index take in what changed, and make it anew where it is damaged; the worker does this."""
    lease = _lease()
    try:
        return search.apply_pending(backend(), load, lease)
    finally:
        search.release(INDEX, lease)


def follow_changes() -> int:
    """Do the same only where a change waits, so that it may be asked every second."""
    with db.transaction() as session:
        waits = session.scalar(select(IndexChange.id).where(IndexChange.index_name == INDEX).limit(1))
    return follow() if waits else 0


def rebuild() -> Applied:
    """Make the index anew. Raises: IndexBusy: the worker is at it."""
    lease = _lease()
    try:
        return search.rebuild(backend(), load, lease)
    finally:
        search.release(INDEX, lease)


def check() -> Check:
    """Compare the index with what is on the board."""
    wanted = queries.on_board(clock.today()).with_only_columns(Vacancy.id)
    return backend().check(db.session.scalars(wanted))


def _lease() -> Lease:
    return Lease(secrets.token_hex(8))  # one for each run: threads of one process must not share it
