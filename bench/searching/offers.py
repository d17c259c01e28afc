"""Offers as a district has them, made by dice: the same size and seed always give the same offers."""

import random
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from uuid import UUID

from bench.searching import wording
from portal.core.search import GeoPoint
from portal.reference import snapshot

SEED = 2026
FIRST_DAY = date(2027, 1, 1)
DAYS = 240
SENTENCES = (10, 24)
RARE_WORDS = 30_000
KINDS = {
    "shadowing": 1,
    "internship": 3,
    "entry_qualification": 1,
    "apprenticeship": 4,
    "mini_job": 3,
    "part_time_job": 4,
    "full_time_job": 8,
}
LEVELS = {"A0": 2, "A1": 5, "A2": 6, "B1": 5, "B2": 2, "C1": 1, "C2": 1}
"""Every code and how often it is drawn."""


@dataclass(frozen=True)
class Offer:
    """One offer: texts to search in, and a code or day to filter and count by."""

    number: int
    texts: Mapping[str, str]
    kind: str
    level: str
    area: str
    town: str
    place: str
    """The postal code; every offer lies at the middle of its."""
    starts_on: date

    @property
    def id(self) -> UUID:
        """Give the id, which grows with the number like those of the portal grow with time."""
        return UUID(int=self.number << 64)

    @property
    def point(self) -> GeoPoint:
        """Give where the offer is."""
        return places()[self.place][0]


@cache
def places() -> Mapping[str, tuple[GeoPoint, str]]:
    """Give the middle and the town of every postal code."""
    return {row.plz: (GeoPoint(row.lat, row.lon), row.place) for row in snapshot().postal_codes}


@cache
def codes() -> Mapping[str, tuple[str, ...]]:
    """Give every code of every column, in the order of the numbers that stand for them in engines without texts."""
    return {
        "kind": tuple(KINDS),
        "level": tuple(LEVELS),
        "area": tuple(sorted({group.area for group in snapshot().occupation_groups})),
        "town": tuple(sorted({town for _, town in places().values()})),
        "place": tuple(sorted(places())),
    }


def number_of(column: str, code: str) -> int:
    """Give the number that stands for a code."""
    return _numbers()[column][code]


def offers(size: int, seed: int = SEED) -> Iterator[Offer]:
    """Give so many offers, one after the other."""
    dice = random.Random(seed)
    return (_offer(dice, number) for number in range(1, size + 1))


def _offer(dice: random.Random, number: int) -> Offer:
    group = dice.choice(snapshot().occupation_groups)
    place = dice.choice(codes()["place"])
    town, starts_on = places()[place][1], FIRST_DAY + timedelta(dice.randrange(DAYS))
    called = dice.choice((*group.synonyms_de, group.canonical_de))
    texts = {
        "title": f"{called} (m/w/d){dice.choice(('', f' in {town}', f' für {_compound(dice)}'))}",
        "occupation": f"{group.canonical_de}, {group.area}",
        "company": "".join(dice.choice(_split(part)) for part in wording.FIRMS) + f" {_rare(dice)} GmbH",
        "town": town,
        "said": " ".join(_sentence(dice) for _ in range(dice.randint(*SENTENCES))),
    }
    kind, level = (dice.choices(tuple(known), tuple(known.values()))[0] for known in (KINDS, LEVELS))
    return Offer(number, texts, kind, level, group.area, town, place, starts_on)


def _sentence(dice: random.Random) -> str:
    parts = dice.choices(wording.SENTENCES, cum_weights=_falling(len(wording.SENTENCES)))[0].split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        gap, rest = part.split("}")
        filled += [_filling(dice, gap), rest]
    return "".join(filled)


def _filling(dice: random.Random, gap: str) -> str:
    if gap == "rare":
        return _rare(dice)
    return _compound(dice) if gap == "compound" else _often(dice, _split(wording.FILLINGS[gap]))


def _compound(dice: random.Random) -> str:
    return _often(dice, _split(wording.HEADS)) + _often(dice, _split(wording.TAILS))


def _rare(dice: random.Random) -> str:
    """Invent a name: few are used by many, many by one, as in any collection of texts."""
    rest, syllables = _rank(dice, RARE_WORDS), _split(wording.SYLLABLES)
    name = ""
    while rest or len(name) < len("xxxxx"):
        rest, syllable = divmod(rest, len(syllables))
        name += syllables[syllable]
    return name.capitalize()


def _often(dice: random.Random, words: Sequence[str]) -> str:
    return words[_rank(dice, len(words))]


def _rank(dice: random.Random, size: int) -> int:
    weights = _falling(size)
    return bisect(weights, dice.random() * weights[-1], hi=size - 1)


@cache
def _falling(size: int) -> tuple[float, ...]:
    """Give summed weights after Zipf: the second word is used half as often as the first."""
    return tuple(accumulate(1 / (rank + 2) for rank in range(size)))


@cache
def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


@cache
def _numbers() -> Mapping[str, Mapping[str, int]]:
    return {column: {code: number for number, code in enumerate(known)} for column, known in codes().items()}
