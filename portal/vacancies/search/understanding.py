"""Words of a question that name a filter: which, and what is left to search for.

A page shows each `Reading` as a chip. Whoever refuses one gets its `key` into the address (`as_text=minijob`), and
the word is searched for as it stands; `answering.answer` does all that for a question to the board.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from portal.core.search import normalise
from portal.reference import Answer, Level, OfferKindCode, snapshot
from portal.reference.places import find_places
from portal.vacancies.rules import PhysicalLoad, WorkingTime
from portal.vacancies.search.columns import NO_LICENCE

PLACE = "place"
"""The name of the reading that is a place; all others bear the name of a filter of the board."""
LONGEST_PHRASE = 4
MOST_CHARACTERS = 1_000
ONLY_ONCE = frozenset({PLACE, "german", "start"})
"""Filters that take one code; of the others several are joined by "or"."""
_PARTS = re.compile(r'-?["„“”«»][^"„“”«»]*(?:["„“”«»]|$)|(?:(?!/\w{3})\S)+')
_POSTAL_CODE = re.compile(r"\d{5}")
_BEFORE_PLACES = ("in", "bei", "um", "nahe", "aus", "raum", "near", "stadt", "gemeinde", "in der naehe von")


@dataclass(frozen=True)
class Reading:
    """Words that were understood: the filter they name, and its code, or the name or postal code of a place.

    A place without a code is the whole district.
    """

    words: str
    filter: str
    code: str

    @property
    def key(self) -> str:
        """Give the words as they stand in an address that refuses this reading."""
        return normalise.plain_text(self.words)


@dataclass(frozen=True)
class Understood:
    """A question taken apart: the words to search for, and the readings in their order."""

    text: str
    readings: tuple[Reading, ...] = ()


def understand(text: str, refused: Collection[str] = (), *, besides: Collection[str] = ()) -> Understood:
    """Take the words that name a filter out of a question; "phrases" and -exclusions stay. Never fails.

    Args: refused: keys of readings somebody does not want; besides: filters that are chosen already.
    """
    parts = _PARTS.findall(text[:MOST_CHARACTERS])
    left: list[str] = []
    readings: list[Reading] = []
    while parts:
        taken = {*besides, *(reading.filter for reading in readings if reading.filter in ONLY_ONCE)}
        reading, length = _first(parts, refused, taken)
        if reading:
            readings.append(reading)
        else:
            left.append(parts[0])
        parts = parts[length:]
    return Understood(" ".join(left)[:MOST_CHARACTERS], tuple(readings))


def _first(parts: list[str], refused: Collection[str], taken: Collection[str]) -> tuple[Reading | None, int]:
    """Read what the parts begin with: the longest phrase that names a filter not taken yet, or one word."""
    for length in range(min(LONGEST_PHRASE, len(parts)), 0, -1):
        words = parts[:length]
        if any(_is_literal(word) for word in words) or not all(map(normalise.plain_text, (words[0], words[-1]))):
            continue
        phrase = " ".join(words)
        key = normalise.plain_text(phrase)
        filter_, code = _meaning(key)
        if filter_ and filter_ not in taken and key not in refused:
            return Reading(phrase.strip(".,;:!?()"), filter_, code), length
    return None, 1


def _is_literal(word: str) -> bool:
    return word[0] in '-\u2013\u2212"„“”«»' or word[1:2] in tuple('"„“”«»')


def _meaning(key: str) -> tuple[str, str]:
    if _POSTAL_CODE.fullmatch(key):
        return (PLACE, key) if find_places(key, limit=1) else ("", "")
    return phrases().get(key, ("", ""))


@cache
def phrases() -> Mapping[str, tuple[str, str]]:
    """Give the filter and code of every phrase that names one, folded."""
    meant = {normalise.plain_text(phrase): (filter_, code) for filter_, code, phrase in _rows()}
    for row in snapshot().search_words:
        if meaning := meant.get(normalise.plain_text(row.word_de)):
            meant |= {normalise.plain_text(word): meaning for word in row.words}
    return meant | {normalise.plain_text(spelling): (PLACE, name) for name, spelling in _places()}


def _rows() -> Iterator[tuple[str, str, str]]:
    for filter_, codes in PHRASES.items():
        yield from ((filter_, str(code), phrase) for code, list_ in codes.items() for phrase in list_.split(","))


def _places() -> Iterator[tuple[str, str]]:
    """Give the towns and their parts with a station, each alone and after the words that announce a place."""
    for name, spelling in _names():
        for written in (spelling, _without_umlauts(spelling)):
            yield name, written
            yield from ((name, f"{before} {written}") for before in _BEFORE_PLACES)


def _names() -> Iterable[tuple[str, str]]:
    towns = [town.name for town in snapshot().municipalities]
    stations = [station.station for station in snapshot().rail_stations]
    whole = ((name, name) for name in (*stations, *towns) if "(" not in name)
    parts = ((name, part) for name in (*stations, *towns) for part in name.split("-") if "-" in name)
    return {part: (name, part) for name, part in (*parts, *whole)}.values()


def _without_umlauts(name: str) -> str:
    return name.translate(str.maketrans("äöüÄÖÜ", "aouAOU"))


PHRASES: Mapping[str, Mapping[str, str]] = {
    "kind": {
        OfferKindCode.SHADOWING: (
            "Schnuppertag, Schnuppertage, Hospitation, Hospitieren, Probetag, Probearbeiten, Job Shadowing, Zuschauen"
        ),
        OfferKindCode.INTERNSHIP: (
            "Praktikum, Praktika, Praktikumsplatz, Praktikumsstelle, Betriebspraktikum, Schnupperpraktikum,"
            "Schülerpraktikum, internship, internships, work placement"
        ),
        OfferKindCode.ENTRY_QUALIFICATION: "EQ, EQJ, Einstiegsqualifizierung, entry qualification",
        OfferKindCode.APPRENTICESHIP: (
            "Ausbildung, Ausbildungsplatz, Ausbildungsplätze, Ausbildungsstelle, Ausbildungsstellen, Lehre, Lehrstelle,"
            "Azubi, Azubis, Auszubildender, Auszubildende, Lehrling, duale Ausbildung, apprenticeship, apprentice,"
            "vocational training"
        ),
        OfferKindCode.MINI_JOB: (
            "Minijob, Minijobs, Mini-Job, Mini-Jobs, Minijobber, Nebenjob, Nebenjobs, Aushilfsjob, geringfügig,"
            "Minijob-Basis, auf Minijob-Basis, geringfügige Beschäftigung,"
            "450 Euro Job, 520 Euro Job, 538 Euro Job, 556 Euro Job, 603 Euro Job, side job"
        ),
    },
    "time": {
        WorkingTime.PART: (
            "Teilzeit, in Teilzeit, Teilzeitstelle, Teilzeitjob, Teilzeitarbeit, halbtags, Halbtagsstelle, part time,"
            "part-time"
        ),
        WorkingTime.FULL: (
            "Vollzeit, in Vollzeit, Vollzeitstelle, Vollzeitjob, ganztags, Ganztagsstelle, full time, full-time"
        ),
    },
    "german": {
        Level.A0: "noch kein Deutsch, kein Wort Deutsch, gar kein Deutsch",
        Level.A1: (
            "A1, Deutsch A1, A1 Deutsch, Niveau A1, Sprachniveau A1, ohne Deutsch,"
            "ohne Deutschkenntnisse, ohne Deutsch-Kenntnisse, kein Deutsch, keine Deutschkenntnisse,"
            "ohne Sprachkenntnisse, ohne Sprache, Deutsch nicht nötig, no German, without German"
        ),
        Level.A2: (
            "A2, Deutsch A2, A2 Deutsch, Niveau A2, Sprachniveau A2, wenig Deutsch, wenig Deutschkenntnisse,"
            "geringe Deutschkenntnisse, einfaches Deutsch, little German, basic German"
        ),
        Level.B1: "B1, Deutsch B1, B1 Deutsch, Niveau B1, Sprachniveau B1",
        Level.B2: "B2, Deutsch B2, B2 Deutsch, Niveau B2, Sprachniveau B2",
        Level.C1: "Deutsch C1, C1 Deutsch, Niveau C1, Sprachniveau C1",
        Level.C2: "Deutsch C2, C2 Deutsch, Niveau C2, Sprachniveau C2",
    },
    "licence": {
        NO_LICENCE: (
            "ohne Führerschein, kein Führerschein, keinen Führerschein, Führerschein nicht nötig,"
            "no driving licence, without driving licence, no driver's license, without license"
        ),
    },
    "shift": {
        Answer.NO: (
            "ohne Schicht, ohne Schichten, ohne Schichtarbeit, ohne Schichtdienst, keine Schicht, keine Schichten,"
            "keine Schichtarbeit, kein Schichtdienst, ohne Nachtschicht, keine Nachtschicht, ohne Nachtarbeit,"
            "keine Nachtarbeit, no shifts, no night shift, no shift work"
        ),
        Answer.YES: "Schichtarbeit, Schichtdienst, Wechselschicht, in Schichten, shift work",
    },
    "training": {
        Answer.NO: (
            "ohne Ausbildung, keine Ausbildung, ohne Berufsausbildung, ohne Abschluss, ohne Vorkenntnisse, ungelernt,"
            "Quereinsteiger, Quereinstieg, unskilled, no training, without training, no qualification"
        ),
    },
    "limited": {
        Answer.NO: (
            "unbefristet, unbefristete, unbefristete Stelle, Festanstellung, feste Stelle, Dauerstelle, permanent"
        ),
        Answer.YES: "befristet, befristete, befristete Stelle, temporary, fixed term, fixed-term",
    },
    "start": {"month": "sofort, ab sofort, sofort frei, so bald wie möglich, immediately, asap"},
    "load": {
        PhysicalLoad.LIGHT: (
            "leichte Arbeit, leichte Arbeiten, leichte Tätigkeit, keine schwere Arbeit, keine schweren Arbeiten,"
            "nicht schwer, light work, easy work"
        ),
    },
    PLACE: {"": "Kreis Heinsberg, im Kreis Heinsberg, Landkreis Heinsberg, im ganzen Kreis, district of Heinsberg"},
    "train": {
        Answer.YES: (
            "ohne Auto, mit Bahn, mit Zug, mit dem Zug, mit der Bahn, mit Bus und Bahn, mit dem Bus, by train,"
            "without car"
        ),
    },
}
"""The phrases by filter and code; the words of other languages for a phrase come from their table."""
