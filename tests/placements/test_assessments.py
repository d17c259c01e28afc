"""How a placement was: what is asked, who may say it, who may read it, and when a company is asked again."""

import pytest
from flask.testing import FlaskClient

from portal.candidates.policy import as_person
from portal.core import audit, clock, db
from portal.core.actor import Channel, Role
from portal.core.errors import GuardRefused, NotAllowed, NotFound, StaleVersion, TransitionNotAllowed
from portal.core.outbox import opened
from portal.insight import queries as desks
from portal.placements import services
from portal.placements.forms import AssessmentForm
from portal.placements.rules import RATED, Agreed, GoOn, Hire, Rating, SaysTooMuch, check_assessment
from portal.reference.calendar import add_working_days
from tests.factories.organisations import actor_of, company_member, office_member
from tests.factories.placements import Case
from tests.placements.assessing import (
    WORDS,
    answer,
    assess,
    ended,
    event,
    firm_answers,
    firm_part,
    fresh,
    known,
    mails,
    own_answers,
    own_part,
    remind,
    run_on,
    version,
)
from tests.placements.browsing import body, here
from tests.proposals.conftest import act_for
from tests.signing import sign_in


@pytest.mark.parametrize("text", [None, "", "Packt schnell und genau.", "Kam nie zu spät; hilft allen im Team."])
def test_a_word_on_the_work_is_taken(text):
    check_assessment(text, None)


@pytest.mark.parametrize(
    "text",
    ["Trägt ein Kopftuch.", "War oft krank.", "Ruft an unter 0176 1234567.", "Ist schwanger.", "amina@person.example"],
)
def test_what_goes_beyond_the_work_is_refused_with_its_passage(text):
    with pytest.raises(SaysTooMuch):
        check_assessment(None, text)


def test_the_form_asks_eight_questions_and_none_of_them_in_writing_is_required(app):
    with app.test_request_context():
        fields = [one for one in AssessmentForm() if one.name not in ("csrf_token", "version", "channel")]
        taps = [one.name for one in fields if one.flags.required]

    assert taps == [*RATED, "hire"]
    assert len(taps) + 1 == 8
    assert [one.name for one in fields if not one.flags.required] == ["hire_needs", "strengths", "in_certificate"]


def test_the_company_says_how_it_was_and_caseworker_and_person_are_told():
    case = ended()

    assess(case, in_certificate=True)

    row = known()
    assert row is not None
    assert (row.reliability, row.hire, row.strengths, row.in_certificate) == (Rating.WELL, Hire.YES, WORDS, True)
    assert [mail.address for mail in mails("assessed")] == [case.caseworker.email]
    assert [mail.address for mail in mails("assessed_person")] == ["amina@person.example"]
    assert WORDS not in opened(mails("assessed_person")[0]) + opened(mails("assessed")[0])


def test_it_is_corrected_until_the_person_has_answered_and_then_no_more():
    case = ended()
    assess(case)
    assess(case, hire=Hire.NOT_NOW)
    answer(case)

    with pytest.raises(GuardRefused):
        assess(case, hire=Hire.YES)

    db.session.rollback()
    row = known()
    assert row is not None
    assert (row.hire, row.agrees) == (Hire.NOT_NOW, Agreed.YES)


def test_the_same_said_twice_is_said_once():
    case = ended()
    for _ in range(2):
        assess(case)
        answer(case)

    names = [one.name for one in audit.history("placement", case.placement.id)]
    assert (names.count("assess"), names.count("assess_own")) == (1, 1)
    assert len(mails("assessed_person")) == 1


def test_the_person_answers_without_the_company_and_agrees_later():
    case = ended()
    with pytest.raises(GuardRefused):
        answer(case, Agreed.NO)
    db.session.rollback()
    case.reload()
    answer(case, None, own_good="Die Kollegen")
    assess(case)
    answer(case, Agreed.NO, own_good="Die Kollegen")

    row = known()
    assert row is not None
    assert (row.agrees, row.would_go_on, row.own_good) == (Agreed.NO, GoOn.YES, "Die Kollegen")
    assert len(mails("assessed_own")) == 2


