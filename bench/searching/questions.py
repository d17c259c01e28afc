"""Two hundred questions of every type people ask, with filters, always the same for one seed."""

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bench.searching import offers, wording
from portal.core.search import Analyser, GeoPoint, Words
from portal.reference import snapshot

FACETS = ("kind", "level", "area", "town")
RADII_KM = (5, 10, 20, 30)
PAGE = 20
PARTS = "Lager Helfer Pflege Küche Fahrer Bau Garten Elektro Metall Holz Reinigung Verkauf"
COMMON = "arbeiten Team prüfen Woche zahlen Bus bringen Kurs Stunden Deutsch Uhr beginnt"


@dataclass(frozen=True)
class Near:
    """A radius: around which point, and which postal codes lie in it."""

    point: GeoPoint
    radius_km: float
    places: frozenset[str]


@dataclass(frozen=True)
class Question:
    """What is asked: words, and filters; those that are None let everything pass."""

    type: str
    text: str
    words: Words
    kinds: frozenset[str] | None = None
    levels: frozenset[str] | None = None
    near: Near | None = None
    starts: tuple[date, date] | None = None


@dataclass(frozen=True)
class Answer:
    """What every engine has to give: the exact total, one page of numbers, the counts of all facets."""

    total: int
    numbers: tuple[int, ...]
    facets: Mapping[str, Mapping[str, int]]


def questions(analyser: Analyser, seed: int = offers.SEED) -> list[Question]:
    """Give all questions, understood."""
    dice = random.Random(seed)
    asked = [(name, ask(dice)) for name, (ask, count) in TYPES.items() for _ in range(count)]
    understood = [Question(name, text, analyser.read(text)) for name, text in asked]
    return [_filtered(dice, one) for one in understood if one.words.groups or one.words.phrases]


@cache
def _some() -> tuple[offers.Offer, ...]:
    return tuple(offers.offers(500))


def _filtered(dice: random.Random, question: Question) -> Question:
    """Add no filter to every other question, one to most of the rest, all to some."""
    drawn = dice.choice(((), (), (), (), ("kind",), ("level",), ("near",), ("starts",), ("kind", "near"), WITH_ALL))
    return Question(
        question.type,
        question.text,
        question.words,
        frozenset(dice.sample(tuple(offers.KINDS), 3)) if "kind" in drawn else None,
        frozenset(("A0", "A1", "A2")) if "level" in drawn else None,
        _near(dice) if "near" in drawn else None,
        _months(dice) if "starts" in drawn else None,
    )


def _near(dice: random.Random) -> Near:
    here, _ = offers.places()[dice.choice(offers.codes()["place"])]
    radius = dice.choice(RADII_KM)
    inside = (code for code, (point, _) in offers.places().items() if _distance_km(here, point) <= radius)
    return Near(here, radius, frozenset(inside))


def _months(dice: random.Random) -> tuple[date, date]:
    first = offers.FIRST_DAY + timedelta(dice.randrange(offers.DAYS // 2))
    return first, first + timedelta(90)


def _distance_km(a: GeoPoint, b: GeoPoint) -> float:
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def _words(count: int) -> Callable[[random.Random], str]:
    """Take a word of the title first, then further words of the same offer, so that mostly something is found."""

    def ask(dice: random.Random) -> str:
        offer = dice.choice(_some())
        more = [word.strip(".") for word in offer.texts["said"].split() if word[0].isupper() and len(word) > 4]
        return " ".join((offer.texts["title"].split()[0], *dice.sample(more, count - 1)))

    return ask


def _phrase(dice: random.Random) -> str:
    words = dice.choice(dice.choice(_some()).texts["said"].split(". ")).split()
    start, length = dice.randrange(len(words) - 2), dice.randint(2, 3)
    return f'"{" ".join(words[start : start + length])}"'


def _synonym(dice: random.Random) -> str:
    return dice.choice([word for group in snapshot().occupation_groups for word in group.synonyms_en])


def _part(dice: random.Random) -> str:
    return dice.choice(PARTS.split())


def _umlaut(dice: random.Random) -> str:
    known = [word for gap in wording.FILLINGS.values() for word in gap.split() if set(word) & set("äöüß")]
    spelled = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
    return "".join(spelled.get(letter, letter) for letter in dice.choice([*known, "Bäcker", "Küchenhilfe", "Gärtner"]))


def _common(dice: random.Random) -> str:
    return dice.choice(COMMON.split())


def _unknown(dice: random.Random) -> str:
    return "".join(dice.sample("qxyzvwjkpbtd", 9))


WITH_ALL = ("kind", "level", "near", "starts")
TYPES: Mapping[str, tuple[Callable[[random.Random], str], int]] = {
    "one word": (_words(1), 30),
    "two words": (_words(2), 30),
    "three words": (_words(3), 20),
    "phrase": (_phrase, 20),
    "synonym": (_synonym, 25),
    "compound part": (_part, 20),
    "umlaut variant": (_umlaut, 20),
    "common word": (_common, 20),
    "no hit": (_unknown, 15),
}
