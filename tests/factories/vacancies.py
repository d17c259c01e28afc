"""Builders of offers and the versions of their text."""

from datetime import timedelta
from decimal import Decimal

import factory

from portal.core import clock
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import PayUnit, PhysicalLoad, VacancyState, VersionState, WorkingTime
from tests.factories.base import Factory
from tests.factories.organisations import OrganisationFactory

TEXT_OF = {VacancyState.DRAFT: VersionState.DRAFT, VacancyState.IN_REVIEW: VersionState.IN_REVIEW}
"""What the only version of an offer is in its first states; later it is the live one."""


class VacancyVersionFactory(Factory):
    """A complete text with nothing to object to."""

    class Meta:
        model = VacancyVersion

    number = 1
    text_state = VersionState.DRAFT
    editor_ids = factory.LazyFunction(list)
    offer_kind = "full_time_job"
    title = "Lagerhelfer (m/w/d) im Versand"
    search_title = "lagerhelfer (m/w/d) im versand"
    tasks = "Sie packen Pakete, kleben Etiketten auf und stapeln Paletten. Sie arbeiten im Team mit acht Personen."
    occupation = "lagerhelfer"
    kldb = "51311"
    positions = 2
    street = "Industriestraße 1"
    postal_code = "41812"
    town = "Erkelenz"
    ags = "05370004"
    starts_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=60))
    weekly_hours = Decimal(39)
    working_time = WorkingTime.FULL
    times = "Montag bis Freitag, 6 bis 14 Uhr"
    pay_eur = Decimal("18.50")
    pay_unit = PayUnit.HOUR
    german_speaking = "A2"
    german_reading = "A1"
    languages_welcome = factory.LazyFunction(lambda: ["ar", "uk"])
    needed = "Sie können Kisten bis 15 kg heben."
    can_be_learned = "Den Umgang mit dem Scanner lernen Sie hier."
    physical_load = PhysicalLoad.MEDIUM
    reach = "Bus SB1 hält am Werkstor."
    support = "Eine Kollegin zeigt Ihnen alles. Arbeitsschuhe stellt die Firma."
    may_lead_to_job = True
    easy_german = "Sie arbeiten im Lager. Sie packen Pakete. Sie brauchen wenig Deutsch."


class VacancyFactory(Factory):
    """An offer of a verified company as a complete draft; traits name the other states.

    Args: content: columns of its version that shall differ from the builder's.
    """

    class Meta:
        model = Vacancy

    number = factory.Sequence(lambda number: f"A-{number:06}")
    state = VacancyState.DRAFT
    organisation = factory.SubFactory(OrganisationFactory, verified=True)
    places = factory.LazyAttribute(lambda vacancy: vacancy.content.get("positions", 2))
    taken = 0
    versions = factory.LazyAttribute(
        lambda vacancy: [
            VacancyVersionFactory.build(
                text_state=TEXT_OF.get(vacancy.state, VersionState.LIVE),
                author_id=vacancy.author_id,
                **vacancy.content,
            )
        ]
    )
    author_id = None

    class Params:
        content = factory.LazyFunction(dict)
        shown = factory.Trait(
            published_at=factory.LazyFunction(clock.now),
            confirmed_on=factory.LazyFunction(clock.today),
            expires_on=factory.LazyFunction(lambda: clock.today() + timedelta(days=60)),
        )
        draft = factory.Trait(state=VacancyState.DRAFT)
        in_review = factory.Trait(state=VacancyState.IN_REVIEW)
        published = factory.Trait(shown=True, state=VacancyState.PUBLISHED)
        paused = factory.Trait(shown=True, state=VacancyState.PAUSED)
        filled = factory.Trait(shown=True, state=VacancyState.FILLED, taken=factory.SelfAttribute("places"))
        withdrawn = factory.Trait(state=VacancyState.WITHDRAWN)
        expired = factory.Trait(
            shown=True,
            state=VacancyState.EXPIRED,
            expires_on=factory.LazyFunction(lambda: clock.today() - timedelta(days=1)),
        )
