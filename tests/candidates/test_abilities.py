"""What a person has worked at and can do: entries with own words, tasks with pictograms, and who reads them."""

import re
from decimal import Decimal

from sqlalchemy import select

from portal.candidates import queries
from portal.candidates.models import Candidate, Experience
from portal.candidates.queries import CARD_OPTIONS
from portal.candidates.queries.files import RECORD_OPTIONS
from portal.core import audit, clock, db
from portal.core.db import new_id
from portal.proposals.queries.facts import Beside, of_person
from portal.reference import snapshot
from tests.candidates.files import again, url
from tests.conventions.source import ROOT
from tests.factories.candidates import CandidateFactory, DisclosureGrantFactory, ExperienceFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member


def test_work_without_pay_is_kept_in_own_words_and_as_the_company_reads_it(desk, person):
    data = {"record_id": str(new_id()), "what": "Brot gebacken", "place": "Bäckerei", "years": "2,5", "is_unpaid": "y"}

    for _click in range(2):
        answer = desk.post(url(person, "/experience"), data={**data, "own_words": "Bei meinem Onkel, jeden Morgen"})

    assert answer.status_code == 303
    (row,) = db.session.scalars(select(Experience))
    assert (row.years, row.is_paid) == (Decimal("2.5"), False)
    page = desk.get(url(person)).text
    assert "Brot gebacken (Bäckerei, 2,5 Jahre, unbezahlt)" in page
    assert "Bei meinem Onkel, jeden Morgen" in page
    assert audit.latest("candidate", person.id).details == {"section": "experience"}


def test_a_company_reads_the_tidied_words_and_never_the_own_ones():
    company = OrganisationFactory(verified=True)
    person = CandidateFactory(tasks={"bake": "daily"}, skills=["Brezeln formen"])
    ExperienceFactory(candidate_id=person.id, own_words="Bei meinem Onkel")
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id)
    loaded = db.session.get(Candidate, person.id, options=CARD_OPTIONS, populate_existing=True)

    lines = dict(queries.card(actor_of(company_member(company)), loaded).lines)

    assert lines["Berufserfahrung"] == "Brot gebacken (Bäckerei, 2 Jahre, unbezahlt)"
    assert lines["Kann gut"] == "Brezeln formen, Backen (jeden Tag)"


def test_an_entry_is_corrected_and_taken_out(desk, person):
    row = ExperienceFactory(candidate_id=person.id)
    where = url(person, f"/experience/{row.id}")

    shown = desk.get(where).text
    changed = desk.post(where, data={"record_id": str(row.id), "what": "Kuchen gebacken", "place": "", "years": "1"})
    page = desk.get(url(person, "/experience")).text
    removed = desk.post(f"{where}/remove")

    assert "Brot gebacken" in shown
    assert "Kuchen gebacken (1 Jahr)" in page
    assert (changed.status_code, removed.status_code) == (303, 303)
    assert db.session.scalars(select(Experience)).all() == []


def test_the_entry_of_another_person_is_not_there(desk, person):
    foreign = ExperienceFactory(candidate_id=CandidateFactory().id)
    data = {"record_id": str(foreign.id), "what": "gestohlen"}

    answers = [
        desk.get(url(person, f"/experience/{foreign.id}")),
        desk.post(url(person, "/experience"), data=data),
        desk.post(url(person, f"/experience/{foreign.id}/remove")),
    ]

    assert [one.status_code for one in answers] == [404, 404, 303]
    assert db.session.get(Experience, foreign.id).what == "Brot gebacken"


def test_tasks_are_ticked_together_in_both_languages(desk, person):
    person.locale = "ar"
    db.session.commit()

    form = desk.get(url(person, "/tasks")).text
    answer = desk.post(url(person, "/tasks"), data={"version": person.version, "bake": "daily", "sew": "rarely"})

    assert '<span class="ip-task__own" lang="ar" dir="auto">الخَبز</span>' in form
    assert answer.status_code == 303
    assert again(person).tasks == {"bake": "daily", "sew": "rarely"}
    page = desk.get(url(person)).text
    assert re.search(r"<dt>Backen</dt>\s*<dd>jeden Tag</dd>", page)
    assert (
        'value="daily" selected' in (form := desk.get(url(person, "/tasks")).text) or 'selected value="daily"' in form
    )


def test_what_nobody_does_often_enough_to_have_a_word_for_is_refused(desk, person):
    answer = desk.post(url(person, "/tasks"), data={"version": person.version, "bake": "always"})

    assert answer.status_code == 422
    assert again(person).tasks == {}


def test_every_task_has_a_pictogram_and_a_name_in_every_language_of_the_portal():
    sprite = (ROOT / "static/img/tasks.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))

    rows = snapshot().skill_tasks

    assert drawn == {row.task.replace("_", "-") for row in rows}
    assert 30 <= len(rows) <= 40
    assert all((row.label_de, row.label_en, row.label_uk, row.label_ar) for row in rows)


def test_a_match_reads_tasks_and_entries(app):
    person = CandidateFactory(tasks={"drive_forklift": "often"})
    ExperienceFactory(candidate_id=person.id, what="Arbeit als Koch")
    loaded = db.session.get(Candidate, person.id, options=RECORD_OPTIONS, populate_existing=True)

    facts = of_person(loaded, Beside(), clock.today())

    assert facts.drives_forklift
    assert "koch" in {one.group_id for one in facts.done}
