"""The parts of a match, each as one rule: how it comes out, what share of its weight that is, and in which words."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from portal.candidates.rules import Reach
from portal.proposals.rules.facts import Occupation, OfferFacts, PersonFacts
from portal.proposals.rules.occupations import nearness, needs_no_training
from portal.reference import Level, Verdict
from portal.reference.places import distance_km
from portal.reference.texts import N_, Text
from portal.vacancies.rules import Licence


class Outcome(StrEnum):
    """How one part of a match comes out."""

    FITS = "fits"
    NEAR = "near"
    MISSING = "missing"
    UNKNOWN = "unknown"
    STOP = "stop"


@dataclass(frozen=True)
class Term:
    """One part of a match: its outcome, its share of the weight (0 to 1), and the sentence that says so."""

    outcome: Outcome
    share: float
    text: Text


USUAL_KM = {Reach.WALK: 3, Reach.BIKE: 8, Reach.TRANSIT: 25, Reach.CAR: 40}
"""How far people go by each means where nobody has asked how far they want to go."""
SOMEWHAT_FARTHER = 1.5
"""How many times the way somebody goes is still near."""
SOME_HOURS_MORE = Decimal(5)
FAR_FEWER_HOURS = Decimal("0.75")
"""Hours a week above what is wanted that are near, and the part of it below which an offer is far less."""
MOST_TIMES = 2 / 3
"""The part of the times an offer names at which a person who can come then is near."""
SOMEWHAT_LATER = timedelta(days=30)
NOT_QUITE = 0.5
WITHOUT_EXPERIENCE = 0.5
ONE_LEVEL_SHORT = 0.5
LEARNED_THERE = 0.25
"""Shares of what is near: way, hours, times and start; work that needs no training; German by one level, and by two."""
LONGEST_QUOTE = 120
LICENCE_COVERS: Mapping[str, frozenset[str]] = {
    Licence.CAR: frozenset({"B", "BE", "C1", "C", "CE", "D"}),
    Licence.TRUCK: frozenset({"C", "CE"}),
}
"""Which licences of a profile let somebody drive what an offer asks for (FeV section 6)."""


def fits(text: Text) -> Term:
    """Say that a part fits."""
    return Term(Outcome.FITS, 1.0, text)


def near(share: float, text: Text) -> Term:
    """Say that a part nearly fits."""
    return Term(Outcome.NEAR, share, text)


def missing(text: Text) -> Term:
    """Say that a part does not fit."""
    return Term(Outcome.MISSING, 0.0, text)


def unknown(text: Text) -> Term:
    """Say what nobody has told yet."""
    return Term(Outcome.UNKNOWN, 0.0, text)


def stop(text: Text) -> Term:
    """Say what stands against it altogether."""
    return Term(Outcome.STOP, 0.0, text)


def excluded(person: PersonFacts, offer: OfferFacts) -> Term | None:
    """Stop at a company the person does not want."""
    if offer.organisation_id in person.excluded:
        return stop(N_("Die Person möchte diesem Betrieb nicht vorgeschlagen werden"))
    return None


def age(person: PersonFacts, offer: OfferFacts) -> Term | None:
    """Stop at what the law of youth employment forbids (JArbSchG sections 2, 7, 8); grown-ups have no such part."""
    if person.is_child:
        return stop(N_("Unter 15 Jahren ist das nicht erlaubt"))
    if not person.is_minor:
        return None
    if offer.weekly_hours is not None and offer.weekly_hours > offer.most_hours_of_minors:
        return stop(
            N_("Unter 18 Jahren höchstens %(most)s Stunden in der Woche", most=_plain(offer.most_hours_of_minors))
        )
    if offer.has_shifts:
        return unknown(N_("Ob die Schichten unter 18 Jahren erlaubt sind"))
    return None


def readiness(person: PersonFacts, offer: OfferFacts) -> Term | None:
    """Stop while the pre-screening is not good enough for this kind of offer."""
    return None if person.grade.covers(offer.grade) else stop(N_("Der Profil-Check reicht dafür noch nicht"))


def together(verdicts: Set[Verdict]) -> Verdict:
    """Give what holds for every legal kind an offer can become: a yes for one of them is no yes to the offer."""
    if len(verdicts) == 1:
        return next(iter(verdicts))
    yes = {Verdict.ALLOWED, Verdict.ALLOWED_WITH_PERMISSION}
    return Verdict.ALLOWED_WITH_PERMISSION if verdicts == yes else Verdict.ASK


def permission(person: PersonFacts, offer: OfferFacts) -> Term:
    """Say what the law of today says; only a plain no stops, and a question stays a question."""
    verdict = person.verdicts.get(offer.kind, Verdict.ASK) if offer.kind else Verdict.ASK
    if verdict is Verdict.ALLOWED:
        return fits(N_("Nach heutigem Stand erlaubt"))
    if verdict is Verdict.ALLOWED_WITH_PERMISSION:
        return near(1.0, N_("Nach heutigem Stand mit Erlaubnis möglich"))
    if verdict is Verdict.FORBIDDEN:
        return stop(N_("Nach heutigem Stand nicht erlaubt"))
    return unknown(N_("Arbeitserlaubnis: bitte klären"))


def wish(person: PersonFacts, offer: OfferFacts) -> Term:
    """Compare what is offered with what the person wants to do."""
    written = sorted(said.text for said in person.wished if said.is_in(offer.terms))
    if written:
        return fits(N_("Wunschberuf: %(occupation)s", occupation=written[0]))
    if not person.wishes:
        return unknown(N_("Wunschberuf der Person"))
    if offer.occupation is None:
        return unknown(N_("Beruf des Angebots"))
    share, nearest = _nearest(person.wishes, offer.occupation)
    if share == 1:
        return fits(N_("Wunschberuf: %(occupation)s", occupation=nearest.name))
    if share:
        return near(share, N_("Verwandt mit dem Wunschberuf %(occupation)s", occupation=nearest.name))
    return missing(N_("Nicht der Wunschberuf: %(occupation)s", occupation=offer.occupation.name))


def occupation(person: PersonFacts, offer: OfferFacts) -> Term:
    """Compare what is offered with what the person has learned or done."""
    if offer.occupation is None:
        return unknown(N_("Beruf des Angebots"))
    if not person.done:
        return unknown(N_("Erfahrung der Person als %(occupation)s", occupation=offer.occupation.name))
    share, nearest = _nearest(person.done, offer.occupation)
    offered = offer.occupation.name
    if share == 1:
        return fits(N_("Erfahrung als %(occupation)s", occupation=nearest.name))
    if share < WITHOUT_EXPERIENCE and _is_open_to_all(offer):
        return near(WITHOUT_EXPERIENCE, N_("Geht auch ohne Erfahrung: %(occupation)s", occupation=offered))
    if share:
        return near(share, N_("Verwandte Erfahrung als %(occupation)s", occupation=nearest.name))
    return missing(N_("Keine Erfahrung als %(occupation)s", occupation=offered))


def _is_open_to_all(offer: OfferFacts) -> bool:
    """Tell whether no training is needed: as the company says, else as the occupation has it."""
    if offer.needs_training is not None:
        return not offer.needs_training
    return offer.occupation is not None and needs_no_training(offer.occupation)


def _nearest(mine: Iterable[Occupation], offered: Occupation) -> tuple[float, Occupation]:
    ranked = sorted(((nearness(one, offered), one) for one in mine), key=lambda pair: (-pair[0], pair[1].name))
    return ranked[0]


def speaking(person: PersonFacts, offer: OfferFacts) -> Term:
    """Compare the German that is spoken."""
    return _german(person.speaking, offer.speaking, offer, _SPEAKING)


def reading(person: PersonFacts, offer: OfferFacts) -> Term:
    """Compare the German that is read."""
    return _german(person.reading, offer.reading, offer, _READING)


@dataclass(frozen=True)
class _Words:
    """How the outcomes of one skill are said; `has` and `needed` are levels of the CEFR."""

    not_needed: Text
    unknown: Text
    enough: Callable[..., Text]
    short: Callable[..., Text]


_SPEAKING = _Words(
    N_("Kein Deutsch zum Sprechen nötig"),
    N_("Deutsch sprechen"),
    lambda has, needed: N_("Spricht Deutsch %(has)s, gebraucht %(needed)s", has=has, needed=needed),
    lambda has, needed: N_("Spricht Deutsch %(has)s, gebraucht wird %(needed)s", has=has, needed=needed),
)
_READING = _Words(
    N_("Kein Deutsch zum Lesen nötig"),
    N_("Deutsch lesen"),
    lambda has, needed: N_("Liest Deutsch %(has)s, gebraucht %(needed)s", has=has, needed=needed),
    lambda has, needed: N_("Liest Deutsch %(has)s, gebraucht wird %(needed)s", has=has, needed=needed),
)


def _german(has: Level | None, needed: Level | None, offer: OfferFacts, said: _Words) -> Term:
    if needed is Level.A0:
        return fits(said.not_needed)
    if has is None or needed is None:
        return unknown(said.unknown)
    gap = needed.rank - has.rank
    if gap <= 0:
        return fits(said.enough(has.value, needed.value))
    if gap == 1:
        return near(ONE_LEVEL_SHORT, said.short(has.value, needed.value))
    if gap == 2 and offer.german_can_be_learned:
        return near(LEARNED_THERE, said.short(has.value, needed.value))
    return missing(said.short(has.value, needed.value))


def licence(person: PersonFacts, offer: OfferFacts) -> Term:
    """Ask for the licence an offer needs; who has none cannot do this work."""
    if offer.licence is None:
        return fits(N_("Kein Führerschein verlangt"))
    if offer.licence == Licence.FORKLIFT:
        has = person.drives_forklift
        return fits(N_("Hat den Staplerschein")) if has else unknown(N_("Staplerschein: Pflicht"))
    if person.licence is None:
        return unknown(N_("Führerschein Klasse %(licence)s: Pflicht", licence=offer.licence))
    if person.licence in LICENCE_COVERS.get(offer.licence, frozenset()):
        return fits(N_("Hat den Führerschein Klasse %(licence)s", licence=offer.licence))
    return stop(N_("Führerschein Klasse %(licence)s ist Pflicht und fehlt", licence=offer.licence))


def skills(person: PersonFacts, offer: OfferFacts) -> Term:
    """Look for the person's skills in what the offer says; what else is asked for, only a talk can tell."""
    found = sorted(skill.text for skill in person.skills if skill.is_in(offer.told))
    if found:
        return fits(N_("Kann: %(skills)s", skills=", ".join(found)))
    if not offer.needed:
        return fits(N_("Sonst wird nichts verlangt"))
    return unknown(N_("Verlangt wird: „%(text)s“", text=_short(offer.needed)))


