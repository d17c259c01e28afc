"""The board's index over the sample offers: what people type, filters, order, and how it follows what companies do."""

import json
import shutil
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal import wiring
from portal.core import clock, db
from portal.core.search import IndexChange, IndexLease, WhooshBackend
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.reference.places import find_places
from portal.vacancies import queries, search, services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import WithdrawReason
from portal.vacancies.search import Order, Wanted
from tests.factories.organisations import actor_of, company_member
from tests.factories.samples import publish_samples
from tests.factories.vacancies import VacancyFactory

FIRST_THREE = {
    "Lagerhelfer": "V01",
    "lagerarbeiter": "V01",
    "warehouse worker": "V01",
    "Gabelstapler": "V03",
    "Küche": "V04",
    "Kueche": "V04",
    "kuechenhilfe": "V04",
    "Spülkraft": "V04",
    "Köchin": "V05",
    "Altenpflege": "V06",
    "Pflegehelferin": "V07",
    "nurse": "V08",
    "Putzfrau": "V09",
    "cleaner": "V09",
    "Elektriker*in": "V12",
    "Solar": "V13",
    "Maler (m/w/d)": "V14",
    "Schreiner": "V18",
    "Schweisser": "V21",
    "Kfz Mechaniker": "V22",
    "Azubi Bäcker": "V25",
    "Baecker Lehre": "V25",
    "Friseurin": "V27",
    "Gärtner": "V28",
    "Spargel ernten": "V29",
    "Büro Praktikum": "V30",
    "Programmierer": "V31",
    "Erzieherin": "V32",
    "Paketbote": "V33",
    "Traktor": "V36",
}


@pytest.fixture
def offers(app):
    """The sample offers by their reference, published and indexed."""
    published = publish_samples()
    search.rebuild()
    return published


def refs(result):
    """Name what was found, best first."""
    return [version.vacancy.external_ref for version in queries.shown(result.ids, clock.today())]


def found(text="", place=None, radius_km=20, order=None, **ticked):
    """Name everything a question finds, best first."""
    return refs(search.find(Wanted(text, place, radius_km, ticked, order=order), size=search.WHOLE))


def test_what_people_type_finds_the_offer_among_the_first_three(offers):
    missed = {words: found(text=words)[:3] for words, ref in FIRST_THREE.items() if ref not in found(text=words)[:3]}

    assert missed == {}


def test_an_exclusion_takes_offers_away(offers):
    helpers, without = found(text="Helfer"), found(text="Helfer -Lager")

    assert "V01" in helpers
    assert "V01" not in without
    assert set(without) < set(helpers)


def test_a_company_is_found_by_its_name_only_where_it_wants_to_be_named(offers):
    hidden = VacancyFactory(published=True, external_ref="hidden", content={"is_name_public": False})
    hidden.organisation.name = "Verschwiegen GmbH"
    db.session.commit()
    search.rebuild()

    assert set(found(text="Musterlogistik")) == {"V01", "V02"}
    assert found(text="Verschwiegen") == []
    assert hidden.organisation.number not in search.overview().facets["company"]


def test_each_filter_keeps_what_fits_and_nothing_else(offers):
    texts = {ref: offer.text for ref, offer in offers.items()}

    def expected(fits):
        return {ref for ref, text in texts.items() if fits(text)}

    assert set(found(kind={"apprenticeship", "internship"})) == expected(
        lambda text: text.offer_kind in ("apprenticeship", "internship")
    )
    assert set(found(time={"mini"})) == expected(lambda text: text.working_time == "mini")
    assert set(found(german={"A1"})) == expected(lambda text: text.german_speaking in ("A0", "A1"))
    assert set(found(town={"05370004"})) == expected(lambda text: text.ags == "05370004")
    assert found(town={"05370004"}, kind={"shadowing"}) == []


