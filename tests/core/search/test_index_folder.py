"""The traps of Whoosh and the accidents of disks: the index stays right, or is made anew."""

import io
import os
import shutil
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import whoosh
from whoosh.filedb.structfile import BufferFile
from whoosh.index import FileIndex

from portal.core.search import (
    Analyser,
    Change,
    Document,
    IndexBusy,
    InvalidDocument,
    Lexicon,
    Number,
    Schema,
    SearchQuery,
    SearchUnavailable,
    SynonymGroup,
    WhooshBackend,
    whoosh_files,
)
from portal.core.search.encoding import encode
from portal.core.search.whoosh_schema import MISSING, WeightedTerms
from tests.core.search.conftest import HEINSBERG, SCHEMA, MakeOffer, change_of

TRIED = {(2, 7, 4), (2, 7, 5), (3, 54, 0)}
"""Releases of whoosh, whoosh-reloaded and whoosh3 these tests have passed with."""


@pytest.fixture
def backend(tmp_path: Path, analyser: Analyser) -> WhooshBackend:
    """An empty index that looks for news with every question."""
    backend = WhooshBackend(tmp_path, SCHEMA, analyser, look_every_seconds=0)
    backend.rebuild([])
    return backend


def total(backend: WhooshBackend, analyser: Analyser, text: str = "") -> int:
    return backend.search(SearchQuery(analyser.read(text))).total


def segment_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.seg"))


def test_changed_and_deleted_records_are_never_shown_again(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer
) -> None:
    kept, changed, removed = offer("Fahrer"), offer("Fahrer"), offer("Fahrer")
    backend.rebuild([kept, changed, removed])

    for number in range(40):
        backend.apply([Change(changed.id, Document(changed.id, {"title": f"Bäcker {number}"})), Change(removed.id)])
        assert backend.search(SearchQuery(analyser.read("Fahrer"))).ids == (kept.id,)
        assert total(backend, analyser, f"Bäcker {number}") == 1
        assert total(backend, analyser) == 2


def test_many_small_commits_are_merged(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer, tmp_path: Path
) -> None:
    offers = [offer(f"Helfer {number}", weekly_hours=number, kind="mini_job") for number in range(100)]
    for document in offers:
        backend.apply([change_of(document)])

    assert len(segment_files(tmp_path)) < 20
    assert backend.check(document.id for document in offers).is_good
    assert total(backend, analyser, "Helfer 57") == 1


def test_another_reader_sees_a_change(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer, tmp_path: Path
) -> None:
    reader = WhooshBackend(tmp_path, SCHEMA, analyser, look_every_seconds=0)
    assert total(reader, analyser) == 0
    document = offer()

    backend.apply([change_of(document)])
    assert total(reader, analyser) == 1
    backend.rebuild([document, offer()])
    assert total(reader, analyser) == 2


def test_a_reader_looks_only_now_and_then(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer, tmp_path: Path
) -> None:
    lazy = WhooshBackend(tmp_path, SCHEMA, analyser, look_every_seconds=3_600)
    assert total(lazy, analyser) == 0
    backend.apply([change_of(offer())])
    assert total(lazy, analyser) == 0
    lazy.apply([change_of(offer())])
    assert total(lazy, analyser) == 2, "own changes are seen at once"


def test_a_document_that_does_not_fit_is_put_aside_and_no_longer_found(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer
) -> None:
    good, bad = offer("Fahrer"), offer("Bäcker")
    backend.rebuild([good, bad])

    applied = backend.apply(
        [change_of(good), Change(bad.id, Document(bad.id, {"title": "Koch"}, {"weekly_hours": "viel"}))]
    )

    assert (applied.written, applied.quarantined) == (1, (bad.id,))
    assert backend.search(SearchQuery()).ids == (good.id,)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        ({"unknown": "text"}, {}),
        ({"title": 7}, {}),
        ({}, {"unknown": 1}),
        ({}, {"weekly_hours": 2**63}),
        ({}, {"weekly_hours": 1.5}),
        ({}, {"starts_on": 7}),
        ({}, {"kind": ""}),
        ({}, {"kind": "a\u0000b"}),
        ({}, {"kind": 7}),
        ({}, {"languages": ["x" * 65]}),
        ({}, {"languages": [None]}),
        ({}, {"place": (51.0, 6.0)}),
        ({}, {"place": type(HEINSBERG)(float("nan"), 6.0)}),
    ],
)
def test_what_does_not_fit_is_refused_before_whoosh_sees_it(texts: dict, values: dict) -> None:
    with pytest.raises(InvalidDocument):
        SCHEMA.check(Document(UUID(int=1), texts, values))