@pytest.mark.parametrize("way", ["write", "make_ready"])
def test_what_has_not_begun_is_not_assessed(way):
    case = Case()
    getattr(case, way)()

    with pytest.raises(TransitionNotAllowed):
        services.assess(case.placement, firm_part(), actor=case.firm, check=fresh)


def test_the_company_fills_the_form_in_and_reads_its_words_and_not_the_persons(client: FlaskClient):
    case = ended()
    sign_in(client, case.member)
    before = body(client, here(case))
    asked = body(client, here(case, "/assess"))

    done = client.post(here(case, "/assess"), data=firm_answers(strengths=WORDS))
    answer(case, Agreed.PARTLY, own_hard="Der Ton in der Halle")
    after = body(client, here(case))

    assert "Sagen, wie es war" in before
    assert "Die Person liest Ihre Antworten" in asked
    assert "channel" not in asked
    assert done.status_code == 303
    assert WORDS in after
    assert "Der Ton" not in after
    assert "Die Person sagt, wie es war" not in after
    assert here(case, "/assess") not in after


def test_a_bad_answer_keeps_what_was_filled_in(client: FlaskClient):
    case = ended()
    sign_in(client, case.member)

    missing = client.post(here(case, "/assess"), data=firm_answers(care="", strengths=WORDS))
    beyond = client.post(here(case, "/assess"), data=firm_answers(strengths="War oft krank.", hire="perhaps"))
    told = client.post(here(case, "/assess"), data=firm_answers(strengths="War oft krank."))

    assert (missing.status_code, beyond.status_code, told.status_code) == (422, 422, 422)
    assert WORDS in missing.text
    assert 'href="#care-0"' in missing.text
    assert missing.text.count("checked") == len(RATED)
    assert "War oft krank." in told.text
    assert known() is None


def test_two_of_the_company_do_not_overwrite_each_other(client: FlaskClient):
    case = ended()
    assess(case)
    sign_in(client, case.member)

    late = client.post(here(case, "/assess"), data=firm_answers(version=""))

    assert late.status_code == StaleVersion.status
    assert version() == "1"


def test_staff_write_down_both_parts_and_say_how_they_were_told(client: FlaskClient):
    case = ended(person={})
    sign_in(client, case.caseworker)

    untold = client.post(here(case, "/assess"), data=firm_answers())
    firm = client.post(here(case, "/assess"), data=firm_answers(channel="phone"))
    asked = body(client, here(case, "/assess_own"))
    own = client.post(here(case, "/assess_own"), data=own_answers(channel="paper"))
    page = body(client, here(case))

    assert (untold.status_code, firm.status_code, own.status_code) == (422, 303, 303)
    assert "Zurzeit nicht" in asked
    assert (event(case, "assess").channel, event(case, "assess_own").channel) == (Channel.PHONE, Channel.PAPER)
    assert "Das Heben." in page
    assert mails("assessed") + mails("assessed_own") == []


def test_employer_service_says_it_for_a_company_that_asked(client: FlaskClient):
    case = ended()
    act_for(client, office_member(role=Role.EMPLOYER_SERVICE), case.company)

    asked = body(client, here(case, "/assess"))
    done = client.post(here(case, "/assess"), data=firm_answers())
    own = client.get(here(case, "/assess_own"))

    assert "channel" not in asked
    assert (done.status_code, own.status_code) == (303, 403)
    assert event(case, "assess").on_behalf_of_id == case.company.id


@pytest.mark.parametrize("path", ["/assess", "/assess_own", "/certificate.pdf"])
def test_another_company_and_another_office_do_not_learn_of_it(client: FlaskClient, path):
    case = ended()
    assess(case)
    for stranger in (company_member(), office_member(), office_member(role=Role.COORDINATOR)):
        sign_in(client, stranger)
        assert client.get(here(case, path)).status_code in (403, 404)
        assert WORDS not in client.get(here(case)).text