def test_a_radius_keeps_what_is_near_and_a_wider_one_never_less(offers):
    (wegberg,) = find_places("Wegberg", limit=1)

    circles = [set(found(place=wegberg, radius_km=km)) for km in search.RADII_KM]

    assert circles[0] == {ref for ref, offer in offers.items() if offer.text.town == "Wegberg"}
    assert circles == sorted(circles, key=len)
    assert circles[-1] == set(offers)


def test_counts_say_what_ticking_a_filter_finds(offers):
    result = search.find(Wanted(text="Helfer").having(german={"B1"}))

    for kind, count in result.facets["kind"].items():
        assert len(found(text="Helfer", german={"B1"}, kind={kind})) == count
    for level, count in result.facets["german"].items():
        assert len(found(text="Helfer", german={level})) == count


def test_every_order_is_kept(offers):
    (heinsberg,) = find_places("Heinsberg", limit=1)
    starts = [offers[ref].text.starts_on for ref in found(order=Order.START)]
    shown_at = [offers[ref].published_at.replace(microsecond=0) for ref in found(order=Order.NEWEST)]
    near = found(place=heinsberg, radius_km=50, order=Order.DISTANCE)

    assert starts == sorted(starts)
    assert shown_at == sorted(shown_at, reverse=True)
    assert {offers[ref].text.town for ref in near[:5]} == {"Heinsberg"}


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        (Wanted(), Order.NEWEST),
        (Wanted(text="Lager"), Order.RELEVANCE),
        (Wanted(order=Order.RELEVANCE), Order.NEWEST),
        (Wanted(order=Order.DISTANCE), Order.NEWEST),
        (Wanted(text="Lager", order=Order.START), Order.START),
    ],
)
def test_an_order_that_means_nothing_gives_way(wanted, order):
    assert wanted.sort is order


def test_pages_are_disjoint_and_complete(offers):
    pages = [search.find(Wanted(page=number)).ids for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [20, 16, 0]
    assert len(set(pages[0]) | set(pages[1])) == 36


def test_a_page_never_waits_for_the_index(offers, client, monkeypatch):
    monkeypatch.setattr(WhooshBackend, "apply", lambda *_: pytest.fail("a request wrote the index"))
    monkeypatch.setattr(WhooshBackend, "rebuild", lambda *_: pytest.fail("a request wrote the index"))

    services.pause_by_system(offers["V01"], "company")
    db.session.commit()
    page = client.get("/offers?q=Lagerhelfer")

    assert page.status_code == 200
    assert offers["V01"].number not in page.text
    assert db.session.scalar(select(func.count()).select_from(IndexChange)) == 1


def test_the_index_follows_what_happens_to_an_offer(offers):
    offer = offers["V01"]
    me = actor_of_company(offer)

    def after(deed, **arguments):
        deed(offer, **arguments)
        db.session.commit()
        assert search.follow_changes() == 1
        db.session.refresh(offer)
        return held(offer)

    assert held(offer)
    assert not after(services.pause, actor=me, until=None)
    assert after(services.resume, actor=me)
    assert not after(services.fill, actor=me)
    assert after(services.reopen, actor=me)
    assert not after(services.withdraw, actor=me, code=WithdrawReason.OTHER, reason="kein Bedarf")
    assert search.follow_changes() == 0
    assert search.check().is_good


def held(offer):
    """Tell whether the index itself still finds an offer, whatever the database says."""
    return offer.id in search.find(Wanted(), size=search.WHOLE).ids


def actor_of_company(offer):
    """Give somebody who may act for the company of an offer."""
    return actor_of(company_member(offer.organisation))


def test_what_is_rolled_back_changes_nothing(offers):
    services.withdraw(
        offers["V01"], actor=actor_of_company(offers["V01"]), code=WithdrawReason.OTHER, reason="kein Bedarf"
    )
    db.session.rollback()

    assert search.follow_changes() == 0
    assert held(offers["V01"])


def test_rights_are_asked_of_the_database_while_the_index_still_knows_an_offer(offers, client):
    suspended = update(Organisation).where(Organisation.id == offers["V01"].organisation_id)
    db.session.execute(suspended.values(state=CompanyState.SUSPENDED))
    offers["V03"].expires_on = clock.today() - timedelta(days=1)
    offers["V04"].taken = offers["V04"].places
    db.session.commit()

    page = client.get("/offers?q=Lagerhelfer Staplerfahrer Küchenhilfe").text

    assert held(offers["V01"])
    assert found(text="Lagerhelfer") == []
    assert found(text="Staplerfahrer") == []
    assert "V04" not in found(text="Küchenhilfe")
    assert not any(offers[ref].number in page for ref in ("V01", "V03", "V04"))


def test_an_offer_that_ended_today_is_not_counted_before_the_worker_comes(offers, monkeypatch):
    tomorrow = offers["V01"].expires_on + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)

    assert search.find(Wanted()).total == 0


