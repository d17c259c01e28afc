"""What companies get to see: grants, suspension, consent, and canaries in every field."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates import queries, services
from portal.candidates.models import Candidate
from portal.candidates.queries import CARD_OPTIONS, Around
from portal.candidates.queries.values import Month
from portal.candidates.rules import ConsentPurpose, DisclosureLevel, Field
from portal.core import audit, clock, db
from portal.core.actor import Actor, ActorKind, Channel, Role
from portal.core.errors import NotFound
from portal.organisations.rules import CompanyState
from tests.candidates.canaries import CONDITIONS, allowed, found_in, plant
from tests.factories.candidates import (
    CandidateFactory,
    CandidateLanguageFactory,
    ConsentFactory,
    DisclosureGrantFactory,
)
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.statements import statements

LEVELS = tuple(level for level in DisclosureLevel if level is not DisclosureLevel.L0)
ALL_ASKED = Around(languages=frozenset({"ar"}), asks_licence=True, by_paper=frozenset(Field))


@pytest.fixture
def firm():
    """A verified company and one of its people."""
    company = OrganisationFactory(verified=True)
    return company, actor_of(company_member(company))


def loaded(person: Candidate) -> Candidate:
    query = select(Candidate).where(Candidate.id == person.id).options(*CARD_OPTIONS)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def text_of(view) -> str:
    return "\n".join(f"{heading}: {text}" for heading, text in view.lines) + view.title + repr(dict(view))


def test_without_a_grant_a_company_sees_nothing(firm):
    planted = plant()

    view = queries.card(firm[1], loaded(planted.person), ALL_ASKED)

    assert (view.level, len(view), view.title, view.lines) == (DisclosureLevel.L0, 0, "", [])


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("level", LEVELS)
def test_a_level_shows_its_canaries_and_no_other(firm, level, is_asked):
    planted = plant()
    company, actor = firm
    DisclosureGrantFactory(candidate_id=planted.person.id, organisation_id=company.id, level=level)
    for purpose in ConsentPurpose if is_asked else ():
        ConsentFactory(candidate_id=planted.person.id, purpose=purpose, organisation_id=company.id)

    view = queries.card(actor, loaded(planted.person), ALL_ASKED if is_asked else Around())

    expected = allowed(planted, level, conditions=CONDITIONS if is_asked else ())
    assert found_in(text_of(view), planted) == expected


@pytest.mark.parametrize("level", LEVELS)
def test_the_consent_for_another_company_opens_nothing(firm, level):
    planted = plant()
    company, actor = firm
    other = OrganisationFactory(verified=True)
    DisclosureGrantFactory(candidate_id=planted.person.id, organisation_id=company.id, level=level)
    for purpose in ConsentPurpose:
        ConsentFactory(candidate_id=planted.person.id, purpose=purpose, organisation_id=other.id)

    view = queries.card(actor, loaded(planted.person))

    assert found_in(text_of(view), planted) == allowed(planted, level)


@pytest.mark.parametrize("spoilt", ["taken back", "over", "waits for the second yes"])
def test_a_yes_that_does_not_count_opens_nothing(firm, spoilt):
    planted = plant()
    company, actor = firm
    states = {
        "taken back": {"withdrawn_at": clock.now()},
        "over": {"valid_until": clock.today() - timedelta(days=1)},
        "waits for the second yes": {"counts_from": None},
    }
    DisclosureGrantFactory(candidate_id=planted.person.id, organisation_id=company.id, level=DisclosureLevel.L2)
    for purpose in ConsentPurpose:
        ConsentFactory(candidate_id=planted.person.id, purpose=purpose, organisation_id=company.id, **states[spoilt])

    view = queries.card(actor, loaded(planted.person))

    assert found_in(text_of(view), planted) == allowed(planted, "L2")


@pytest.mark.parametrize("traits", [{}, {"is_address_protected": True}])
@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("level", LEVELS)
def test_a_person_is_told_of_every_field_a_company_sees_and_of_no_other(firm, level, is_asked, traits):
    company, actor = firm
    person = CandidateFactory(ready_for_work=True, **traits)
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=level)
    for purpose in ConsentPurpose if is_asked else ():
        ConsentFactory(candidate_id=person.id, purpose=purpose, organisation_id=company.id)

    view = queries.card(actor, loaded(person))

    assert queries.fields_open(person, company.id, level) == list(view)
    assert view.level is level


def test_a_person_is_a_number_until_the_name_may_be_known(firm):
    company, actor = firm
    person = CandidateFactory(ready_for_work=True)
    ConsentFactory(candidate_id=person.id, purpose=ConsentPurpose.NAME, organisation_id=company.id)
    called = []
    for level in (DisclosureLevel.L1, DisclosureLevel.L2):
        DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=level)
        called.append(queries.card(actor, loaded(person)).title)

    assert called == [person.number, f"{person.first_name} {person.last_name}"]


def test_an_employer_reads_whom_to_ask_and_what_to_see_and_keep(app, firm):
    person = CandidateFactory(ready_for_work=True)
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=firm[0].id, level=DisclosureLevel.L3_START)

    view = queries.card(firm[1], loaded(person), Around(documents=("Kopie des Aufenthaltstitels",)))

    assert view[Field.CONTACT] == app.config["PORTAL_REPLY_TO"]
    assert view[Field.DOCUMENT_CHECKLIST] == ("Kopie des Aufenthaltstitels",)


def test_the_guardian_is_named_for_a_minor_only(firm):
    minor, adult = plant(minor=True), plant()
    for planted in (minor, adult):
        DisclosureGrantFactory(
            candidate_id=planted.person.id, organisation_id=firm[0].id, level=DisclosureLevel.L3_START
        )

    seen = [queries.card(firm[1], loaded(planted.person)).get(Field.GUARDIAN) for planted in (minor, adult)]

    assert seen == [minor.person.guardian_name, None]


def test_the_grant_of_another_company_is_none(firm):
    planted = plant()
    DisclosureGrantFactory(candidate_id=planted.person.id, level=DisclosureLevel.L3_START)

    assert queries.disclosure(firm[1], [planted.person.id]) == {}


@pytest.mark.parametrize("order", [1, -1])
def test_the_highest_living_grant_counts(firm, order):
    person, now = CandidateFactory(), clock.now()
    spans = {
        DisclosureLevel.L1: (now - timedelta(days=2), None),
        DisclosureLevel.L2: (now - timedelta(days=2), now + timedelta(days=1)),
        DisclosureLevel.L3_CONTRACT: (now - timedelta(days=2), now),
        DisclosureLevel.L3_START: (now + timedelta(minutes=1), None),
    }
    for level, (starts_at, ends_at) in list(spans.items())[::order]:
        DisclosureGrantFactory(
            candidate_id=person.id, organisation_id=firm[0].id, level=level, starts_at=starts_at, ends_at=ends_at
        )

    assert queries.disclosure(firm[1], [person.id], now) == {person.id: DisclosureLevel.L2}


@pytest.mark.parametrize("state", [state for state in CompanyState if state is not CompanyState.VERIFIED])
def test_only_a_verified_company_sees_anything(state):
    company = OrganisationFactory(state=state)
    grant = DisclosureGrantFactory(organisation_id=company.id, level=DisclosureLevel.L3_START)

    assert queries.disclosure(actor_of(company_member(company)), [grant.candidate_id]) == {}


def test_a_suspended_company_loses_names_for_good_and_keeps_the_card_for_later(firm):
    company, actor = firm
    person = CandidateFactory()
    for level in (DisclosureLevel.L1, DisclosureLevel.L2):
        DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=level)

    services.drop_grants_of_organisation(company.id)

    assert queries.disclosure(actor, [person.id]) == {person.id: DisclosureLevel.L1}


def test_staff_see_the_cards_of_the_company_they_act_for_and_never_a_name(firm):
    grant = DisclosureGrantFactory(organisation_id=firm[0].id, level=DisclosureLevel.L3_START)
    staff = actor_of(office_member(role=Role.EMPLOYER_SERVICE))

    assert queries.disclosure(staff, [grant.candidate_id]) == {}
    assert queries.disclosure(staff.acting_for(firm[0].id, "Frau Küppers", Channel.PHONE), [grant.candidate_id]) == {
        grant.candidate_id: DisclosureLevel.L1
    }


def test_a_mail_link_shows_the_card_even_where_the_name_is_known(firm):
    planted = plant()
    DisclosureGrantFactory(candidate_id=planted.person.id, organisation_id=firm[0].id, level=DisclosureLevel.L2)
    ConsentFactory(candidate_id=planted.person.id, purpose=ConsentPurpose.NAME, organisation_id=firm[0].id)
    reader = Actor(ActorKind.LINK, Role.RECRUITER, organisation_id=firm[0].id, channel=Channel.LINK)

    view = queries.card(reader, loaded(planted.person), at_most=DisclosureLevel.L1)

    assert found_in(text_of(view), planted) == allowed(planted, "L1")
    assert db.session().info.get("reads", []) == []


def test_every_look_above_the_card_is_written_down(firm):
    grant = DisclosureGrantFactory(organisation_id=firm[0].id, level=DisclosureLevel.L2)
    person = db.session.get(Candidate, grant.candidate_id)

    queries.card(firm[1], loaded(person), channel="pdf")
    queries.card(firm[1], loaded(person))
    queries.cards(firm[1], [(loaded(person), Around())])

    reads = audit.take_reads(db.session())
    assert {(read.candidate_id, read.level, read.actor_id) for read in reads} == {(person.id, "L2", firm[1].id)}
    assert [read.channel for read in reads] == ["pdf", "page", "page"]


def test_a_company_has_read_what_its_own_people_were_shown(firm):
    company, actor = firm
    person = CandidateFactory()
    before = queries.was_read(person.id, company.id)

    for reader in (actor, actor_of(company_member())):
        audit.read(person.id, actor=reader, level="L2")
    audit.keep_reads(db.session())

    assert (before, queries.was_read(person.id, company.id)) == (False, True)
    assert not queries.was_read(CandidateFactory().id, company.id)
    assert not queries.was_read(person.id, OrganisationFactory().id)


def test_a_colleague_who_acts_for_a_company_has_not_read_in_its_place(firm):
    person = CandidateFactory()
    staff = actor_of(office_member(role=Role.EMPLOYER_SERVICE)).acting_for(firm[0].id, "Frau Küppers", Channel.PHONE)

    audit.read(person.id, actor=staff, level="L1")
    audit.keep_reads(db.session())

    assert not queries.was_read(person.id, firm[0].id)


def test_a_language_nobody_knows_is_named_by_its_code(firm):
    grant = DisclosureGrantFactory(organisation_id=firm[0].id)
    CandidateLanguageFactory(candidate_id=grant.candidate_id, language="qqq", speaking="C2", reading="A0")

    view = queries.card(
        firm[1], loaded(db.session.get(Candidate, grant.candidate_id)), Around(languages=frozenset({"qqq"}))
    )

    assert ("Weitere Sprachen", "qqq: Sprechen C2, Lesen A0") in view.lines


def test_the_sentence_of_the_law_is_said_in_the_language_of_the_reader(firm):
    person = CandidateFactory()
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=firm[0].id)
    sentence = queries.work_permission(person.id, "job_unbefristet", clock.today()).sentence_firm

    view = queries.card(firm[1], loaded(person), Around(permission=sentence))

    assert ("Erlaubnis zu arbeiten", "Die Erlaubnis wird geklärt. Bitte beginnen Sie nicht vorher.") in view.lines


def test_only_the_languages_the_offer_asks_for_are_named(firm):
    grant = DisclosureGrantFactory(organisation_id=firm[0].id)
    for language in ("ar", "ku"):
        CandidateLanguageFactory(candidate_id=grant.candidate_id, language=language, speaking="C2", reading="B2")
    person = db.session.get(Candidate, grant.candidate_id)

    view = queries.card(firm[1], loaded(person), Around(languages=frozenset({"ar", "de"})))

    assert [skill.language for skill in view[Field.OTHER_LANGUAGES]] == ["ar"]
    assert [skill.language for skill in view[Field.GERMAN]] == ["de"]
    assert ("Weitere Sprachen", "Arabisch: Sprechen C2, Lesen B2") in view.lines


def test_before_the_start_only_the_month_of_the_permission_is_shown(firm):
    planted = plant()
    DisclosureGrantFactory(
        candidate_id=planted.person.id, organisation_id=firm[0].id, level=DisclosureLevel.L3_CONTRACT
    )
    residence = queries.residence_of(planted.person.id)
    residence.card_valid_until = clock.today().replace(day=17)
    db.session.flush()

    view = queries.card(firm[1], loaded(planted.person))

    assert view[Field.PERMISSION_UNTIL] == Month(clock.today().year, clock.today().month)
    assert "17" not in dict(view.lines)["Erlaubnis gültig bis"]
    DisclosureGrantFactory(candidate_id=planted.person.id, organisation_id=firm[0].id, level=DisclosureLevel.L3_START)
    assert queries.card(firm[1], loaded(planted.person))[Field.PERMISSION_UNTIL] == clock.today().replace(day=17)


def test_a_protected_address_stays_closed_to_the_last_rung(firm):
    planted = plant(is_address_protected=True)
    DisclosureGrantFactory(candidate_id=planted.person.id, organisation_id=firm[0].id, level=DisclosureLevel.L3_START)

    view = queries.card(firm[1], loaded(planted.person), Around(distance_km=7.4, by_paper=frozenset(Field)))

    person = planted.person
    assert not {person.street, person.town, person.postal_code} & found_in(text_of(view), planted)
    assert Field.DISTANCE not in view


def test_the_distance_is_rounded(firm):
    grant = DisclosureGrantFactory(organisation_id=firm[0].id)
    person = loaded(db.session.get(Candidate, grant.candidate_id))

    assert ("Entfernung", "etwa 7 km") in queries.card(firm[1], person, Around(distance_km=7.4)).lines


def test_many_cards_cost_as_many_statements_as_one(firm, app):
    people = [loaded(plant().person) for _ in range(4)]
    for person in people:
        DisclosureGrantFactory(candidate_id=person.id, organisation_id=firm[0].id)

    with statements(app) as said:
        views = queries.cards(firm[1], [(person, Around()) for person in people])

    assert len(said) == 2
    assert [view[Field.NUMBER] for view in views] == [person.number for person in people]


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("level", LEVELS)
def test_the_preview_is_what_the_company_will_see_and_only_for_the_own_file(firm, level, is_asked):
    planted = plant()
    company, firm_actor = firm
    DisclosureGrantFactory(candidate_id=planted.person.id, organisation_id=company.id, level=level)
    for purpose in ConsentPurpose if is_asked else ():
        ConsentFactory(candidate_id=planted.person.id, purpose=purpose, organisation_id=company.id)
    own = Actor(ActorKind.USER, Role.CASEWORKER, id=planted.person.caseworker_id, office_id=planted.person.office_id)
    foreign = actor_of(db.session.merge(office_member()))

    seen = queries.preview(own, loaded(planted.person), company.id, level)

    assert dict(seen) == dict(queries.card(firm_actor, loaded(planted.person)))
    with pytest.raises(NotFound):
        queries.preview(foreign, loaded(planted.person), company.id, level)
