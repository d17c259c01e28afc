"""The staff of the stories: reviewer, caseworker, coordinator, and the authority that allows work."""

import re
from datetime import timedelta
from typing import Any

from portal.accounts.models import User
from portal.core import clock
from portal.core.actor import Role
from portal.organisations.models import Office
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import OfficeFactory, office_member
from tests.journeys.people import Person
from tests.journeys.world import District, Reader, open_placement, write_offer
from tests.signing import sign_in

NUMBER = re.compile(r"\b[A-Z]-[0-9A-Z]{6}\b")
IN_OFFICE = ("identity", "contact", "consent")
FOR_WORK = (*IN_OFFICE, "residence", "german", "background", "availability", "wishes")
AGREEMENT: dict[str, Any] = {
    "times": "Montag bis Freitag, 7 bis 15 Uhr",
    "place": "Industriestraße 5, 41812 Erkelenz",
    "tasks": "Pakete packen und Etiketten kleben",
    "tutor_name": "Sabine Reuter",
}


class Staff(Reader):
    """Somebody of an office; the session begins anew when a day has passed."""

    role = Role.CASEWORKER

    def __init__(self, district: District, name: str, email: str, office: Office | None = None) -> None:
        """Enter the story as a member of an office, the Integration Point's unless another is given."""
        super().__init__(district, name, email)
        self.user: User = office_member(
            office or district.office, role=self.role, name=name, email=email, email_key=email
        )
        self.begins_the_day()

    def begins_the_day(self) -> None:
        """Sign in."""
        sign_in(self.window.browser, self.user)


class Reviewer(Staff):
    """The employer service: it verifies companies, reviews offers, acts for a company that calls."""

    role = Role.EMPLOYER_SERVICE

    def verifies_from_the_mail(self) -> None:
        """Open the company behind the mail and verify it."""
        self.opens_the_mail("Betrieb wartet auf die Prüfung")
        self.window.follows("/verify")
        self.window.sends()

    def publishes_from_the_mail(self) -> None:
        """Open the offer behind the mail and let it onto the board."""
        self.opens_the_mail("Angebot wartet auf Prüfung")
        self.window.sends(action="/publish")

    def enters_a_company(self, name: str, email: str) -> str:
        """Write down what a company tells on the telephone and give its address."""
        self.window.sends(
            "/organisations/new",
            name=name,
            street="Markt 3",
            postal_code="41812",
            proof="call",
            contact_name="Hans Becker",
            contact_phone="02431 815",
            contact_email=email,
            proof_note="Rückruf über die Nummer im Telefonbuch",
        )
        return self.window.path

    def acts_for(self, company: str, contact: str) -> None:
        """Begin to do what a company asks for on the telephone."""
        self.window.sends(f"{company}/act-for", contact=contact, channel="phone")

    def ends_acting(self) -> None:
        """Act for the own office again."""
        self.window.opens("/desk")
        self.window.presses("/organisations/act-for/end")

    def writes_an_offer(self, **changed: Any) -> str:
        """Write an offer for the company acted for."""
        return write_offer(self.window, **changed)


