"""Many offers as firms write them, made up from the occupations of the reference data; always the same ones."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from portal.reference import Level, OfferKindCode, PlacementKindCode, snapshot
from portal.reference.tables import Municipality, OccupationGroup, SampleVacancy

SEED, NUMBER = 20261, 300
KINDS = {
    OfferKindCode.FULL_TIME_JOB: ("job_unbefristet", 9, 39),
    OfferKindCode.PART_TIME_JOB: ("job_unbefristet", 4, 25),
    OfferKindCode.MINI_JOB: ("minijob", 2, 9),
    OfferKindCode.APPRENTICESHIP: ("ausbildung", 2, 39),
    OfferKindCode.INTERNSHIP: ("orientierungspraktikum", 2, 35),
    OfferKindCode.SHADOWING: ("hospitation", 1, 20),
    OfferKindCode.ENTRY_QUALIFICATION: ("eq", 1, 39),
}
"""The legal kind, how often it comes among 21, and the hours a week of each kind."""
TITLES = {
    OfferKindCode.FULL_TIME_JOB: ("{} (m/w/d)", "{} (m/w/d) in Vollzeit", "{} (w/m/d) ab sofort", "{} gesucht"),
    OfferKindCode.PART_TIME_JOB: ("{} (m/w/d) in Teilzeit", "{} (m/w/d), 25 Stunden", "{} (m/w/d) vormittags"),
    OfferKindCode.MINI_JOB: ("{} (m/w/d) auf Minijob-Basis", "Minijob: {} (m/w/d)", "{} (m/w/d) als Aushilfe"),
    OfferKindCode.APPRENTICESHIP: ("Ausbildung: {} (m/w/d)", "Auszubildende als {} (m/w/d)", "Azubi {} (m/w/d)"),
    OfferKindCode.INTERNSHIP: ("Praktikum als {} (m/w/d)", "{} (m/w/d): Praktikum mit Aussicht"),
    OfferKindCode.SHADOWING: ("Schnuppertag: {} (m/w/d)", "Ein Tag als {} (m/w/d)"),
    OfferKindCode.ENTRY_QUALIFICATION: ("Einstiegsqualifizierung {} (m/w/d)", "EQ-Jahr: {} (m/w/d)"),
}
FIRMS = ("Breuer", "Claßen", "Dohmen", "Esser", "Frenken", "Jansen", "Körfer", "Lenzen", "Peters", "Rütten", "Wolters")
FORMS = ("GmbH", "KG", "Meisterbetrieb", "und Söhne", "Service GmbH", "e. K.")
TASKS = (
    "Sie arbeiten in einem kleinen Team und werden gründlich eingearbeitet.",
    "Die Arbeit beginnt um 6 Uhr und endet um 14.30 Uhr.",
    "Früh- und Spätschicht wechseln jede Woche.",
    "Ein erfahrener Kollege zeigt Ihnen in den ersten Wochen alles.",
    "Sie halten Ihren Arbeitsplatz sauber und achten auf Sicherheit.",
    "Jedes zweite Wochenende ist frei, der Plan steht vier Wochen vorher fest.",
    "Wir sind ein Familienbetrieb seit 1968 und legen Wert auf gute Laune.",
    "Kunden kommen gern zu uns, weil wir sie freundlich beraten.",
    "Unser Lager und unsere Büros liegen nahe am Bahnhof.",
    "Nach der Probezeit ist ein fester Vertrag möglich.",
)
NEEDED = (
    "Zuverlässigkeit und Freude an der Arbeit.",
    "Führerschein B von Vorteil.",
    "Erfahrung hilft, ist aber nicht nötig.",
    "Eine abgeschlossene Ausbildung oder mehrere Jahre Praxis.",
    "Bereitschaft zu Schichtarbeit.",
    "Deutsch für kurze Absprachen im Team.",
)


@cache
def adverts() -> tuple[SampleVacancy, ...]:
    """Give the offers, at least one of every occupation; their references are G001 and so on."""
    dice = random.Random(SEED)
    groups = list(snapshot().occupation_groups)
    towns = [town for town in snapshot().municipalities if town.in_kreis_heinsberg]
    chosen = groups + dice.choices(groups, k=NUMBER - len(groups))
    dice.shuffle(chosen)
    return tuple(_advert(dice, f"G{number:03}", group, towns) for number, group in enumerate(chosen, 1))


def _advert(dice: random.Random, ref: str, group: OccupationGroup, towns: list[Municipality]) -> SampleVacancy:
    (kind,) = dice.choices(list(KINDS), [often for _, often, _ in KINDS.values()])
    legal, _, hours = KINDS[kind]
    town = dice.choice(towns)
    return SampleVacancy(
        id=ref,
        title=dice.choice(TITLES[kind]).format(dice.choice(list(_names(group)))),
        offer_kind=kind,
        kind_key=PlacementKindCode(legal),
        synonym_group=group.group_id,
        kldb5=group.kldb5[0] if group.kldb5 else "",
        employer_fictional=f"{dice.choice(FIRMS)} {dice.choice(FORMS)}",
        ags=town.ags,
        town=town.name,
        hours_week=Decimal(hours),
        pay_text=""
        if kind in (OfferKindCode.SHADOWING, OfferKindCode.INTERNSHIP)
        else f"{dice.randint(146, 199) / 10:.2f} EUR/h",
        starts_on=date(2027, 1, 4) + timedelta(weeks=dice.randint(0, 30)),
        positions=dice.randint(1, 4),
        training_aim=kind is OfferKindCode.APPRENTICESHIP,
        mag_possible=dice.random() < 0.2,
        may_lead_to_job=dice.random() < 0.4,
        german_level=dice.choice([Level.A0, Level.A1, Level.A2, Level.A2, Level.B1, Level.B1, Level.B2]),
        languages_welcome=tuple(dice.sample(["ar", "uk", "tr", "en", "fa"], dice.randint(0, 2))),
        tasks_de=" ".join([group.easy_german, *dice.sample(TASKS, 2)]),
        requirements_de=dice.choice(NEEDED),
        easy_german=group.easy_german,
    )


def _names(group: OccupationGroup) -> Iterator[str]:
    """Give what firms call the occupation: rather its first words than the last."""
    common = [*(name.split(" (")[0] for name in group.canonical_de.split(", ")), *group.synonyms_de[:3]]
    yield from common
    yield from common
    yield from group.synonyms_de[3:]
