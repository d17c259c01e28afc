"""What a question finds, in which order, and what the facets say: every backend has to answer like this."""

from datetime import date
from uuid import UUID

import pytest

from portal.core.search import (
    Analyser,
    AnyOf,
    Between,
    ByColumn,
    ByDistance,
    Change,
    EachCode,
    Filter,
    Options,
    SearchBackend,
    SearchQuery,
    UnknownColumn,
    Within,
    mending,
    segments,
    snapshot,
)
from tests.core.search.conftest import ERKELENZ, GEILENKIRCHEN, HEINSBERG, MakeOffer


def within(radius_km: float) -> Within:
    return Within("place", HEINSBERG.latitude, HEINSBERG.longitude, radius_km)


def any_of(column: str, *codes: str) -> AnyOf:
    return AnyOf(column, frozenset(codes))


class Board:
    """Asks in words and answers in titles' ids."""

    def __init__(self, backend: SearchBackend, analyser: Analyser) -> None:
        self.backend, self.analyser = backend, analyser

    def ask(self, text: str = "", *filters: Filter, **more: object) -> tuple[UUID, ...]:
        return self.backend.search(SearchQuery(self.analyser.read(text), filters, **more)).ids  # type: ignore[arg-type]


@pytest.fixture
def board(backend: SearchBackend, analyser: Analyser) -> Board:
    return Board(backend, analyser)


def test_every_word_must_fit(board: Board, offer: MakeOffer) -> None:
    both, one = offer("Fahrer", "in der Nacht"), offer("Fahrer", "am Tag")
    board.backend.rebuild([both, one])

    assert board.ask("fahrer nacht") == (both.id,)
    assert board.ask("fahrer -nacht") == (one.id,)
    assert board.ask("fahrer zebra") == ()


def test_an_empty_index_finds_nothing_and_says_so(board: Board) -> None:
    query = SearchQuery(board.analyser.read("Fahrer"), facets=(EachCode("kind"),))
    assert board.backend.search(query).total == 0
    assert board.backend.search(query).facets == {"kind": {}}


SLIPS = ("Fahrrer", "Beckker", "Fahrrer")


def test_more_words_and_places_than_are_remembered(
    board: Board, offer: MakeOffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "FOR_TERMS", 1)
    for room in ("FOR_GROUPS", "FOR_DISTANCES", "FOR_FILTERS", "FOR_PHRASES"):
        monkeypatch.setattr(snapshot, room, 1)
    monkeypatch.setattr(mending, "MOST_REMEMBERED", 1)
    document = offer("Fahrer Bäcker Koch", place=ERKELENZ)
    board.backend.rebuild([document])
    assert [board.ask(word) for word in ("Fahrer", "Bäcker", "Koch", "Fahrer Koch")] == [(document.id,)] * 4
    phrases = ('"Fahrer Bäcker"', '"Bäcker Koch"', '"Fahrer Koch"', '"Bäcker Koch"')
    assert [board.ask(phrase) for phrase in phrases] == [(document.id,), (document.id,), (), (document.id,)]
    suggestions = [board.backend.search(SearchQuery(board.analyser.read(slip))).suggestion for slip in SLIPS]
    assert suggestions == ["fahrer", "bäcker", "fahrer"]
    here = Within("place", ERKELENZ.latitude, ERKELENZ.longitude, 5)
    assert [board.ask("", place) for place in (here, within(5), here)] == [(document.id,), (), (document.id,)]


def test_the_title_counts_more_than_the_tasks_and_the_word_more_than_its_synonym(
    board: Board, offer: MakeOffer
) -> None:
    synonym, in_tasks, in_title = offer("Lagerarbeiter"), offer("Fahrer", "auch als Lagerhelfer"), offer("Lagerhelfer")
    board.backend.rebuild([synonym, in_tasks, in_title, offer("Bäcker")])

    assert board.ask("Lagerhelfer")[0] == in_title.id
    assert set(board.ask("Lagerhelfer")) == {synonym.id, in_tasks.id, in_title.id}


def test_a_phrase_wants_its_words_side_by_side_within_one_text(board: Board, offer: MakeOffer) -> None:
    right, apart, across = (
        offer(tasks="Hilfe im Lager"),
        offer(tasks="Lager, Hilfe im Büro"),
        offer("Hilfe im", "Lager"),
    )
    board.backend.rebuild([right, apart, across])

    assert board.ask('"hilfe im LAGER"') == (right.id,)


def test_an_empty_filter_set_finds_nothing(board: Board, offer: MakeOffer) -> None:
    board.backend.rebuild([offer(kind="mini_job")])

    assert board.ask("", any_of("kind")) == ()
    assert board.ask("", any_of("kind", "unheard_of")) == ()


def test_codes_numbers_days_and_distance_filter(board: Board, offer: MakeOffer) -> None:
    near = offer(kind="mini_job", languages=["ar", "uk"], weekly_hours=10, starts_on=date(2027, 1, 1), place=HEINSBERG)
    far = offer(kind="internship", languages=["en"], weekly_hours=39, starts_on=date(2027, 5, 1), place=ERKELENZ)
    blank = offer()
    board.backend.rebuild([near, far, blank])

    assert board.ask("", any_of("languages", "uk")) == (near.id,)
    assert board.ask("", any_of("kind", "internship", "mini_job")) == (far.id, near.id)
    assert board.ask("", Between("weekly_hours", 11)) == (far.id,)
    assert board.ask("", Between("starts_on", high=date(2027, 1, 1))) == (near.id,)
    assert board.ask("", Between("starts_on")) == (far.id, near.id)
    assert board.ask("", within(0)) == (near.id,)
    assert board.ask("", within(14)) == (near.id,)
    assert board.ask("", within(16)) == (far.id, near.id)