def distance(person: PersonFacts, offer: OfferFacts) -> Term:
    """Compare the way with how far the person wants to go, or people usually go by that means."""
    most = most_km(person.radius_km, person.reach)
    if person.home is None or most is None:
        return unknown(N_("Wie weit die Person fahren kann"))
    if offer.place is None:
        return unknown(N_("Ort des Angebots"))
    km = distance_km(person.home, offer.place)
    if km <= most:
        return fits(N_("Weg: etwa %(km)s km, möglich sind %(most)s km", km=round(km), most=most))
    if km <= most * SOMEWHAT_FARTHER:
        return near(NOT_QUITE, N_("Weg: etwa %(km)s km, gewünscht sind %(most)s km", km=round(km), most=most))
    return missing(N_("Weg: etwa %(km)s km, gewünscht sind höchstens %(most)s km", km=round(km), most=most))


def most_km(radius_km: int | None, reach: Reach | None) -> int | None:
    """Give how far somebody goes at most: what was said, else what is usual."""
    return radius_km or (USUAL_KM[reach] if reach else None)


def hours(person: PersonFacts, offer: OfferFacts) -> Term:
    """Compare the hours in the week."""
    wanted, given = person.weekly_hours, offer.weekly_hours
    if wanted is None or given is None:
        return unknown(N_("Stunden in der Woche"))
    values = {"hours": _plain(given), "wanted": _plain(wanted)}
    if given > wanted + SOME_HOURS_MORE:
        return missing(N_("%(hours)s Stunden in der Woche, möglich sind nur %(wanted)s", **values))
    if given > wanted:
        return near(NOT_QUITE, N_("%(hours)s Stunden in der Woche, möglich sind %(wanted)s", **values))
    if given < wanted * FAR_FEWER_HOURS:
        return near(NOT_QUITE, N_("Nur %(hours)s Stunden in der Woche, gewünscht sind %(wanted)s", **values))
    return fits(N_("%(hours)s Stunden in der Woche", **values))


