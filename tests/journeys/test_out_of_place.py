"""Who is in the wrong place: another office, another company of the same person, a suspended firm, a deputy."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.core import clock, db
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership, Office
from portal.vacancies.models import Vacancy
from tests.addresses import known_ids
from tests.conventions.crawling import guesses, text_of
from tests.conventions.test_taken_back import Known
from tests.factories.organisations import MembershipFactory, OfficeFactory, OrganisationFactory, actor_of, office_member
from tests.journeys.offices import Caseworker, Coordinator, Reviewer
from tests.journeys.people import Firm, Person
from tests.journeys.windows import Window, link_in
from tests.journeys.world import District, pdf_text
from tests.signing import sign_in

OF_A_FILE = (
    "candidate",
    "clearance",
    "confirmation",
    "consent",
    "document",
    "enrolment",
    "experience",
    "list",
    "message",
    "order",
    "person_message",
    "placement",
    "proposal",
    "referral",
    "transfer",
)
"""Whose ids stand in the addresses of what hangs on somebody's file."""


def addresses(district: District, keeper: User) -> Iterator[str]:
    """Give every address with a record of a file, as far as its keeper can open it."""
    window = Window(district.app)
    sign_in(window.browser, keeper)
    known = known_ids(actor_of(keeper))
    ids = {str(one) for name in OF_A_FILE for one in known[f"{name}_id"]}
    for path in guesses(district.app, known):
        if any(one in path for one in ids) and window.browser.get(path).status_code == 200:
            yield path


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR, Role.EMPLOYER_SERVICE, Role.AUTHORITY])
def test_for_another_office_no_record_of_a_file_exists(district: District, role: Role) -> None:
    known = Known()
    known.is_taken_on()
    paths = list(addresses(district, known.caseworker))
    kind = {"authority": True} if role is Role.AUTHORITY else {}
    stranger, window = office_member(OfficeFactory(**kind), role=role), Window(district.app)
    sign_in(window.browser, stranger)

    answers = {path: window.browser.get(path) for path in paths}

    assert len(paths) > 40
    assert {path: one.status_code for path, one in answers.items() if one.status_code not in (403, 404)} == {}
    if role is Role.CASEWORKER:
        assert {one.status_code for one in answers.values()} == {404}
    signs = {*known.signs(), known.person.number, known.proposal.number}
    assert [path for path, one in answers.items() if any(sign in text_of(one) for sign in signs)] == []


class TwoHomes:
    """Somebody who belongs to two companies or offices, with a browser at work and one at home."""

    def __init__(self, district: District, user: User, other: Membership) -> None:
        """Sign in twice; forms are guarded as they are for people."""
        district.app.config["WTF_CSRF_ENABLED"] = True
        self.user, self.other = user, other
        self.work, self.home = Window(district.app), Window(district.app)
        for window in (self.work, self.home):
            sign_in(window.browser, user)
            window.opens("/organisations/memberships")

    def switches(self, window: Window) -> None:
        """Act for the other one from now on."""
        window.opens("/organisations/memberships")
        window.presses(f"{self.other.id}/activate")


@pytest.fixture
def of_two_companies(district: District) -> TwoHomes:
    """The admin of one company, who belongs to another one as well."""
    firm, _offer = Firm.with_an_offer(district)
    assert firm.user
    company = OrganisationFactory(verified=True)
    values = {"organisation_id": company.id, "role": Role.COMPANY_ADMIN, "is_active": False}
    other = MembershipFactory(user_id=firm.user.id, **values)
    mine = (Membership.user_id == firm.user.id) & Membership.is_active
    db.session.scalars(select(Membership).where(mine)).one().role = Role.COMPANY_ADMIN
    db.session.commit()
    return TwoHomes(district, firm.user, other)


@pytest.fixture
def of_two_offices(district: District) -> TwoHomes:
    """A caseworker of two offices."""
    nina = Caseworker(district, "Nina Brandt", "brandt@ip.example")
    office: Office = OfficeFactory(name="Jobcenter Nord")
    other = MembershipFactory(user_id=nina.user.id, office_id=office.id, role=Role.CASEWORKER, is_active=False)
    return TwoHomes(district, nina.user, other)


