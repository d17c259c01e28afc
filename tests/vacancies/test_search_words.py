"""Words of the office for the search: tried, kept, found at once, counted by the day, taken out again."""

from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, update

from portal.core import clock, db
from portal.core.actor import NOBODY, Actor, ActorKind, Role
from portal.core.audit import Event
from portal.core.errors import NotAllowed
from portal.vacancies import search
from portal.vacancies.models import SearchWord
from portal.vacancies.queries import search_words as queries
from portal.vacancies.rules.search_words import OwnWord, tidy
from portal.vacancies.search import Wanted, own_words
from portal.vacancies.services import search_words as services
from tests.factories.organisations import office_member
from tests.signing import sign_in
from tests.statements import statements
from tests.vacancies.board import indexed

LEADER = Actor(kind=ActorKind.USER, role=Role.COORDINATOR)
LIST = "/review/search-words"
NEW = f"{LIST}/new"
WORDS = [
    OwnWord("Küchenfee", "Küchenhilfe"),
    OwnWord("Lagerist Omega", "Lagerhelfer"),
    OwnWord("Blumenmensch", "Tischler", is_mutual=True),
    OwnWord("Helfer", "Koch"),
]


@pytest.fixture
def offer(app):
    """An offer for help in a kitchen."""
    return indexed(title="Küchenhilfe", tasks="Sie waschen ab.")


@pytest.fixture
def leader(app, client):
    """The browser of a coordinator."""
    sign_in(client, office_member(role=Role.COORDINATOR))
    return client


def keep(*words):
    for word in words:
        services.add(db.new_id(), word, actor=LEADER)
    db.session.commit()


def found(text):
    return set(search.answer(Wanted(text), is_exact=True, size=search.WHOLE).result.ids)


def sent(**changes):
    return {"record_id": str(db.new_id()), "typed": "Küchenfee", "means": "Küchenhilfe", **changes}


def kept():
    return {word.typed: word.means for word in queries.own()}


def test_a_word_is_found_at_once_and_no_longer_when_it_is_taken_out(offer):
    assert found("Küchenfee") == set()

    keep(WORDS[0])
    assert found("Küchenfee") == found("kuechenfee gesucht") == {offer.id}

    services.remove(db.session.scalars(select(SearchWord)).one(), actor=LEADER)
    assert found("Küchenfee") == set()


def test_what_is_true_of_any_offer_is_no_part_of_a_word(offer):
    keep(OwnWord("Arbeit mit Töpfen", "Küchenhilfe"))

    assert found("Arbeit mit Töpfen") == found("Töpfe Job") == {offer.id}
    assert search.unused_today("Arbeit mit Töpfen") == ["Arbeit mit Töpfen"]


@pytest.mark.parametrize("word", WORDS, ids=str)
def test_the_preview_says_what_keeping_brings(offer, word):
    for title in ("Lagerhelfer", "Tischler", "Koch", "Blumenmensch gesucht"):
        indexed(title=title)
    before = [found(text) for text, _to in word.ways]

    effects = search.effect(word, is_kept=True)
    keep(word)

    after = [found(text) for text, _to in word.ways]
    assert [(len(old), len(new)) for old, new in zip(before, after, strict=True)] == [
        (effect.before, effect.after) for effect in effects
    ]
    assert [new - old for old, new in zip(before, after, strict=True)] == [set(effect.added) for effect in effects]
    assert [effect.after for effect in search.effect(word, is_kept=False)] == [effect.before for effect in effects]


def test_keeping_and_taking_out_is_in_the_log_with_who_did_it(app):
    keep(WORDS[0])
    services.remove(db.session.scalars(select(SearchWord)).one(), actor=LEADER)

    events = db.session.scalars(select(Event).where(Event.record_type == "search_word").order_by(Event.id)).all()
    assert [(event.name, event.actor_role, event.details["typed"]) for event in events] == [
        ("add", Role.COORDINATOR, "Küchenfee"),
        ("remove", Role.COORDINATOR, "Küchenfee"),
    ]