class Caseworker(Staff):
    """Somebody who knows the people of the own file and finds work for them."""

    role = Role.CASEWORKER

    def takes_in(self, person: Person, **fields: Any) -> str:
        """Open a file by quick entry and give its address."""
        self.window.sends(
            "/candidates/new",
            first_name=person.first_name,
            last_name=person.last_name,
            birth_date=person.birth_date,
            locale="de",
            phone="0151 23456789",
            email=person.email,
            ags="05370004",
            german="A2",
            wish_occupations="Lagerhelfer",
            **fields,
        )
        person.file = self.window.path
        found = NUMBER.search(self.window.page.text)
        assert found
        person.number = found[0]
        return person.file

    def screens(self, person: Person, items: tuple[str, ...] = FOR_WORK, **residence: Any) -> None:
        """Go through the checklist, the papers and the consents, and call the person ready."""
        file = person.file
        self.window.sends(f"{file}/step/start_screening")
        self.gives_consent(person, purpose="care")
        if residence:
            self.window.sends(f"{file}/residence", **residence)
        self.window.sends(f"{file}/edit/background", schooling_level="lower", skills="Packen\nZählen")
        self.window.sends(f"{file}/edit/availability", weekly_hours="40", reach="transit")
        for item in items:
            self.window.sends(f"{file}/check/{item}", evidence="Original gesehen")
        self.window.sends(f"{file}/step/make_ready")

    def gives_consent(self, person: Person, **fields: Any) -> None:
        """Keep a yes that the person says at the desk."""
        given = {"channel": "desk", "language": "de", "was_explained": True}
        given |= {"said_by": "both"} if person.is_minor else {}
        self.window.sends(f"{person.file}/consents/give", **given, **fields)

    def withdraws_consent(self, person: Person) -> None:
        """Take the care consent back for the person who says so at the desk."""
        self.window.opens(f"{person.file}/consents")
        self.window.follows("/withdraw")
        self.window.sends()

    def knows(self, person: Person, **traits: Any) -> None:
        """Have the person in the own file since long, ready for work, with papers that allow it."""
        names = {"first_name": person.first_name, "last_name": person.last_name, "birth_date": person.birth_date}
        known = CandidateFactory(ready_for_work=True, caseworker=self.user, email=person.email, **names, **traits)
        ResidenceFactory(candidate_id=known.id)
        person.file, person.number = f"/candidates/{known.id}", known.number

    def asks(self, person: Person, offer: str, **fields: Any) -> str:
        """Choose the offer for the person, look at the card and ask; gives the proposal's address."""
        return self._proposes(person, offer, "ask", **fields)

    def notes_the_yes(self, person: Person, offer: str, **proof: Any) -> str:
        """Write down the yes that the person gives in the same talk."""
        given = {"channel": "desk", "language": "de", "was_explained": True, **proof}
        return self._proposes(person, offer, "in_person", **{f"proof__{name}": value for name, value in given.items()})

    def _proposes(self, person: Person, offer: str, deed: str, **fields: Any) -> str:
        self.window.opens(person.file)
        self.window.follows("/proposals/new?candidate=")
        self.window.follows(f"vacancy={offer.rsplit('/', 1)[1]}")
        self.window.sends(button=deed, **fields)
        return self.window.path

    def opens_the_placement(self) -> str:
        """Open the newest placement and give its address."""
        return open_placement(self.window)

    def opens_a_direct_placement(self, person: Person, company: str, **fields: Any) -> str:
        """Open a placement at a company the person has found, and give its address."""
        self.window.sends(
            "/placements/direct",
            candidate_id=person.file.rsplit("/", 1)[1],
            organisation_id=company.rsplit("/", 1)[1],
            reason="Die Person hat den Betrieb selbst gefunden.",
            **fields,
        )
        return self.window.path

    def drafts_the_agreement(self, placement: str, **fields: Any) -> None:
        """Write the agreement from what the offer says."""
        self.window.sends(f"{placement}/agreements/new", **AGREEMENT | fields)

    def sends_the_agreement(self, placement: str, number: int = 1) -> None:
        """Ask everybody to confirm it."""
        self.window.sends(f"{placement}/agreements/{number}/send")

    def requests_the_permission(self, placement: str) -> str:
        """Ask the authority for what must be allowed, and give the clearance's address."""
        self.window.opens(placement)
        self.window.follows("/clearances/")
        clearance, today = self.window.path, clock.today()
        self.window.follows("/signatures")
        self.window.sends(request_signed_on=today, proxy_signed_on=today)
        self.window.follows("/request")
        self.window.sends(due_on=clock.today() + timedelta(days=10))
        return clearance


class Authority(Staff):
    """Somebody of the immigration authority."""

    role = Role.AUTHORITY

    def __init__(self, district: District, name: str, email: str) -> None:
        """Enter the story in an office that decides about work."""
        office = OfficeFactory(authority=True, name="Ausländerbehörde Kreis Heinsberg")
        super().__init__(district, name, email, office)

    def grants_from_the_mail(self, **fields: Any) -> None:
        """Open what is asked behind the mail and grant it."""
        self.opens_the_mail("")
        self.window.follows("/answer")
        self.window.sends(answer="granted", reference="32-4711/26", **fields)


class Coordinator(Staff):
    """The lead of the Integration Point."""

    role = Role.COORDINATOR

    def approves(self) -> None:
        """Open the placement that waits on the desk and agree."""
        self.takes_the_step(open_placement(self.window, "/placements/?approval=open"), "approve")