@pytest.mark.parametrize("path", ["/assess", "/certificate.pdf"])
@pytest.mark.parametrize("stranger", [company_member, office_member])
def test_who_could_have_one_of_their_own_finds_nothing(client: FlaskClient, stranger, path):
    case = ended()
    sign_in(client, stranger())

    assert client.get(here(case, path)).status_code == 404
    assert client.post(here(case, "/assess"), data=firm_answers(channel="phone")).status_code == 404
    assert known() is None


def test_nobody_but_person_and_own_caseworker_writes_the_persons_part(client: FlaskClient):
    case = ended()
    sign_in(client, case.member)
    page = client.post(here(case, "/assess_own"), data=own_answers(channel="phone"))

    for actor in (case.firm, actor_of(case.coordinator()), actor_of(office_member()), as_person(db.new_id(), "de")):
        with pytest.raises((NotAllowed, NotFound)):
            services.assess_own(case.placement, own_part(None), actor=actor, check=fresh)

    assert page.status_code == 403
    assert known() is None


def test_the_coordinator_reads_neither_part(client: FlaskClient):
    case = ended()
    assess(case)
    answer(case, own_hard="Der Ton in der Halle")
    sign_in(client, case.coordinator())

    page = body(client, here(case))

    assert WORDS not in page
    assert "Der Ton" not in page


def test_a_company_is_asked_on_the_last_day_and_after_three_and_ten_working_days():
    case = Case()
    case.run()
    case.placement.ends_on = add_working_days(clock.today(), 5)
    db.session.commit()

    assert remind(case, 0, 2, 3, 4, 9, 10, 11, 25) == [1, 1, 2, 2, 2, 3, 3, 3]
    assert "/l/" in opened(mails("how_did_it_end")[0]) + opened(mails("how_did_it_end")[1])


@pytest.mark.parametrize("told", ["page", "phone", "paper"])
def test_an_answer_by_whatever_way_stops_the_questions(client: FlaskClient, told):
    case = ended()
    sign_in(client, case.member if told == "page" else case.caseworker)
    asked = remind(case, 3)
    client.post(here(case, "/assess"), data=firm_answers(channel=told))

    assert asked == [1]
    case.reload()
    assert remind(case, 4, 10, 11) == [1, 1, 1]


def test_on_the_last_day_only_the_company_finds_the_questions_and_not_once_it_has_answered():
    case = Case()
    case.run()
    case.placement.ends_on = add_working_days(clock.today(), 5)
    assess(case)

    assert remind(case, 0) == [1]
    assert all("/l/" not in opened(mail) for mail in mails("how_did_it_end"))


@pytest.mark.parametrize("state", ["cancelled", "closed"])
def test_what_never_began_or_is_closed_is_not_asked_for(state):
    case = ended() if state == "closed" else Case()
    if state == "closed":
        services.record_outcome(case.placement, actor=case.staff, outcome_code="job_perm")
        services.close(case.placement, actor=case.staff)
    else:
        case.make_ready()
        services.cancel(case.placement, actor=case.staff, reason="Krank")
    db.session.commit()
    case.reload()

    for days in (3, 10):
        run_on(add_working_days(clock.today(), days))

    assert mails("assessment_missing") == []


def test_what_is_not_assessed_lies_on_the_desk_of_the_company():
    case = ended()
    titles = [str(pile.title) for pile in desks.desk(case.firm)]
    assess(case)

    assert any("Wie war es?" in title for title in titles)
    assert not any("Wie war es?" in str(pile.title) for pile in desks.desk(case.firm))


def test_the_caseworker_sees_that_the_company_would_hire_while_there_is_a_next_step(client: FlaskClient):
    case = ended()
    assess(case, hire=Hire.YES_IF, hire_needs="Mehr Deutsch")
    sign_in(client, case.caseworker)

    assert "Der Betrieb würde die Person einstellen" in body(client, here(case))
