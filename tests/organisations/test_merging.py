"""Two entries of one company become one: everything moves, nobody sees more than before, a no counts for both."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import ForeignKeyConstraint, Uuid, func, select

from portal.accounts.rules import InvitationState
from portal.candidates.models import Consent, DisclosureGrant, DownloadDeletion, ExcludedOrganisation
from portal.candidates.rules import ConsentPurpose, DeletionState
from portal.core import audit, clock, db, links, merging
from portal.core.actor import Channel, Role
from portal.core.db import Base
from portal.core.errors import TransitionNotAllowed
from portal.core.links import LinkFor, PersonalLink, issue
from portal.core.outbox import OutboxMail
from portal.organisations import queries
from portal.organisations.mails import LETTER
from portal.organisations.models import ContactEntry, JoinRequest, Membership, Organisation, PurposeAcceptance
from portal.organisations.rules import PURPOSE_VERSION, CompanyState, Topic
from portal.organisations.services import companies, joining
from portal.organisations.services import merging as service
from portal.organisations.workflow import NotTheSame
from portal.proposals.models import TextBlock
from portal.proposals.rules import ProposalState, TextUse
from portal.vacancies.models import QuietCompany, Vacancy
from tests.api.conftest import key_of
from tests.candidates.canaries import plant
from tests.factories.accounts import InvitationFactory
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import accept_purpose
from tests.racing import at_once
from tests.signing import sign_in

HANDED_OVER = {("personal_link", "organisation_id")}
"""Columns without a foreign key that the merge moves by a rule of their own."""
STAYING = {("read_log", "organisation_id"), ("event", "on_behalf_of_id")}
"""Columns that keep the double: what was done and read stays written as it was."""


def merge(double, kept, member, reason="Zweimal angemeldet."):
    service.merge(double, kept, actor=actor_of(member), reason=reason)
    db.session.commit()


def test_every_table_that_names_a_company_is_moved(app):
    target = Organisation.__table__
    pointing = {
        (table.name, element.parent.name)
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for element in constraint.elements
        if element.column.table is target
    }

    assert {(one.table.name, one.name) for one in merging.references(target)} == pointing


def test_every_column_that_means_a_company_is_moved_or_named_as_staying(app):
    named = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if re.search("organisation|company|on_behalf_of", column.name) and isinstance(column.type, Uuid)
    }

    moved = {(one.table.name, one.name) for one in merging.references(Organisation.__table__)}
    assert named - moved == {*HANDED_OVER, *STAYING}


def test_everything_hangs_on_the_one_that_stays(app, kept, double, service_member):
    vacancy = VacancyFactory(published=True, organisation=double)
    proposal = ProposalFactory(vacancy=vacancy, state=ProposalState.PROPOSED)
    grant = DisclosureGrantFactory(organisation_id=double.id)
    db.session.add(
        ContactEntry(
            organisation_id=double.id, author_id=service_member.id, channel="phone", contact="Frau M", text="x"
        )
    )
    admin = company_member(double, role=Role.COMPANY_ADMIN)
    issue(LinkFor("answer", proposal.id, "company", clock.now() + timedelta(days=5), organisation_id=double.id))

    merge(double, kept, service_member)

    assert (double.state, double.merged_into_id) == (CompanyState.CLOSED, kept.id)
    for record in (vacancy, proposal, grant):
        db.session.refresh(record)
        assert record.organisation_id == kept.id
    assert [one.user_id for one in queries.members_of(kept.id)] == [admin.id]
    assert len(queries.contact_log(kept.id)) == 1
    assert (
        db.session.scalar(select(PersonalLink.organisation_id).where(PersonalLink.record_id == proposal.id)) == kept.id
    )
    assert audit.latest("company", double.id).name == "merge"
    assert audit.latest("company", kept.id).details["double"] == double.number
    assert mails() == [admin.email]


def mails() -> list[str]:
    query = select(OutboxMail.address).where(OutboxMail.kind == "organisations/merged")
    return sorted(db.session.scalars(query))


def fill_every_table(company, author):
    """Hang a row of every table on a company."""
    candidate = CandidateFactory()
    proposal = ProposalFactory(vacancy=VacancyFactory(published=True, organisation=company))
    DisclosureGrantFactory(organisation_id=company.id)
    PlacementFactory(organisation=company)
    ConsentFactory(candidate_id=candidate.id, purpose=ConsentPurpose.NAME, organisation_id=company.id)
    user = company_member(company)
    InvitationFactory(organisation_id=company.id)
    OrganisationFactory(state=CompanyState.CLOSED, merged_into_id=company.id)
    joining.ask(db.new_id(), company, "Neu", "neu@firma.example", "de")
    companies.edit(company, {"about": "Wir bauen."}, actor=actor_of(author).acting_for(company.id, "M", Channel.PHONE))
    key_of(company_member(company, role=Role.COMPANY_ADMIN))
    saved = {"state": DeletionState.ASKED, "asked_on": clock.today()}
    db.session.add_all(
        [
            ContactEntry(organisation_id=company.id, author_id=author.id, channel=Channel.PHONE, contact="M", text="x"),
            ExcludedOrganisation(candidate_id=candidate.id, organisation_id=company.id),
            PurposeAcceptance(user_id=user.id, organisation_id=company.id, text_version=PURPOSE_VERSION),
            QuietCompany(organisation_id=company.id),
            DownloadDeletion(organisation_id=company.id, candidate_id=candidate.id, **saved),
            TextBlock(organisation_id=company.id, use=TextUse.DECLINE, title="x", text="x"),
        ]
    )
    db.session.flush()
    return proposal


def rows_of(company) -> dict[str, int]:
    """Count what hangs on a company, by column."""
    found = {}
    for column in merging.references(Organisation.__table__):
        query = select(func.count()).select_from(column.table).where(column == company.id)
        found[str(column)] = db.session.scalar(query)
    return found


def test_a_row_of_every_table_moves_and_none_names_the_double_any_more(app, kept, double, service_member):
    fill_every_table(double, service_member)
    before = rows_of(double)
    assert all(before.values()), before

    merge(double, kept, service_member)

    # The company is one more that points to it: its double.
    assert rows_of(kept) == {**before, "organisation.merged_into_id": before["organisation.merged_into_id"] + 1}
    assert not any(rows_of(double).values())


def test_what_may_be_there_once_only_is_there_once(app, kept, double, service_member):
    user, candidate = company_member(kept), CandidateFactory()
    for company in (kept, double):
        db.session.add_all(
            [
                PurposeAcceptance(user_id=user.id, organisation_id=company.id, text_version=PURPOSE_VERSION),
                QuietCompany(organisation_id=company.id),
                ExcludedOrganisation(candidate_id=candidate.id, organisation_id=company.id),
            ]
        )

    merge(double, kept, service_member)

    once = ("purpose_acceptance", "quiet_company", "excluded_organisation")
    assert [rows_of(kept)[f"{table}.organisation_id"] for table in once] == [1, 1, 1]


def test_members_of_both_proven_entries_see_the_names_people_agreed_to_and_no_other(
    app, client, kept, double, service_member
):
    offer = VacancyFactory(published=True, organisation=kept)
    agreed, unasked = plant(), plant()
    named = ProposalFactory(vacancy=offer, candidate=agreed.person, interested=True)
    card = ProposalFactory(vacancy=offer, candidate=unasked.person, state=ProposalState.PROPOSED)
    member = company_member(double)
    accept_purpose(member, double.id)
    for proposal in (named, card):
        sign_in(client, member)
        assert client.get(f"/proposals/{proposal.id}").status_code == 404

    merge(double, kept, service_member)

    sign_in(client, member)
    assert agreed.person.last_name in client.get(f"/proposals/{named.id}").text
    shown = client.get(f"/proposals/{card.id}").text
    assert unasked.person.last_name not in shown
    assert unasked.person.first_name not in shown


def test_done_twice_it_is_done_once(app, kept, double, service_member):
    merge(double, kept, service_member)
    merge(double, kept, service_member)

    assert [event.name for event in audit.history("company", kept.id)].count("take_over") == 1
    assert len(mails()) <= 1


def test_who_is_in_both_is_in_it_once_with_the_better_role(app, kept, double, service_member):
    both = company_member(kept, role=Role.RECRUITER)
    db.session.add(Membership(user_id=both.id, role=Role.COMPANY_ADMIN, organisation_id=double.id, is_active=False))

    merge(double, kept, service_member)

    assert [(one.user_id, one.role, one.is_active) for one in queries.members_of(kept.id)] == [
        (both.id, Role.COMPANY_ADMIN, True)
    ]


def test_members_of_a_double_nobody_verified_are_asked_about_and_see_nothing(app, client, kept, service_member):
    proposal = ProposalFactory(vacancy=VacancyFactory(published=True, organisation=kept), state=ProposalState.PROPOSED)
    unproven: Organisation = OrganisationFactory(name=kept.name)
    stranger = company_member(unproven, role=Role.COMPANY_ADMIN)

    merge(unproven, kept, service_member)

    assert queries.members_of(kept.id) == []
    assert db.session.scalars(select(JoinRequest)).one().email == stranger.email
    sign_in(client, stranger)
    assert client.get(f"/proposals/{proposal.id}").status_code in (403, 404)


def test_who_was_invited_into_a_double_nobody_verified_is_not_let_into_the_company(app, client, kept, service_member):
    unproven: Organisation = OrganisationFactory(name=kept.name)
    invitation = InvitationFactory(organisation_id=unproven.id, role=Role.COMPANY_ADMIN)
    wanted = LinkFor("invitation", invitation.id, "company", clock.now() + timedelta(days=5))
    token = issue(wanted)[0]

    merge(unproven, kept, service_member)

    assert invitation.state is InvitationState.REVOKED
    assert client.get(f"/l/{token}").status_code == 404
    assert queries.members_of(kept.id) == []
    assert db.session.scalars(select(JoinRequest)).one().email == invitation.email


def test_who_loses_the_seat_in_a_double_acts_in_another_home_at_once(app, kept, service_member):
    unproven, elsewhere = OrganisationFactory(), OrganisationFactory(verified=True)
    user = company_member(unproven)
    other = Membership(user_id=user.id, role=Role.RECRUITER, organisation_id=elsewhere.id, is_active=False)
    db.session.add(other)

    merge(unproven, kept, service_member)

    assert other.is_active


def test_letters_to_a_double_nobody_verified_open_nothing_of_the_company(app, client, kept, service_member):
    unproven: Organisation = OrganisationFactory()
    wanted = LinkFor(LETTER, unproven.id, "company", links.days(60), organisation_id=unproven.id)
    token = issue(wanted)[0]

    merge(unproven, kept, service_member)

    assert client.get(f"/l/{token}").status_code == 404


def test_letters_to_a_proven_double_ask_for_what_hangs_on_the_company(app, client, kept, double, service_member):
    acting = actor_of(service_member).acting_for(double.id, "Frau M", Channel.PHONE)
    companies.edit(double, {"about": "Wir bauen."}, actor=acting)
    token = issue(LinkFor(LETTER, double.id, "company", links.days(60), organisation_id=double.id))[0]

    merge(double, kept, service_member)

    asked = client.get(f"/l/{token}")
    assert asked.status_code == 200
    assert "Frau M" in asked.text


def test_a_register_number_of_the_double_leads_to_the_company(app, kept, double, service_member):
    key = double.register_key
    merge(double, kept, service_member)

    assert queries.by_register_key(key) == kept


def test_links_of_old_mails_lead_members_on_and_say_nothing_to_others(client, kept, double, service_member):
    member, stranger = company_member(double), company_member()
    merge(double, kept, service_member)

    sign_in(client, member)
    moved = client.get(f"/organisations/{double.id}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/organisations/{kept.id}")
    sign_in(client, stranger)
    assert client.get(f"/organisations/{double.id}").status_code == 404


def test_topics_somebody_wants_no_mail_about_stay_so(app, kept, double, service_member):
    both = company_member(kept, role=Role.COMPANY_ADMIN)
    there = Membership(user_id=both.id, role=Role.RECRUITER, organisation_id=double.id, is_active=False)
    there.muted = [Topic.DIGEST.value]
    db.session.add(there)

    merge(double, kept, service_member)

    assert queries.members_of(kept.id)[0].muted == [Topic.DIGEST.value]


@pytest.mark.parametrize("state", [CompanyState.SUSPENDED, CompanyState.CLOSED])
def test_a_locked_or_closed_entry_is_not_merged(app, kept, service_member, state):
    other: Organisation = OrganisationFactory(state=state)
    for pair in ((other, kept), (kept, other)):
        with pytest.raises((NotTheSame, TransitionNotAllowed)):
            service.merge(*pair, actor=actor_of(service_member), reason="x")
    assert kept.state is CompanyState.VERIFIED


def test_the_proven_entry_stays_and_none_is_its_own_double(app, kept, service_member):
    unproven: Organisation = OrganisationFactory()
    for pair in ((kept, unproven), (kept, kept)):
        with pytest.raises(NotTheSame):
            service.merge(*pair, actor=actor_of(service_member), reason="x")


def test_a_no_to_one_of_them_counts_for_both_at_once(app, kept, double, service_member):
    candidate = CandidateFactory(ready_for_work=True)
    proposal = ProposalFactory(
        vacancy=VacancyFactory(published=True, organisation=kept), candidate=candidate, state=ProposalState.INTERESTED
    )
    grant = DisclosureGrantFactory(candidate_id=candidate.id, organisation_id=kept.id)
    db.session.add(ExcludedOrganisation(candidate_id=candidate.id, organisation_id=double.id))

    merge(double, kept, service_member)

    db.session.refresh(proposal)
    assert proposal.state is ProposalState.SUPERSEDED
    assert db.session.get(DisclosureGrant, grant.id).ends_at <= clock.now()
    left = db.session.scalars(select(ExcludedOrganisation)).all()
    assert [one.organisation_id for one in left] == [kept.id]


@pytest.mark.parametrize(("taken_back", "stands"), [(timedelta(days=-1), False), (timedelta(days=-9), True)])
def test_the_last_word_to_either_of_them_is_the_word(app, kept, double, service_member, taken_back, stands):
    candidate = CandidateFactory(ready_for_work=True)
    yes = ConsentFactory(
        candidate_id=candidate.id,
        purpose=ConsentPurpose.NAME,
        organisation_id=kept.id,
        given_at=clock.now() - timedelta(days=5),
    )
    ConsentFactory(
        candidate_id=candidate.id,
        purpose=ConsentPurpose.NAME,
        organisation_id=double.id,
        given_at=clock.now() - timedelta(days=10),
        withdrawn_at=clock.now() + taken_back,
    )

    merge(double, kept, service_member)

    assert (db.session.get(Consent, yes.id).withdrawn_at is None) is stands


@pytest.mark.commits
def test_two_at_once_and_either_way_round_it_is_one_merge(app):
    one, other = OrganisationFactory(verified=True), OrganisationFactory(verified=True)
    actor = actor_of(office_member(role=Role.COORDINATOR))
    db.session.commit()
    ids = (one.id, other.id)

    def deed(first, second):
        return lambda: service.merge(
            db.session.get(Organisation, first), db.session.get(Organisation, second), actor=actor, reason="x"
        )

    outcomes = at_once(app, deed(*ids), deed(*reversed(ids)))

    assert outcomes in (["NotTheSame", "done"], ["TransitionNotAllowed", "done"])
    states = db.session.scalars(select(Organisation.state).where(Organisation.id.in_(ids))).all()
    assert sorted(states) == ["closed", "verified"]


class PowerCut(Exception):
    """The machine goes out between two tables."""


def test_a_crash_in_the_middle_leaves_both_as_they_were(app, kept, double, service_member, monkeypatch):
    vacancy: Vacancy = VacancyFactory(published=True, organisation=double)
    db.session.commit()
    moved = merging.references(Organisation.__table__)

    def until_the_cut(_table):
        yield from list(moved)[:-1]
        raise PowerCut

    monkeypatch.setattr(merging, "references", until_the_cut)
    with pytest.raises(PowerCut):
        merge(double, kept, service_member)
    db.session.rollback()

    assert (kept.state, double.state) == (CompanyState.VERIFIED, CompanyState.VERIFIED)
    assert vacancy.organisation_id == double.id
    assert not [event for event in audit.history("company", kept.id) if event.name == "take_over"]
