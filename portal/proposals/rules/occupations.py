"""Which occupations a text names, and how near two of them are after the KldB 2010."""

from collections.abc import Iterable, Iterator
from functools import cache

from portal.core.search.normalise import masculine, words
from portal.proposals.rules.facts import Occupation
from portal.reference import Snapshot
from portal.reference.tables import OccupationGroup

LONGEST_NAME = 8
"""Words of the longest name an occupation is looked for by."""
NEARNESS = {5: 0.8, 4: 0.7, 3: 0.5, 2: 0.3}
"""Share of a match by how many digits of the KldB code are the same; the same everyday occupation counts 1."""
HELPER = "1"
"""Last digit of the KldB code of work that needs no training."""


def occupation(group: OccupationGroup) -> Occupation:
    """Give an occupation of the table as a fact."""
    return Occupation(group.group_id, frozenset(group.kldb5), group.canonical_de)


def named_in(texts: Iterable[str], tables: Snapshot) -> frozenset[Occupation]:
    """Find the occupations that texts name, by any of their names, longest first."""
    known = _by_name(tables.occupation_groups)
    return frozenset(found for text in texts for part in text.split(",") for found in _read(part, known))


def nearness(one: Occupation, other: Occupation) -> float:
    """Weigh how near two occupations are: 1 for the same, 0 for another field of work altogether."""
    if one.group_id == other.group_id:
        return 1.0
    digits = (_same_digits(mine, theirs) for mine in one.kldb5 for theirs in other.kldb5)
    return NEARNESS.get(max(digits, default=0), 0.0)


def needs_no_training(one: Occupation) -> bool:
    """Tell whether the occupation is helper's work."""
    return bool(one.kldb5) and all(code.endswith(HELPER) for code in one.kldb5)


def _same_digits(mine: str, theirs: str) -> int:
    pairs = zip(mine, theirs, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(mine), len(theirs)))


def _read(text: str, known: dict[tuple[str, ...], tuple[Occupation, ...]]) -> Iterator[Occupation]:
    said = _key(text)
    start = 0
    while start < len(said):
        lengths = range(min(LONGEST_NAME, len(said) - start), 0, -1)
        length = next((one for one in lengths if said[start : start + one] in known), 0)
        yield from known.get(said[start : start + length], ())
        start += length or 1


def _key(text: str) -> tuple[str, ...]:
    return tuple(masculine(word) for word in words(text))


@cache
def _by_name(groups: tuple[OccupationGroup, ...]) -> dict[tuple[str, ...], tuple[Occupation, ...]]:
    names: dict[tuple[str, ...], tuple[Occupation, ...]] = {}
    for group in groups:
        for name in dict.fromkeys(map(_key, (*group.canonical_de.split(", "), *group.synonyms_de))):
            if name:
                names[name] = (*names.get(name, ()), occupation(group))
    return names