def times(person: PersonFacts, offer: OfferFacts) -> Term:
    """Compare the person's week with the times the offer's own words name."""
    if not person.times:
        return unknown(N_("Zu welchen Zeiten die Person kann"))
    if offer.times is None:
        return unknown(N_("Zu welchen Zeiten gearbeitet wird"))
    share = offer.times.share(person.times)
    if share == 1:
        return fits(N_("Die Zeiten passen"))
    if share >= MOST_TIMES:
        return near(NOT_QUITE, N_("Die meisten Zeiten passen"))
    return missing(N_("Zu diesen Zeiten kann die Person nicht"))


def start(person: PersonFacts, offer: OfferFacts) -> Term:
    """Compare the first day of work with the first day on which the person can come."""
    if person.available_from is None:
        return unknown(N_("Ab wann die Person kann"))
    if offer.is_standing:
        return fits(N_("Beginn jederzeit"))
    if offer.starts_on is None:
        return unknown(N_("Beginn des Angebots"))
    if person.available_from <= offer.starts_on:
        return fits(N_("Beginn passt"))
    if person.available_from <= offer.starts_on + SOMEWHAT_LATER:
        return near(NOT_QUITE, N_("Die Person kann erst bis zu einem Monat später"))
    return missing(N_("Die Person kann erst viel später"))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1].rstrip()}…"