def invited() -> list[str]:
    """List who was invited anywhere."""
    return list(db.session.scalars(select(OutboxMail.address).where(OutboxMail.kind == "accounts/invitation")))


INVITATION = {"name": "Kim Neu", "email": "kim@bauer.example", "role": "recruiter"}


def test_a_tab_left_open_does_not_invite_into_the_other_company(of_two_companies: TwoHomes) -> None:
    two = of_two_companies
    two.work.opens("/organisations/members/invite")
    stale = two.work.page

    # When she switches in another tab of the same browser and then sends the form that is still open
    two.switches(two.work)
    two.work.path, two.work.page = "/organisations/members/invite", stale
    two.work.tries(status=400, **INVITATION)

    # Then nobody is invited; opened anew, the same form works for the company it names
    assert invited() == []
    two.work.sends("/organisations/members/invite", **INVITATION)
    assert invited() == ["kim@bauer.example"]


def test_nor_does_one_on_another_device(of_two_companies: TwoHomes) -> None:
    two = of_two_companies
    two.work.opens("/organisations/members/invite")

    two.switches(two.home)

    two.work.tries(status=409, **INVITATION)
    assert two.work.sees("Sie handeln inzwischen für einen anderen Betrieb")
    assert invited() == []
    two.work.sends("/organisations/members/invite", **INVITATION)
    assert invited() == ["kim@bauer.example"]


def test_an_offer_begun_for_one_company_is_not_the_other_one_s(of_two_companies: TwoHomes) -> None:
    two = of_two_companies
    offers = db.session.scalars(select(Vacancy.id)).all()
    two.work.opens("/vacancies/new")
    stale = two.work.page

    two.switches(two.work)
    two.work.path, two.work.page = "/vacancies/new", stale

    two.work.tries(status=400)
    assert db.session.scalars(select(Vacancy.id)).all() == offers