def test_a_document_whoosh_chokes_on_leaves_nothing_in_the_next_one(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, poison, after = offer("Fahrer"), offer("Zebra Gift"), offer("Bäcker")
    whole = WeightedTerms.index

    def choke(self: WeightedTerms, value: dict[str, float], **options: object):
        for posting in whole(self, value, **options):
            yield posting
            if b"gift" in posting[0]:
                raise RuntimeError("poison")

    monkeypatch.setattr(WeightedTerms, "index", choke)
    for write in (backend.apply, lambda changes: backend.rebuild([change.document for change in changes])):
        applied = write([change_of(document) for document in (before, poison, after)])
        assert (applied.written, applied.quarantined) == (2, (poison.id,))
        assert total(backend, analyser, "Zebra") == 0
        assert set(backend.search(SearchQuery()).ids) == {before.id, after.id}


def test_a_full_disk_is_no_fault_of_the_document(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = offer("Fahrer"), offer("Bäcker")
    backend.apply([change_of(first)])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(WeightedTerms, "index", full)
        with pytest.raises(OSError, match="No space"):
            backend.apply([change_of(second)])
        with pytest.raises(OSError, match="No space"):
            backend.rebuild([second])
    assert backend.search(SearchQuery()).ids == (first.id,)
    backend.apply([change_of(second)])
    assert total(backend, analyser) == 2


def test_whoosh_still_copies_what_we_read_in_place() -> None:
    assert whoosh.__version__ in TRIED, "run these tests with it, then look at whoosh_files again"
    assert isinstance(BufferFile(memoryview(b"abc")).file, io.BytesIO), (
        "upstream no longer copies: drop whoosh_files.Segment"
    )


def test_opening_reads_a_fraction_of_the_segment(
    tmp_path: Path, analyser: Analyser, offer: MakeOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    WhooshBackend(tmp_path, SCHEMA, analyser).rebuild(
        [offer(f"w{n}", " ".join(f"x{n}y{i}" for i in range(99))) for n in range(300)]
    )
    read, plain = [], whoosh_files.Source.read
    monkeypatch.setattr(
        whoosh_files.Source, "read", lambda self, at, length: read.append(length) or plain(self, at, length)
    )

    reader = WhooshBackend(tmp_path, SCHEMA, analyser)

    assert total(reader, analyser, "w7") == 1
    assert sum(read) < segment_files(tmp_path)[0].stat().st_size / 10


def test_files_reach_the_disk_before_the_table_of_contents_names_them(
    backend: WhooshBackend, offer: MakeOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    rename, sync = os.rename, whoosh_files.sync
    monkeypatch.setattr(whoosh_files, "sync", lambda path: happened.append(path.suffix or "folder") or sync(path))
    monkeypatch.setattr(os, "rename", lambda old, new: happened.append("rename") or rename(old, new))

    backend.apply([change_of(offer())])

    at = happened.index("rename")
    assert ".seg" in happened[:at]
    assert happened[at - 1 : at + 2] == ["folder", "rename", "folder"]


def test_all_columns_are_integers(analyser: Analyser, offer: MakeOffer) -> None:
    numbers = encode(offer(place=HEINSBERG, starts_on=date(2027, 1, 1), weekly_hours=39), SCHEMA, analyser).numbers
    assert numbers == {"lat_place": 51063100, "lon_place": 6096800, "int_starts_on": 739982, "int_weekly_hours": 39}
    assert encode(offer(), SCHEMA, analyser).numbers == {}
    assert -abs(numbers["lat_place"]) > MISSING


def test_nobody_else_may_enter_the_folder(backend: WhooshBackend, offer: MakeOffer, tmp_path: Path) -> None:
    backend.apply([change_of(offer())])
    folders = [tmp_path / "offers", *(path for path in (tmp_path / "offers").iterdir() if path.is_dir())]
    assert [oct(folder.stat().st_mode & 0o777) for folder in folders] == ["0o700"] * 2


def test_a_rebuild_leaves_one_index_behind(backend: WhooshBackend, offer: MakeOffer, tmp_path: Path) -> None:
    backend.rebuild([offer()])
    backend.rebuild([offer()])
    assert len([path for path in (tmp_path / "offers").iterdir() if path.is_dir()]) == 1


def test_no_index_is_said_so(tmp_path: Path, analyser: Analyser) -> None:
    missing = WhooshBackend(tmp_path, SCHEMA, analyser)
    assert not missing.is_usable()
    with pytest.raises(SearchUnavailable):
        missing.search(SearchQuery())
    assert not missing.check([UUID(int=1)]).is_good


def test_a_folder_deleted_under_a_reader_changes_nothing_until_it_is_rebuilt(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer, tmp_path: Path
) -> None:
    document = offer("Fahrer")
    backend.rebuild([document])
    assert total(backend, analyser) == 1
    shutil.rmtree(tmp_path / "offers")

    assert total(backend, analyser, "Fahrer") == 1, "the open files are still there"
    assert not backend.is_usable()
    backend.rebuild([document, offer()])
    assert total(backend, analyser) == 2


@pytest.mark.parametrize("pattern", ["*.seg", "*.toc", "meta.json", "CURRENT"])
@pytest.mark.parametrize("rest", [0, 0.5, 0.98])
def test_a_file_cut_short_makes_the_index_unusable_but_nothing_crash(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer, tmp_path: Path, pattern: str, rest: float
) -> None:
    offers = [offer(f"Fahrer {number}", f"Aufgabe {number}") for number in range(30)]
    backend.rebuild(offers)
    fresh = WhooshBackend(tmp_path, SCHEMA, analyser, look_every_seconds=0)
    assert total(backend, analyser, "Fahrer") == 30
    cut = next((tmp_path / "offers").rglob(pattern))
    os.truncate(cut, int(cut.stat().st_size * rest))

    assert not backend.is_usable()
    with pytest.raises(SearchUnavailable):
        fresh.search(SearchQuery(analyser.read("Fahrer")))
    assert _answers(backend, analyser) in (30, None)
    backend.rebuild(offers)
    assert total(backend, analyser, "Fahrer") == total(fresh, analyser, "Fahrer") == 30


def _answers(backend: WhooshBackend, analyser: Analyser) -> int | None:
    """Ask a word nobody asked before: the answer is right, or it is said that there is none."""
    try:
        return total(backend, analyser, "Aufgabe")
    except SearchUnavailable:
        return None


def test_other_words_or_columns_call_for_a_rebuild(backend: WhooshBackend, analyser: Analyser, tmp_path: Path) -> None:
    learned = WhooshBackend(tmp_path, SCHEMA, Analyser(Lexicon.build([SynonymGroup(("Maler",))])))
    widened = WhooshBackend(tmp_path, Schema("offers", SCHEMA.texts, (Number("places"),)), analyser)

    assert backend.is_usable()
    assert not learned.is_usable()
    assert learned.search(SearchQuery()).total == 0, "old words are better than no words"
    assert not widened.is_usable()
    with pytest.raises(SearchUnavailable):
        widened.search(SearchQuery())


def test_a_second_writer_is_told_to_wait(backend: WhooshBackend, offer: MakeOffer, tmp_path: Path) -> None:
    folder = next(path for path in (tmp_path / "offers").iterdir() if path.is_dir())
    writer = FileIndex(whoosh_files.DurableStorage(folder)).writer()
    with pytest.raises(IndexBusy):
        backend.apply([change_of(offer())])
    writer.cancel()
    assert backend.apply([change_of(offer())]).written == 1


def test_check_names_what_is_missing_and_what_is_too_much(backend: WhooshBackend, offer: MakeOffer) -> None:
    held, surplus = offer(), offer()
    backend.rebuild([held, surplus])

    found = backend.check([held.id, UUID(int=77)])

    assert (found.missing, found.surplus, found.is_good) == ((UUID(int=77),), (surplus.id,), False)
    assert backend.check([held.id, surplus.id]).is_good