def test_a_missing_index_is_made_anew_by_the_worker(offers, app):
    folder = app.extensions["portal.settings"].data_dir / "index" / search.INDEX
    (folder / "CURRENT").unlink()

    assert not search.check().is_usable
    search.follow()

    assert search.check().is_good
    assert held(offers["V36"])


def run(app, *arguments):
    """Run a command of the index."""
    return app.test_cli_runner().invoke(args=["search", *arguments])


def test_scripts_get_json_with_the_reference_best_first(offers, app):
    answer = run(app, "query", "Helfer", "--near", "41836", "--km", "5", "--kind", "full_time_job", "--format", "json")

    hits = json.loads(answer.output)
    assert hits[0]["external_ref"] == "V13"
    assert set(hits[0]) == {"id", "external_ref", "title", "score"}
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert hits[0]["score"] > 0


def test_people_get_lines_and_an_unknown_place_is_an_error(offers, app):
    assert "V01  Lagerhelfer" in run(app, "query", "Lagerhelfer").output
    assert run(app, "query", "x", "--near", "Atlantis").exit_code == 2
    assert json.loads(run(app, "query", "Astronaut", "--format", "json").output) == []


def test_check_and_rebuild_say_what_they_find(offers, app):
    assert run(app, "check").output == "usable\n"
    db.session.execute(Vacancy.__table__.update().where(Vacancy.id == offers["V01"].id).values(taken=3))
    db.session.commit()

    different = run(app, "check")
    assert (different.exit_code, different.output) == (1, f"usable\nsurplus {offers['V01'].id}\n")
    assert run(app, "rebuild").output == "35 offers indexed, 0 refused\n"
    assert run(app, "check").exit_code == 0


def test_a_rebuild_says_so_when_somebody_else_is_writing(offers, app, monkeypatch):
    monkeypatch.setattr("portal.vacancies.cli.ATTEMPTS", 1)
    db.session.add(IndexLease(index_name=search.INDEX, holder="else", held_until=clock.now() + timedelta(1)))
    db.session.commit()

    answer = run(app, "rebuild")

    assert answer.exit_code == 1
    assert "somebody else" in answer.output


def test_the_worker_takes_in_what_changed_and_makes_a_missing_index(app):
    offer = VacancyFactory(published=True)
    shutil.rmtree(app.extensions["portal.settings"].data_dir / "index", ignore_errors=True)

    search.follow()
    assert held(offer)
    services.pause_by_system(offer, "company")
    db.session.commit()
    worked = app.test_cli_runner().invoke(args=["worker", "run", "--once"])

    assert worked.exit_code == 0, worked.output
    assert not held(offer)
    assert {"index", "index_rebuild"} <= {job.name for job in wiring.JOBS}


def test_an_offer_is_found_by_the_exact_name_of_its_occupation(app):
    VacancyFactory(published=True, content={"occupation_title": "Sternenzähler/in", "occupation": None})
    search.rebuild()

    assert search.answer(search.Wanted("Sternenzählerin")).result.total == 1
