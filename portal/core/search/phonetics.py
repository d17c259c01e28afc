"""How German words sound, so that what is written by ear is found: pure functions on single words."""

import re
from functools import lru_cache

from portal.core.search import normalise

_SOUNDS = {
    "sch": "$", "sh": "$", "chs": "ks", "ch": "$", "ph": "f", "th": "t", "dt": "t", "tz": "z", "ts": "z",
    "ck": "k", "qu": "kw", "x": "ks", "aeu": "oi", "eu": "oi", "oy": "oi", "ei": "ai", "ey": "ai", "ay": "ai",
    "ae": "e", "oe": "o", "ue": "u", "ou": "u", "ieh": "i", "ie": "i", "y": "i", "v": "f", "j": "i",
    "ce": "ze", "ci": "zi", "c": "k",
}  # fmt: skip
"""What sounds the same is written the same; the longest spelling counts."""
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_THROATY_CH = re.compile(r"(?<=[aou])ch(?!s)")
_SILENT_H = re.compile(r"(?<=[aeiou])h(?![aeiou])")
_SWALLOWED_ER = re.compile(r"er(?![aeiou])")
_TWICE = re.compile(r"(.)\1+")
_HARD_ENDINGS = str.maketrans("bdg", "ptk")

_COLOGNE = {
    **dict.fromkeys("aeiouyj", "0"), "b": "1", "p": "1", "d": "2", "t": "2", "f": "3", "v": "3", "w": "3",
    "g": "4", "k": "4", "q": "4", "x": "48", "l": "5", "m": "6", "n": "6", "r": "7", "s": "8", "z": "8",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """Write a word as it is heard: "Schraina" and "Schreinerin", "Lagerhälfer" and "Lagerhelfer" become the same."""
    folded = normalise.masculine(normalise.fold(word)).replace("-", "")
    spoken = _SOUND.sub(
        lambda found: _SOUNDS[found[0]], _SILENT_H.sub("", _THROATY_CH.sub("k", _TWICE.sub(r"\1", folded)))
    )
    spoken = _TWICE.sub(r"\1", _SWALLOWED_ER.sub("a", spoken))
    return spoken[:-1] + spoken[-1:].translate(_HARD_ENDINGS)


@lru_cache(maxsize=200_000)
def cologne(word: str) -> str:
    """Give the code of the Kölner Phonetik. Source: Postel, IBM-Nachrichten 19 (1969)."""
    letters = re.sub("[^a-z]", "", normalise.fold(word).replace("ph", "f"))
    digits = "".join(_cologne_digit(letters, at) for at in range(len(letters)))
    single = _TWICE.sub(r"\1", digits)
    return single[:1] + single[1:].replace("0", "")


def _cologne_digit(letters: str, at: int) -> str:
    letter, before, after = letters[at], letters[at - 1 : at], letters[at + 1 : at + 2]
    if letter == "c":
        hard = "ahkloqrux" if at == 0 else "ahkoqux"
        return "4" if after and after in hard and before not in tuple("sz") else "8"
    if letter in "dt" and after in tuple("csz"):
        return "8"
    if letter == "x" and before in tuple("ckq"):
        return "8"
    return _COLOGNE.get(letter, "")