def test_the_second_half_of_a_double_click_on_the_switch_is_no_error(of_two_companies: TwoHomes) -> None:
    two = of_two_companies
    page = two.work.opens("/organisations/memberships")
    form = page.form(action=f"{two.other.id}/activate")

    answers = [two.work.browser.post(form.action, data=form.filled()) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    two.work.opens("/desk")


def test_a_file_begun_in_one_office_is_not_the_other_one_s(of_two_offices: TwoHomes) -> None:
    two = of_two_offices
    entry = {"first_name": "Amina", "last_name": "Haddad", "birth_date": "1994-05-17", "locale": "ar"}
    two.work.opens("/candidates/new")
    two.home.opens("/candidates/new")
    stale = two.home.page

    two.switches(two.home)
    two.work.tries(status=409, **entry)
    two.home.path, two.home.page = "/candidates/new", stale
    two.home.tries(status=400, **entry)

    assert db.session.scalars(select(Candidate.id)).all() == []


def test_whoever_works_in_two_offices_sees_the_files_of_one_at_a_time(of_two_offices: TwoHomes) -> None:
    two = of_two_offices
    two.work.sends("/candidates/new", first_name="Amina", last_name="Haddad", birth_date="1994-05-17", locale="ar")
    file = two.work.path

    two.switches(two.home)

    for window in (two.work, two.home):
        window.tries_to_open(file)
        assert not window.sees("Haddad")
        assert window.browser.get(file).status_code == 404


def test_acting_for_a_company_begins_and_ends_with_new_forms(district: District) -> None:
    service = Reviewer(district, "Karl Vogt", "vogt@ip.example")
    firm, _offer = Firm.with_an_offer(district)
    other, _ = Firm.with_an_offer(district, "Becker GmbH", "becker@markt.example")
    service.acts_for(firm.company, "Petra Bauer")
    district.app.config["WTF_CSRF_ENABLED"] = True
    service.window.opens("/vacancies/new")
    stale, offers = service.window.page, db.session.scalars(select(Vacancy.id)).all()

    service.ends_acting()
    service.acts_for(other.company, "Hans Becker")
    service.window.path, service.window.page = "/vacancies/new", stale

    service.window.tries(status=400)
    assert db.session.scalars(select(Vacancy.id)).all() == offers


def test_a_suspended_firm_sees_nobody_and_its_mails_lead_to_nobody(district: District) -> None:
    firm, offer = Firm.with_an_offer(district)
    lead = Coordinator(district, "Ute Lang", "lang@ip.example")
    caseworker = Caseworker(district, "Nina Brandt", "brandt@ip.example")
    people = [Person(district), Person(district, "Yusuf Demir", "yusuf@post.example")]

    # Given two people: one whose name the firm knows, one whose card it has, and a mail about each
    proposals = []
    for person in people:
        caseworker.knows(person)
        proposals.append(caseworker.asks(person, offer))
        person.says_yes_by_link()
    cards = [link_in(mail) for mail in firm.mails("Bewerbervorschlag wartet")]
    firm.window.opens(cards[0])
    firm.window.sends(button="show_interest", interest__purpose=True)
    assert firm.reads(proposals[0], "Amina Haddad")
    assert firm.reads(proposals[1], people[1].number)

    # When the firm is suspended
    lead.takes_the_step(firm.company, "suspend", reason="Lohn nicht gezahlt")
    before = len(firm.mails())

    # Then no page, paper or link shows anybody, and no reminder goes out
    for place in (*cards, *proposals, f"{proposals[0]}/card.pdf", "/proposals?state=all", "/desk", "/placements/"):
        answer = firm.window.browser.get(place)
        assert answer.status_code in (200, 404), place
        text = pdf_text(answer.data) if answer.mimetype == "application/pdf" else answer.text
        assert not any(sign in text for one in people for sign in (one.last_name, one.number)), place
    assert firm.window.browser.post(cards[1], data={"deed": "show_interest"}).status_code == 422
    district.lets_working_days_pass(4)
    assert not [mail for mail in firm.mails()[before:] if "Bewerbervorschlag" in mail["Subject"]]


def test_the_deputy_has_the_mails_and_the_work_and_loses_both(district: District) -> None:
    nina = Caseworker(district, "Nina Brandt", "brandt@ip.example")
    deputy = Caseworker(district, "Omar Klein", "klein@ip.example")
    firm, offer = Firm.with_an_offer(district)
    amina, yusuf = Person(district), Person(district, "Yusuf Demir", "yusuf@post.example")
    for person in (amina, yusuf):
        nina.knows(person)
    first, second = nina.asks(amina, offer), nina.asks(yusuf, offer)
    for person in (amina, yusuf):
        person.says_yes_by_link()

    # Given that her colleague has no part in it
    deputy.window.tries_to_open(first)
    assert not deputy.window.sees("Haddad")

    # When she is away for three days and the firm answers
    until = clock.today() + timedelta(days=3)
    nina.window.sends("/organisations/absence", until=until, deputy=str(deputy.user.id))
    mine = len(nina.mails())
    firm.shows_interest_from_the_mail()

    # Then the colleague reads the mail and why, finds her on the desk, and goes on with it
    (mail,) = deputy.mails("Ein Betrieb hat Interesse")
    assert "in Vertretung für Nina Brandt" in mail.get_body().get_content()
    assert len(nina.mails()) == mine
    interested, other = (first, second) if "Haddad" in deputy.window.opens(link_in(mail)).text else (second, first)
    assert deputy.reads("/desk", "Betrieb hat Interesse")
    deputy.takes_the_step(interested, "write", text="Sie ist ab nächster Woche frei.")
    assert deputy.reads(amina.file, "Haddad")

    # And when she is back, the mail is hers and the colleague finds neither file, proposal nor task
    district.lets_days_pass(4)
    deputy.begins_the_day()
    answer_for(nina, deputy, firm, other)
    for place in (first, second, amina.file, yusuf.file):
        assert deputy.window.browser.get(place).status_code == 404, place
    assert not deputy.reads("/desk", "Haddad")
    assert deputy.window.browser.post(f"{other}/reopen").status_code == 404


def answer_for(nina: Caseworker, deputy: Caseworker, firm: Firm, proposal: str) -> None:
    """Let the firm say no: the caseworker hears of it, and the colleague does not."""
    told = len(deputy.mails())
    firm.signs_in()
    firm.declines(proposal, "hours")
    assert nina.mails("passt diesmal nicht")
    assert len(deputy.mails()) == told
