"""What corrections may know of an index: the words of its records as they are written, whichever engine keeps them."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from portal.core.search.query import Group


class Vocabulary(Protocol):
    """The words of all records that can be found."""

    def words(self, prefix: str) -> Iterable[str]:
        """Give the words that start like this, lower case, umlauts kept; some may no longer be used."""

    def uses(self, words: Iterable[str]) -> Mapping[str, int]:
        """Give in how many records each of these words stands; words nobody uses are left out."""

    def is_found(self, group: Group) -> bool:
        """Say whether any record fits the group."""
