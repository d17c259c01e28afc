"""The people of the stories: a firm, somebody who looks for work, and who cares for a young person."""

from datetime import date
from typing import Any
from uuid import UUID

from portal.accounts.models import User
from portal.core import clock, db
from portal.organisations.models import Organisation
from tests.factories.organisations import OrganisationFactory, company_member
from tests.factories.vacancies import VacancyFactory
from tests.journeys.world import District, Reader, open_placement, write_offer
from tests.signing import sign_in

PASSWORD = "Sieben Kisten Äpfel"


class Firm(Reader):
    """A company with one person in it who uses the portal."""

    def __init__(self, district: District, name: str, email: str = "chef@bauer.example") -> None:
        """Enter the story without any access."""
        super().__init__(district, name, email)
        self.company = ""
        self.user: User | None = None

    @classmethod
    def with_an_offer(
        cls, district: District, name: str = "Bauer Logistik GmbH", email: str = "chef@bauer.example", **offer: Any
    ) -> tuple["Firm", str]:
        """Enter the story verified, signed in and with an offer on the board; gives the offer's address too."""
        firm = cls(district, name, email)
        company = OrganisationFactory(verified=True, name=name)
        firm.user = company_member(company, name="Petra Bauer", email=email, email_key=email)
        firm.company = f"/organisations/{company.id}"
        vacancy = VacancyFactory(published=True, organisation=company, content={"positions": 1, **offer})
        firm.signs_in()
        return firm, f"/vacancies/{vacancy.id}"

    def is_joined_by(self, name: str, email: str) -> "Firm":
        """Let a colleague enter, who works for the same firm."""
        colleague = Firm(self.district, name, email)
        home = db.session.get_one(Organisation, UUID(self.company.rsplit("/", 1)[1]))
        colleague.user, colleague.company = company_member(home, name=name, email=email, email_key=email), self.company
        colleague.signs_in()
        return colleague

    def signs_up(self, register_number: str = "12345678") -> None:
        """Send the one page of the sign-up and prove the address by the mail's link."""
        self.window.sends(
            "/organisations/sign-up",
            name=self.name,
            street="Industriestraße 5",
            postal_code="41812",
            proof="employer_number",
            register_number=register_number,
            contact_name="Petra Bauer",
            contact_phone="02431 4711",
            contact_email=self.email,
            password=PASSWORD,
        )
        self.opens_the_mail("bestätigen")
        self.window.sends()

    def signs_in(self) -> None:
        """Sign in with address and password; a firm that was there before the story has a session."""
        if self.user is not None:
            sign_in(self.window.browser, self.user)
            return
        self.window.sends("/login", email=self.email, password=PASSWORD)
        self.window.opens("/organisations/mine")
        self.company = self.window.path

    def writes_an_offer(self, **changed: Any) -> str:
        """Write an offer step by step and give its address."""
        return write_offer(self.window, **changed)

    def posts_an_offer(self, **changed: Any) -> str:
        """Write an offer and hand it in for review."""
        offer = self.writes_an_offer(**changed)
        self.window.sends(f"{offer}/submit", publish_on="")
        return offer

    def shows_interest_from_the_mail(self, subject: str = "Bewerbervorschlag wartet") -> None:
        """Open the card behind the mail's link, promise what the data are for and press the button."""
        self.opens_the_mail(subject)
        fields = {"interest__purpose": True} if "interest-purpose" in str(self.window.page.forms) else {}
        self.window.sends(button="show_interest", **fields)

    def opens_its_proposal(self) -> str:
        """Open the newest proposal of the inbox and give its address."""
        self.window.opens("/proposals")
        self.window.follows("/proposals/")
        return self.window.path

    def opens_its_placement(self) -> str:
        """Open the newest placement and give its address."""
        return open_placement(self.window)

    def accepts(self, proposal: str) -> None:
        """Take the person on."""
        self.window.sends(f"{proposal}/accept", offer_kind=self._kind(proposal))

    def _kind(self, proposal: str) -> str:
        page = self.window.opens(f"{proposal}/accept")
        return page.form("offer_kind").untouched["offer_kind"][0]

    def declines(self, proposal: str, reason: str, text: str = "") -> None:
        """Say no with a reason and a friendly word."""
        self.window.sends(f"{proposal}/decline", reason=reason, text_for_person=text)

    def confirms_the_agreement(self, placement: str, number: int = 1) -> None:
        """Read the agreement on the page and say yes to it."""
        path = f"{placement}/agreements/{number}/confirm"
        self.window.opens(path)
        if not any(form.named("has_read") for form in self.window.page.forms):
            self.promises_the_purpose()
        self.window.sends(path, has_read=True, name="Petra Bauer")

    def promises_the_purpose(self) -> None:
        """Promise once what people's data are for."""
        self.window.sends("/organisations/purpose")


class Person(Reader):
    """Somebody who looks for work and has no account: personal links alone."""

    def __init__(
        self, district: District, name: str = "Amina Haddad", email: str = "amina@post.example", **born: date
    ) -> None:
        """Enter the story; nobody knows the person yet."""
        super().__init__(district, name, email)
        self.first_name, self.last_name = name.split()
        self.birth_date = born.get("birth_date", date(1994, 5, 17))
        self.file = self.number = ""

    @property
    def is_minor(self) -> bool:
        """Tell whether somebody must agree for this person."""
        return self.birth_date.replace(year=self.birth_date.year + 18) > clock.today()

    def opens_the_link(self, subject: str) -> None:
        """Follow the newest mail's link and say the date of birth where the page asks for it."""
        self.opens_the_mail(subject)
        if any(form.named("birth_date") for form in self.window.page.forms):
            self.window.sends(birth_date=self.birth_date)

    def says_yes_by_link(self) -> None:
        """Let the firm see the card."""
        self.opens_the_link("Eine Frage")
        self.window.sends(button="agree")

    def says_no_by_link(self) -> None:
        """Say no, without a reason."""
        self.opens_the_link("Eine Frage")
        self.window.sends(button="refuse")

    def confirms_by_link(self, subject: str = "Vereinbarung") -> None:
        """Read the agreement behind the mail's link and say yes to it."""
        self.opens_the_link(subject)
        self.window.sends(has_read=True, name=self.name)


class Guardian(Person):
    """Who cares for a young person; proves it by the child's date of birth."""
