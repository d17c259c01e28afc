"""Agreements: what may go out, who confirms what, and the evidence of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.candidates.queries import residence_of
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Channel, Role
from portal.core.errors import GuardRefused, NotAllowed, NotFound, ReasonMissing, TransitionNotAllowed
from portal.core.outbox import OutboxMail, opened
from portal.placements import queries, services
from portal.placements.models import Confirmation
from portal.placements.rules import (
    AgreementState,
    ClearanceState,
    ConfirmationMethod,
    Party,
    PlacementState,
    fingerprint,
)
from portal.placements.services.papers import plain_text
from portal.vacancies.rules import PayUnit
from tests.factories.organisations import actor_of, company_member, office_member
from tests.factories.placements import Case, content, scan, stranger

MINOR = {"minor": True, "guardian_email": "samira@familie.example", "email": "jung@familie.example"}


def mails_of(kind: str) -> list[OutboxMail]:
    return db.session.query(OutboxMail).filter_by(kind=f"placements/{kind}").all()


def test_sending_seals_the_text_and_asks_everybody():
    case = Case(person={"email": "amina@person.example"})
    version = case.write()

    services.send(version, actor=case.staff)

    assert version.state is AgreementState.CONFIRMING
    assert version.text == plain_text(version)
    assert version.text_hash == fingerprint(version.text)
    assert f"{case.person.first_name} Beispiel" in version.text
    assert [mail.address for mail in mails_of("confirm_person")] == ["amina@person.example"]
    assert "/l/" in opened(mails_of("confirm_person")[0])
    assert "/l/" not in mails_of("confirm_person")[0].body
    assert len(mails_of("confirm_company")) == 1


def test_the_same_party_confirming_again_leaves_one_row_of_evidence():
    case = Case()
    version = case.send()

    for _ in range(2):
        case.company_confirms(version)

    rows = db.session.query(Confirmation).filter_by(agreement_id=version.id).all()
    assert [row.party for row in rows] == [Party.COMPANY]


def test_all_must_confirm_before_it_is_in_force():
    case = Case()
    version = case.send()

    case.company_confirms(version)
    state_between = version.state
    case.person_confirms(version)

    assert state_between is AgreementState.CONFIRMING
    assert version.state is AgreementState.IN_FORCE
    assert (case.placement.starts_on, case.placement.ends_on) == (version.starts_on, version.ends_on)


def test_the_evidence_says_who_confirmed_what_when_and_how():
    case = Case()
    version = case.send()
    link = case.link(version)

    case.company_confirms(version)
    services.confirm_by_link(version, link, actor=case.person_actor, name="Amina", text_hash=version.text_hash or "")

    company, person = db.session.query(Confirmation).order_by(Confirmation.created_at).all()
    assert (company.party, company.method, company.channel) == (Party.COMPANY, ConfirmationMethod.PAGE, Channel.PAGE)
    assert (company.actor_id, company.name_typed) == (case.member.id, "Kim Beispiel")
    assert (person.party, person.method, person.channel) == (Party.PERSON, ConfirmationMethod.LINK, Channel.LINK)
    assert person.link_id == link.id
    assert {company.text_hash, person.text_hash} == {version.text_hash}
    assert all("einverstanden" in one.statement for one in (company, person))


def test_a_confirmation_of_another_text_does_not_count():
    case = Case()
    version = case.send()
    old_hash = version.text_hash or ""
    services.return_version(version, actor=case.staff, reason="Die Zeiten stimmen nicht.")
    services.edit(version, content(times="Montag bis Freitag, 9 bis 15 Uhr"), actor=case.staff)
    services.send(version, actor=case.staff)

    with pytest.raises(GuardRefused):
        services.confirm_on_page(version, actor=case.firm, name="Kim", text_hash=old_hash)

    assert db.session.query(Confirmation).count() == 0


def test_confirming_twice_changes_nothing():
    case = Case()
    version = case.send()
    case.company_confirms(version)

    case.company_confirms(version)

    assert db.session.query(Confirmation).count() == 1
    assert [event.name for event in audit.history("agreement", version.id)].count("confirm") == 1


def test_the_last_confirmation_sent_twice_is_no_error():
    case = Case()
    version = case.agree()

    case.person_confirms(version)

    assert version.state is AgreementState.IN_FORCE
    assert db.session.query(Confirmation).count() == 2


def test_nobody_confirms_for_another():
    case = Case()
    version = case.send()
    yes = {"name": "Kim", "text_hash": version.text_hash or ""}

    with pytest.raises((GuardRefused, NotAllowed)):
        services.confirm_on_page(version, actor=case.staff, **yes)
    with pytest.raises((GuardRefused, NotAllowed)):
        services.confirm_on_page(version, actor=case.person_actor, **yes)
    with pytest.raises((GuardRefused, NotAllowed)):
        services.confirm_by_link(version, case.link(version), actor=case.firm, **yes)
    for role in (Role.RECRUITER, Role.CASEWORKER, Role.CANDIDATE, Role.EMPLOYER_SERVICE, Role.COORDINATOR):
        with pytest.raises((NotFound, NotAllowed)):
            services.confirm_on_page(version, actor=stranger(role), **yes)
    assert db.session.query(Confirmation).count() == 0


@pytest.mark.parametrize("role", [Role.EMPLOYER_SERVICE, Role.CASEWORKER])
def test_on_behalf_of_a_company_nobody_signs(role):
    case = Case()
    version = case.send()
    staff = case.staff if role is Role.CASEWORKER else actor_of(office_member(role=role))
    acting = staff.acting_for(case.company.id, "Herr Jansen", Channel.PHONE)

    with pytest.raises((GuardRefused, NotAllowed, NotFound)):
        services.confirm_on_page(version, actor=acting, name="Jansen", text_hash=version.text_hash or "")
    with pytest.raises((GuardRefused, NotAllowed, NotFound)):
        services.confirm_on_paper(version, Party.COMPANY, scan(), actor=acting, name="Jansen")


def test_a_minor_needs_the_guardian_by_an_own_link():
    case = Case(person=MINOR)
    version = case.send()

    case.company_confirms(version)
    case.person_confirms(version)
    state_between = version.state
    case.person_confirms(version, Party.GUARDIAN)

    assert [mail.address for mail in mails_of("confirm_guardian")] == ["samira@familie.example"]
    assert state_between is AgreementState.CONFIRMING
    assert version.state is AgreementState.IN_FORCE


def test_a_minor_without_guardian_is_not_asked():
    case = Case(person={**MINOR, "guardian_name": None})
    version = case.write()

    with pytest.raises(GuardRefused):
        services.send(version, actor=case.staff)


def test_a_grown_up_has_no_guardian_who_confirms():
    case = Case(person={"with_guardian": True})
    version = case.send()

    with pytest.raises(GuardRefused):
        case.person_confirms(version, Party.GUARDIAN)
    assert mails_of("confirm_guardian") == []


def test_ink_on_paper_is_the_way_without_mail(app):
    case = Case()
    version = case.send()

    for party in (Party.COMPANY, Party.PERSON):
        services.confirm_on_paper(version, party, scan(), actor=case.staff, name="Unterschrift")

    kept = db.session.query(Confirmation).all()
    assert version.state is AgreementState.IN_FORCE
    assert {one.channel for one in kept} == {Channel.PAPER}
    assert all(app.extensions["portal.files"].open(one.file_key).read().startswith(b"%PDF") for one in kept)


def test_a_refused_paper_leaves_no_file(app):
    case = Case()
    version = case.write()
    folder = app.extensions["portal.settings"].data_dir / "files"
    before = set(folder.iterdir())

    with pytest.raises(TransitionNotAllowed):
        services.confirm_on_paper(version, Party.PERSON, scan(), actor=case.staff, name="Amina")

    assert set(folder.iterdir()) == before


def test_returning_needs_a_reason_and_links_end_when_another_text_goes_out():
    case = Case()
    version = case.send()
    case.company_confirms(version)
    link = case.link(version)

    with pytest.raises(ReasonMissing):
        services.return_version(version, actor=case.firm, reason=" ")
    services.return_version(version, actor=case.firm, reason="Der Lohn fehlt.")

    db.session.refresh(link)
    assert version.state is AgreementState.DRAFT
    assert link.ended_at is None
    assert db.session.query(Confirmation).count() == 0
    assert (version.text, version.text_hash) == (None, None)
    services.send(version, actor=case.staff)
    db.session.refresh(link)
    assert link.ended_at is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"starts_on": clock.today() - timedelta(days=1)},
        {"ends_on": clock.today() - timedelta(days=10)},
        {"weekly_hours": Decimal(61)},
        {"ends_on": clock.today() + timedelta(days=600)},
    ],
)
def test_what_the_law_forbids_does_not_go_out(changed):
    case = Case()
    version = case.write(**changed)

    with pytest.raises(GuardRefused):
        services.send(version, actor=case.staff)
    assert version.state is AgreementState.DRAFT


def test_only_a_draft_is_edited():
    case = Case()
    version = case.send()

    with pytest.raises(TransitionNotAllowed):
        services.edit(version, content(), actor=case.staff)


def test_one_version_is_written_at_a_time():
    case = Case()
    case.write()

    with pytest.raises(GuardRefused):
        services.new_version(case.placement, content(), actor=case.firm)


def test_the_same_form_sent_twice_makes_one_version():
    case = Case()
    first = services.new_version(case.placement, content(), actor=case.staff, record_id=db.new_id())

    second = services.new_version(case.placement, content(), actor=case.staff, record_id=first.id)

    assert second is first


CHANGES = {
    "weekly_hours": Decimal(20),
    "times": "Montag bis Mittwoch",
    "place": "Anderswo 2, 41812 Erkelenz",
    "tasks": "Regale auffüllen",
    "pay_eur": Decimal("15.00"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_material_change_makes_permissions_and_approval_void(name):
    case = Case(residence={"unknown": True})
    case.make_ready()
    extra = {"pay_unit": PayUnit.HOUR} if name == "pay_eur" else {}

    case.send(**{name: CHANGES[name], **extra})

    assert {one.state for one in case.placement.clearances} == {ClearanceState.TO_PREPARE}
    assert case.placement.approved_at is None
    assert case.placement.state is PlacementState.PREPARING


def test_another_tutor_is_no_material_change():
    case = Case(residence={"unknown": True})
    case.make_ready()

    case.send(tutor_name="Jan Peters")

    assert {one.state for one in case.placement.clearances} == {ClearanceState.GRANTED}
    assert case.placement.state is PlacementState.READY


def test_what_was_asked_for_other_terms_is_void_though_nothing_was_in_force():
    case = Case(residence={"unknown": True})
    version = case.send()
    case.company_confirms(version)
    case.allow()
    services.return_version(version, actor=case.firm, reason="Andere Zeiten")
    services.edit(version, replace(content(), times="nachts"), actor=case.staff)

    services.send(version, actor=case.staff)

    assert {one.state for one in case.placement.clearances} == {ClearanceState.TO_PREPARE}


def test_a_running_placement_goes_on_until_the_new_version_is_in_force():
    case = Case()
    case.run()
    first = case.version

    second = case.send(starts_on=first.starts_on, weekly_hours=Decimal(20))
    in_between = (case.placement.state, first.state, queries.agreement_in_force(case.placement))
    case.company_confirms(second)
    case.person_confirms(second)

    assert in_between == (PlacementState.RUNNING, AgreementState.IN_FORCE, first)
    assert (first.state, second.state) == (AgreementState.SUPERSEDED, AgreementState.IN_FORCE)
    assert case.placement.state is PlacementState.RUNNING


def test_the_law_is_asked_again_for_the_agreed_day():
    case = Case()
    assert case.placement.clearances == []
    residence = residence_of(case.person.id)
    assert residence is not None
    residence.status_key = residence.permission_on_paper = residence.card_valid_until = None
    db.session.commit()

    case.send()

    assert [one.item.value for one in case.placement.clearances] == ["work_permission"]
    assert case.placement.needs_approval


def test_what_nobody_confirmed_in_time_lapses():
    case = Case()
    version = case.send()

    services.lapse_agreements(version.starts_on)
    on_the_day = version.state
    services.lapse_agreements(version.starts_on + timedelta(days=1))

    db.session.refresh(version)
    assert on_the_day is AgreementState.CONFIRMING
    assert version.state is AgreementState.VOID


def test_a_stranger_of_another_company_neither_edits_nor_sends():
    case = Case()
    version = case.write()
    other = actor_of(company_member())

    for deed in (
        lambda: services.edit(version, content(), actor=other),
        lambda: services.send(version, actor=other),
        lambda: services.new_version(case.placement, content(), actor=other),
    ):
        with pytest.raises((NotFound, NotAllowed, GuardRefused)):
            deed()
    assert version.state is AgreementState.DRAFT


def test_only_the_system_puts_a_version_in_force():
    case = Case()
    version = case.send()

    with pytest.raises(GuardRefused):
        services.agreements.AGREEMENT.apply("take_effect", version, actor=SYSTEM)
