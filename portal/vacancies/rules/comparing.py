"""Two texts side by side, word by word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Piece:
    """Part of a text; `differs` where the other text says something else."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


def compare(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Cut both texts into what they share and what they do not; joined, the pieces are the texts again."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        _pieces((tag != "equal", old[start:end]) for tag, start, end, _, _ in blocks),
        _pieces((tag != "equal", new[start:end]) for tag, _, _, start, end in blocks),
    )


def _pieces(parts: Iterable[tuple[bool, list[str]]]) -> Pieces:
    return tuple(Piece("".join(words), differs) for differs, words in parts if words)