def test_nobody_else_keeps_or_takes_out_words(app):
    keep(WORDS[0])

    with pytest.raises(NotAllowed):
        services.add(db.new_id(), WORDS[1], actor=NOBODY)
    with pytest.raises(NotAllowed):
        services.remove(db.session.scalars(select(SearchWord)).one(), actor=NOBODY)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.EMPLOYER_SERVICE])
def test_the_pages_are_the_coordinators(app, client, role):
    keep(WORDS[0])
    word = db.session.scalars(select(SearchWord)).one()
    sign_in(client, office_member(role=role))

    for path in (LIST, NEW, f"{LIST}/{word.id}/remove"):
        assert client.get(path).status_code == 403
    assert client.post(NEW, data=sent(typed="Imker")).status_code == 403
    assert client.post(f"{LIST}/{word.id}/remove").status_code == 403
    assert kept() == {"Küchenfee": "Küchenhilfe"}


def test_the_way_from_a_word_without_a_hit_to_one_that_is_kept(leader, offer):
    assert 'value="kuechenfee"' in leader.get(f"{NEW}?typed=kuechenfee").text

    page = leader.get(f"{NEW}?typed=Küchenfee&means=Küchenhilfe&is_mutual=y&try=1")
    assert page.status_code == 200
    assert "Angebote heute: 0. Angebote dann: 1." in page.text
    assert f"/offers/{offer.number}" in page.text
    assert kept() == {}

    assert leader.post(NEW, data=sent(is_mutual="y")).location == LIST
    listed = leader.get(LIST).text
    assert "Küchenfee" in listed
    assert "auch umgekehrt" in listed


def test_a_word_is_taken_out_after_its_effect_was_shown(leader, offer):
    keep(WORDS[0])
    way = f"{LIST}/{db.session.scalars(select(SearchWord.id)).one()}/remove"

    page = leader.get(way).text
    assert "Angebote heute: 1. Angebote dann: 0." in page
    assert "Noch niemand hat das Wort benutzt." in page

    assert leader.post(way).location == LIST
    assert kept() == {}
    assert leader.get(way).status_code == leader.post(way).status_code == 404


@pytest.mark.parametrize(
    ("typed", "means", "said"),
    [
        ("Minijob", "Küchenhilfe", "Das Wort ist schon ein Filter"),
        ("Kommissionierer", "Küchenhilfe", "Die Suche kennt das Wort schon"),
        ("Küchenfee", "Küchenhilfee", "Ist das richtig geschrieben?"),
        ("Küchenfee", "Xylophonist", "Ist das richtig geschrieben?"),
        ("Küchenfee", "Astronaut", "Hier ändert sich nichts"),
    ],
)
def test_the_preview_warns(leader, offer, typed, means, said):
    assert said in leader.get(NEW, query_string={"typed": typed, "means": means, "try": "1"}).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"typed": ""},
        {"means": ""},
        {"typed": "omar@example.org"},
        {"means": "02452 134567"},
        {"typed": "x" * 41},
        {"typed": "eins zwei drei vier fünf"},
        {"typed": "und oder"},
        {"typed": "Job"},
        {"means": "kuechenfee"},
        {"typed": "🙂🙂🙂"},
        {"record_id": "nonsense"},
    ],
    ids=str,
)
def test_nonsense_is_refused_and_what_was_typed_stays(leader, wrong):
    refused = leader.post(NEW, data=sent(**wrong))

    assert refused.status_code == 422
    assert kept() == {}
    if "record_id" not in wrong:
        assert leader.get(NEW, query_string={**sent(**wrong), "try": "1"}).status_code == 422


def test_the_same_word_again_is_refused_beside_its_field(leader, offer):
    keep(WORDS[0])

    refused = leader.post(NEW, data=sent(typed="KUECHENFEE", means="Spülhilfe"))

    assert refused.status_code == 422
    assert "Dieses Wort gibt es schon" in refused.text
    assert 'value="KUECHENFEE"' in refused.text
    assert "Dieses Wort gibt es schon" in leader.get(f"{NEW}?typed=Küchenfee&means=Spülhilfe&try=1").text
    assert kept() == {"Küchenfee": "Küchenhilfe"}


