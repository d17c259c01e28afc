"""The words of an index behind Whoosh."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.core.search import matching
from portal.core.search.query import Group
from portal.core.search.snapshot import Snapshot


@dataclass(frozen=True)
class SnapshotVocabulary:
    """The words of one generation."""

    snapshot: Snapshot

    def words(self, prefix: str) -> Iterable[str]:
        """Give the words that start like this; those of deleted records are among them."""
        return {word for segment in self.snapshot.segments for word in segment.spoken(prefix)}

    def uses(self, words: Iterable[str]) -> Mapping[str, int]:
        """Count the live records that use each word."""
        counted = {word: self.snapshot.count_speakers(word) for word in words}
        return {word: used for word, used in counted.items() if used}

    def is_found(self, group: Group) -> bool:
        """Say whether any live record fits the group."""
        return len(matching.best_of(self.snapshot, group).documents) > 0
