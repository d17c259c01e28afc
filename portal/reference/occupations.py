"""Titles of occupations: their masculine and feminine forms, and the everyday occupation each of them belongs to."""

import re
from collections.abc import Iterable
from functools import lru_cache

from portal.core.search import normalise
from portal.reference.tables import OccupationGroup

DIGITS = (5, 4, 3)
"""How many digits of the KldB 2010 may agree so that a title belongs to an everyday occupation, closest first."""
_BOTH = re.compile(r"(?P<man>\w+)(?:\((?P<ending>er?)/in\)|/(?P<woman>-?\w+))")
_PAIRS = (("mann", "frau"), ("pfleger", "schwester"), ("vater", "mutter"), ("man", "woman"))
"""Last parts of titles whose other form is another word, the masculine one first."""
_SHORTEST = 3
_PLAIN = str.maketrans("äöü", "aou")


def forms(title: str) -> tuple[str, str]:
    """Give the masculine and the feminine form of a title: "Kaufmann/-frau" is "Kaufmann" and "Kauffrau"."""
    return _BOTH.sub(_masculine, title), _BOTH.sub(_feminine, title)


def spelling(text: str) -> str:
    """Give a title or what somebody typed in one spelling: small folded words with single spaces."""
    return " ".join(re.findall(r"[^\W_]+", normalise.fold(text)))


def group_of(title: str, kldb: str, groups: Iterable[OccupationGroup]) -> OccupationGroup | None:
    """Give the everyday occupation a title belongs to: by all digits of its class, else by the first four, then three.

    Among those that are equally near, one that is called so goes first, then one that asks for as much training, then
    one that has the class as its first.

    Args: kldb: KldB 2010, five digits.
    """
    groups = tuple(groups)
    names = {spelling(form) for form in forms(title)}
    for digits in DIGITS:
        near = [group for group in groups if any(code[:digits] == kldb[:digits] for code in group.kldb5)]
        if near:
            return min(near, key=lambda group: _strangeness(group, names, kldb))
    return None


def names_of(group: OccupationGroup) -> frozenset[str]:
    """Give all that people call an everyday occupation, in one spelling."""
    return _spellings((group.canonical_de, *group.synonyms_de))


@lru_cache(maxsize=1_000)
def _spellings(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(spelling(form) for title in titles for form in forms(title))


def _strangeness(group: OccupationGroup, names: set[str], kldb: str) -> tuple[bool, bool, bool]:
    return names_of(group).isdisjoint(names), all(code[-1] != kldb[-1] for code in group.kldb5), group.kldb5[0] != kldb


def _masculine(found: re.Match[str]) -> str:
    man, woman = found["man"], found["woman"] or ""
    if found["ending"]:
        return man + found["ending"]
    if woman == "r":
        return man + woman
    for masculine, feminine in _PAIRS:
        if man.endswith(feminine) and woman.removeprefix("-") == masculine:
            return man.removesuffix(feminine) + masculine
    return man if _is_other_form(woman) else found[0]


def _feminine(found: re.Match[str]) -> str:
    man, woman = found["man"], found["woman"] or ""
    if found["ending"] or woman == "in":
        return man.removesuffix("e") + "in"
    if woman == "r" or any((woman.removeprefix("-"), man[-len(last) :]) == (other, last) for other, last in _PAIRS):
        return man
    if woman.startswith("-"):
        return _joined(man, woman[1:])
    return woman if _is_other_form(woman) else found[0]


def _is_other_form(woman: str) -> bool:
    return woman.startswith("-") or woman.endswith(("in", "frau"))


def _joined(man: str, ending: str) -> str:
    """Put the other ending in place of the part of the word that begins with the same letter and is about as long."""
    for last, other in _PAIRS:
        if man.endswith(last) and ending == other:
            return man.removesuffix(last) + other
    first, length = ending[0].translate(_PLAIN), len(ending) - len("in")
    starts = [at for at, letter in enumerate(man.lower().translate(_PLAIN)) if letter == first]
    starts = [at for at in starts if len(man) - at >= _SHORTEST]
    if not starts:
        return ending.capitalize()
    at = min(starts, key=lambda start: abs(len(man) - start - length))
    return man[:at] + ending if at else ending.capitalize()
