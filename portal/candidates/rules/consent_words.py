"""The words a person is asked with: one file for each version, in every language they were ever put in."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.reference.loading import DATA

FOLDER = DATA / "consent_texts"
VERSIONS: Mapping[str, date] = {"2026-11": date(2026, 11, 1)}
"""Each version and its first day. Whoever changes a word adds a version: what was agreed to stays as it was read."""
TEXT_VERSION = max(VERSIONS)
"""The version people are asked with now."""
GERMAN = "de"
OWN = ("fa", "tr", "kmr", "ti")
"""Languages without pages of their own, in which question, yes, no and invitation can be read all the same."""
SAME_WORDS: Mapping[str, str] = {"prs": "fa", "ku": "kmr"}
"""Languages that are read in the words of another one."""
FROM_THE_RIGHT = frozenset({"ar", "fa"})


@dataclass(frozen=True)
class Words:
    """Some words in one language, as a page needs them."""

    text: str
    language: str

    @property
    def tag(self) -> str:
        """Give the name browsers know the language by (BCP 47)."""
        return self.language.replace("@", "-")

    @property
    def direction(self) -> str:
        """Tell from which side they are read."""
        return "rtl" if self.language in FROM_THE_RIGHT else "ltr"


@cache
def _texts(version: str) -> Mapping[tuple[str, str], str]:
    with (FOLDER / f"{version}.csv").open(encoding="utf-8", newline="") as file:
        return {(row["language"], row["key"]): row["text"] for row in csv.DictReader(file, delimiter=";")}


def language_of_words(language: str) -> str:
    """Give the language in which there are words for whoever reads a language; German where somebody interprets."""
    wanted = SAME_WORDS.get(language, language)
    return wanted if (wanted, "free") in _texts(TEXT_VERSION) else GERMAN


def words(key: str, language: str, version: str = TEXT_VERSION) -> Words | None:
    """Give the words of a purpose, or a phrase around it; nothing for a version that was never there."""
    if version not in VERSIONS:
        return None
    found = language_of_words(language)
    text = _texts(version).get((found, key))
    return Words(text, found) if text else None


def agreed_to(purpose: str, language: str, version: str) -> tuple[Words, ...]:
    """Give the very words of a yes: what for, that it is free, and beside a translation the German that counts."""
    keys = (purpose, "free") if language_of_words(language) == GERMAN else (purpose, "free", "unchecked")
    own = [words(key, language, version) for key in keys]
    if language_of_words(language) != GERMAN:
        own += [words(key, GERMAN, version) for key in (purpose, "free")]
    return tuple(found for found in own if found)


def own_words(language: str) -> Mapping[str, Words]:
    """Give every phrase in a language that has no pages of its own, nothing for any other language."""
    found = SAME_WORDS.get(language, language)
    if found not in OWN:
        return {}
    return {key: Words(text, found) for (code, key), text in _texts(TEXT_VERSION).items() if code == found}