def test_of_two_at_once_one_is_refused(leader, monkeypatch):
    keep(WORDS[0])
    monkeypatch.setattr(queries, "is_known", lambda _typed: False)

    refused = leader.post(NEW, data=sent(means="Spülhilfe"))

    assert refused.status_code == 422
    assert "Dieses Wort gibt es schon" in refused.text


def test_a_double_click_keeps_one(leader):
    data = sent()

    assert leader.post(NEW, data=data).status_code == leader.post(NEW, data=data).status_code == 303
    assert kept() == {"Küchenfee": "Küchenhilfe"}


def test_there_are_only_so_many_words(leader, monkeypatch):
    keep(WORDS[0])
    monkeypatch.setattr(services, "MOST", 1)

    assert "sehr viele Suchwörter" in leader.post(NEW, data=sent(typed="Imkerin")).text


def test_the_list_is_looked_through(leader):
    keep(WORDS[0], WORDS[1])

    page = leader.get(f"{LIST}?q=kuechen").text
    assert "Küchenfee" in page
    assert "Lagerist Omega" not in page
    assert "Küchenfee" in leader.get(f"{LIST}?q=Küchenhilfe").text
    assert "Kein Suchwort passt dazu" in leader.get(f"{LIST}?q=100%25").text
    assert "Kein Suchwort passt dazu" in leader.get(f"{LIST}?q=%25").text
    assert "Auf dieser Seite steht nichts mehr" in leader.get(f"{LIST}?page=2").text


def test_a_word_counts_once_a_day_whoever_uses_it(client, offer):
    keep(WORDS[0], WORDS[1])
    for query in ("q=Küchenfee", "q=kuechenfee&kind=mini_job", "q=Lager", "q=Küchenfee&exact=1"):
        assert client.get(f"/offers?{query}", buffered=True).status_code == 200
    client.head("/offers?q=Lagerist Omega")
    assert used() == {"Küchenfee": 1, "Lagerist Omega": 0}

    yesterday = clock.today() - timedelta(days=1)
    db.session.execute(update(SearchWord).where(SearchWord.days_used > 0).values(last_used_on=yesterday))
    db.session.commit()
    client.get("/offers?q=Küchenfee", buffered=True)

    assert used() == {"Küchenfee": 2, "Lagerist Omega": 0}
    kept_of_use = {"days_used", "last_used_on"}
    assert kept_of_use < {column.key for column in inspect(SearchWord).columns}


def test_two_who_count_at_once_count_one_day(app):
    keep(WORDS[0])

    services.count(["Küchenfee"])
    services.count(["Küchenfee"])

    assert used() == {"Küchenfee": 1}


def used():
    """Give on how many days each word was used, as the database has it."""
    return dict(db.session.execute(select(SearchWord.typed, SearchWord.days_used)).all())


def test_the_words_cost_one_statement_and_none_where_no_words_are_asked(client, app, offer):
    keep(*WORDS)

    def asking(query):
        with statements(app) as said:
            client.get(f"/offers?{query}", buffered=True)
        return [one for one in said if "FROM search_word" in one]

    assert asking("place=Erkelenz") == []
    assert len(asking("q=Lagerhelfer")) == 1


def test_a_word_of_another_process_is_known_in_the_next_transaction(offer):
    assert found("Küchenfee") == set()
    db.session.add(SearchWord(spelling="kuechenfee", typed="Küchenfee", means="Küchenhilfe"))
    db.session.commit()

    assert found("Küchenfee") == {offer.id}
    assert db.session.scalar(select(func.count()).select_from(SearchWord)) == 1


def test_supposed_words_end_with_their_question(app):
    with own_words.supposing((WORDS[0],)):
        supposed = search.read("Küchenfee")

    assert supposed != search.read("Küchenfee")
    assert search.unused_today("Küchenfee") == []


def test_marks_that_mean_something_in_a_question_are_no_part_of_a_word():
    assert tidy(' "Küchen  fee" -Koch Koch-Azubi ') == "Küchen fee Koch Koch-Azubi"
    assert tidy(None) == ""