def test_a_question_about_an_unknown_column_is_a_mistake_of_the_program(board: Board) -> None:
    for wrong in (any_of("weekly_hours", "1"), Between("kind", 1), Within("kind", 0, 0, 1), any_of("missing")):
        with pytest.raises(UnknownColumn):
            board.ask("", wrong)


def test_two_filters_on_one_column_are_refused() -> None:
    with pytest.raises(ValueError, match="one filter"):
        SearchQuery(filters=(any_of("kind", "a"), any_of("kind", "b")))


def test_facets_leave_their_own_filter_out(board: Board, offer: MakeOffer) -> None:
    board.backend.rebuild(
        [
            offer("Fahrer", kind="mini_job", languages=["ar"], place=HEINSBERG),
            offer("Fahrer", kind="internship", languages=["ar", "uk"], place=HEINSBERG),
            offer("Fahrer", kind="internship", languages=["uk"], place=ERKELENZ),
            offer("Bäcker", kind="internship"),
        ]
    )
    facets = (EachCode("kind"), EachCode("languages"), Options("place", (("10", within(10)), ("50", within(50)))))
    query = SearchQuery(board.analyser.read("Fahrer"), (any_of("kind", "mini_job"),), facets=facets)

    result = board.backend.search(query)

    assert result.total == 1
    assert result.facets["kind"] == {"mini_job": 1, "internship": 2}
    assert result.facets["languages"] == {"ar": 1}
    assert result.facets["place"] == {"10": 1, "50": 1}


def test_sorting_puts_records_without_a_value_last(board: Board, offer: MakeOffer) -> None:
    late, early, never = offer(starts_on=date(2027, 9, 1)), offer(starts_on=date(2027, 1, 1)), offer()
    board.backend.rebuild([late, early, never])

    assert board.ask(sort=ByColumn("starts_on")) == (early.id, late.id, never.id)
    assert board.ask(sort=ByColumn("starts_on", descending=True)) == (late.id, early.id, never.id)
    assert board.ask() == (never.id, early.id, late.id), "without words the newest comes first"


def test_sorting_by_distance(board: Board, offer: MakeOffer) -> None:
    far, near, nowhere = offer(place=ERKELENZ), offer(place=GEILENKIRCHEN), offer()
    board.backend.rebuild([far, near, nowhere])

    order = ByDistance("place", HEINSBERG.latitude, HEINSBERG.longitude)
    assert board.ask(sort=order) == (near.id, far.id, nowhere.id)


def test_pages_beyond_the_end_are_empty_but_know_the_total(board: Board, offer: MakeOffer) -> None:
    offers = [offer() for _ in range(5)]
    board.backend.rebuild(offers)

    assert board.ask(page=1, size=2) == (offers[4].id, offers[3].id)
    assert board.ask(page=3, size=2) == (offers[0].id,)
    for page in (4, 10**12):
        result = board.backend.search(SearchQuery(page=page, size=2))
        assert (result.total, result.ids) == (5, ())
    assert board.ask(page=-7, size=2) == board.ask(page=1, size=2)
    assert board.ask(size=0) == ()


def test_a_misspelled_word_gets_a_suggestion_as_it_is_written(board: Board, offer: MakeOffer) -> None:
    board.backend.rebuild([offer("Bäckerin", "Brötchen backen"), offer("Lagerhelfer")])

    result = board.backend.search(SearchQuery(board.analyser.read("Brötchn backen")))

    assert (result.total, result.suggestion) == (0, "brötchen backen")
    assert board.backend.suggest("Lagerhlefer") == ("lagerhelfer",)
    assert board.backend.suggest("xy") == ()
    assert board.backend.search(SearchQuery(board.analyser.read("qwertzuiop"))).suggestion is None
    assert board.backend.search(SearchQuery(board.analyser.read("Lagerhelfer"))).suggestion is None


def test_no_suggestion_where_the_filter_is_the_reason(board: Board, offer: MakeOffer) -> None:
    board.backend.rebuild([offer("Lagerhelfer", kind="mini_job"), offer("Lagerhelfre", kind="mini_job")])

    query = SearchQuery(board.analyser.read("Lagerhelfer"), (any_of("kind", "internship"),))
    assert board.backend.search(query).suggestion is None


def test_similar_records_share_telling_words(board: Board, offer: MakeOffer) -> None:
    model = offer("Lagerhelfer", "Pakete packen und Paletten stapeln", kind="mini_job")
    close, loose = offer("Packer", "Pakete packen, Paletten"), offer("Packer", "Pakete tragen", kind="mini_job")
    board.backend.rebuild([model, close, loose, offer("Bäcker", "Brot")])

    assert board.backend.similar(model.id) == (close.id, loose.id)
    assert board.backend.similar(model.id, filters=(any_of("kind", "mini_job"),)) == (loose.id,)
    assert board.backend.similar(model.id, limit=1) == (close.id,)
    assert board.backend.similar(UUID(int=99)) == ()


def test_the_generation_changes_with_every_change(board: Board, offer: MakeOffer) -> None:
    seen = [board.backend.search(SearchQuery()).generation]
    document = offer()
    board.backend.apply([Change(document.id, document)])
    seen.append(board.backend.search(SearchQuery()).generation)
    board.backend.rebuild([document])
    seen.append(board.backend.search(SearchQuery()).generation)

    assert len(set(seen)) == 3
    assert seen[-1] == board.backend.search(SearchQuery()).generation
