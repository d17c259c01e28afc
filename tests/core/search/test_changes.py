"""The index follows the database through rows, whatever dies in between."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import clock, db
from portal.core.search import (
    Analyser,
    Applied,
    Change,
    Document,
    IndexBusy,
    IndexChange,
    Lease,
    SearchBackend,
    SearchQuery,
    apply_pending,
    changes,
    rebuild,
    record_change,
    release,
)
from tests.core.search.conftest import SCHEMA, MakeOffer, open_backend

LEASE = Lease("this worker")


class Records(dict[UUID, Document]):
    """Stands for the rows of an area."""

    def load(self, _session: Session, record_ids: Sequence[UUID] | None) -> Iterable[Document]:
        return [document for document in self.values() if record_ids is None or document.id in record_ids]

    def save(self, document: Document) -> None:
        self[document.id] = document
        record_change(db.session(), "offers", document.id)
        db.session.commit()

    def remove(self, document: Document) -> None:
        del self[document.id]
        record_change(db.session(), "offers", document.id)
        db.session.commit()


@pytest.fixture
def records(app: Flask) -> Records:
    return Records()


def pending() -> int:
    with db.transaction() as session:
        return session.scalar(select(func.count()).select_from(IndexChange)) or 0


def found(backend: SearchBackend) -> set[UUID]:
    return set(backend.search(SearchQuery(size=1_000)).ids)


def test_records_appear_change_and_disappear(backend: SearchBackend, records: Records, offer: MakeOffer) -> None:
    stays, goes = offer(), offer()
    records.save(stays)
    records.save(stays)
    records.save(goes)
    assert apply_pending(backend, records.load, LEASE) == 3
    assert found(backend) == {stays.id, goes.id}

    records.remove(goes)
    assert apply_pending(backend, records.load, LEASE) == 1
    assert found(backend) == {stays.id}
    assert pending() == 0
    assert apply_pending(backend, records.load, LEASE) == 0


def test_a_change_that_is_rolled_back_never_was(backend: SearchBackend, records: Records, offer: MakeOffer) -> None:
    record_change(db.session(), "offers", offer().id)
    db.session.rollback()
    assert apply_pending(backend, records.load, LEASE) == 0


def test_changes_of_other_indexes_are_left_alone(backend: SearchBackend, records: Records) -> None:
    record_change(db.session(), "people", UUID(int=1))
    db.session.commit()
    assert apply_pending(backend, records.load, LEASE) == 0
    assert pending() == 1


def test_a_crash_after_the_index_commit_is_harmless(
    backend: SearchBackend, records: Records, offer: MakeOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = backend.apply

    def die_after_commit(changes: Sequence[Change]) -> Applied:
        apply(changes)
        raise KeyboardInterrupt

    records.save(offer())
    with monkeypatch.context() as patched:
        patched.setattr(backend, "apply", die_after_commit)
        with pytest.raises(KeyboardInterrupt):
            apply_pending(backend, records.load, LEASE)
    assert pending() == 1
    assert found(backend) == set(records)

    assert apply_pending(backend, records.load, LEASE) == 1
    assert pending() == 0
    assert found(backend) == set(records)
    assert backend.search(SearchQuery()).total == 1


def test_an_unusable_index_is_rebuilt_from_the_records(
    backend: SearchBackend, records: Records, offer: MakeOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.save(offer())
    records.save(offer())
    apply_pending(backend, records.load, LEASE)
    records.remove(next(iter(records.values())))
    monkeypatch.setattr(backend, "is_usable", lambda: False)

    assert apply_pending(backend, records.load, LEASE) == 1
    monkeypatch.undo()
    assert backend.check(records).is_good
    assert pending() == 0


def test_a_lost_index_comes_back_without_any_change(
    app: Flask, records: Records, offer: MakeOffer, engine: str, tmp_path: Path, analyser: Analyser
) -> None:
    document = offer()
    records[document.id] = document
    lost = open_backend(engine, tmp_path, replace(SCHEMA, name="lost"), analyser)

    assert apply_pending(lost, records.load, LEASE) == 0
    assert found(lost) == {document.id}


def test_only_one_applies_until_the_lease_is_given_back_or_over(
    backend: SearchBackend, records: Records, offer: MakeOffer
) -> None:
    other = Lease("another worker")
    assert apply_pending(backend, records.load, other) == 0
    records.save(offer())

    assert apply_pending(backend, records.load, LEASE) == 0
    assert pending() == 1
    release("offers", other)
    assert apply_pending(backend, records.load, LEASE) == 1

    records.save(offer())
    apply_pending(backend, lambda *_: [], Lease(LEASE.holder, timedelta(seconds=-1)))
    records.save(offer())
    assert apply_pending(backend, records.load, other) == 1


def test_of_two_first_workers_one_gets_the_lease(app: Flask) -> None:
    def first() -> bool:
        row = changes.IndexLease(index_name="offers", holder="somebody", held_until=clock.now())
        with db.transaction() as session:
            return changes._first(session, row)

    assert (first(), first()) == (True, False)


def test_a_busy_index_keeps_the_changes(
    backend: SearchBackend, records: Records, offer: MakeOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_changes: Sequence[Change]) -> Applied:
        raise IndexBusy

    records.save(offer())
    monkeypatch.setattr(backend, "apply", busy)
    assert apply_pending(backend, records.load, LEASE) == 0
    assert pending() == 1


def test_a_rebuild_takes_in_everything_that_waits(records, backend, offer):
    for title in ("Koch", "Bäcker"):
        records.save(offer(title))

    applied = rebuild(backend, records.load, LEASE)

    assert applied.written == 2
    assert pending() == 0
    assert found(backend) == set(records)


def test_a_rebuild_refuses_while_somebody_else_is_writing(records, backend, offer):
    records.save(offer())
    apply_pending(backend, records.load, LEASE)

    with pytest.raises(IndexBusy):
        rebuild(backend, records.load, Lease("another worker"))
