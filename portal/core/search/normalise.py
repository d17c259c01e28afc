"""Pure functions from raw text to plain words: one spelling per word, whatever keyboard or gender form was used."""

import re
import unicodedata

_TO_ASCII = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"}
)
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
_DROPPED = {"Mn", "Cf"}
"""Unicode categories without a sound of their own: accents, direction marks, soft hyphens."""

_GENDER_CODE = r"(?:gn|div|m|w|f|d|x|i)"
_GENDER_MARK = re.compile(rf"\(?\b{_GENDER_CODE}(?:\s?[/|,*]\s?{_GENDER_CODE})+\b\)?", re.IGNORECASE)
_MAN_WOMAN = re.compile(r"\b(\w+)mann\s?/\s?-?frau\b", re.IGNORECASE)
_FEMININE_MARK = re.compile(r"(?<=\w)(?:[*:_/·]-?[iI]n(?:nen)?|\(-?in(?:nen)?\))(?!\w)|(?<=[a-zäöüß])In(?:nen)?(?!\w)")
_ENDING_MARK = re.compile(r"(?<=e)(?:[*:_/]-?[rn]|\(-?[rn]\))(?!\w)")
_FEMININE = re.compile(r"(?<=er|or|og)in(?:nen)?$|(?<=ent|ant|ist|eur|aer)in(?:nen)?$|(?<=koech|aerzt)in(?:nen)?$")
_WOMAN = re.compile(r"(?<=fach)frau$|(?<=kauf)frau$|(?<=fach)leute$|(?<=kauf)leute$")
_ARABIC_ARTICLE = re.compile(r"^ال(?=\w{3})")
_OWN_STEM = re.compile(r"^(lehrer|montage)[ns]?$")
"""Words whose stem would be that of another: "Lehre", "montags"."""
_OWN_STEM_ALONE = re.compile(r"^(bauer)n?$")
"""The same where they are no part of a compound: a "Bauer" is no "Bau", but a "Gerüstbauer" does "Gerüstbau"."""
_FRENCH = re.compile(r"(?<=[bcdfghjklmnprstvwz][aeiou]s)euse$|(?<=[aeiou]ss)euse$")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LONGEST_WORD = 64


def plain_gender(text: str) -> str:
    """Take gender marks out: "Fahrer*in (m/w/d)" becomes "Fahrer", "Kaufmann/-frau" both words."""
    text = _GENDER_MARK.sub(" ", text)
    text = _MAN_WOMAN.sub(r"\1mann \1frau", text)
    return _ENDING_MARK.sub("", _FEMININE_MARK.sub("", text))


def fold(text: str) -> str:
    """Give one spelling: lower case, umlauts and ß written out, no accents, no invisible characters."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_HYPHENS).translate(_TO_ASCII)
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if unicodedata.category(sign) not in _DROPPED).casefold()


def words(text: str) -> list[str]:
    """Split text into folded words in reading order; hyphenated words stay whole."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(plain_gender(text)))]


def spoken_words(text: str) -> list[str]:
    """Split text into lower-case words as they were written, umlauts kept: what a suggestion may show."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(visible(plain_gender(text)))]


def visible(text: str) -> str:
    """Lower text, keep every letter as it is written, and take out what has no sound, such as the dot of a small İ."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_HYPHENS)
    return lowered if lowered.isascii() else "".join(s for s in lowered if unicodedata.category(s) not in _DROPPED)


def masculine(word: str) -> str:
    """Give the form most advertisements use: "verkaeuferin" and "kauffrau" become "verkaeufer" and "kaufmann"."""
    return _FRENCH.sub("eur", _WOMAN.sub("mann", _FEMININE.sub("", word)))


def bare(word: str) -> str:
    """Give a word without the endings and articles that stemmers of German leave on it."""
    return _ARABIC_ARTICLE.sub("", masculine(word))


def own_stem(word: str, *, alone: bool = False) -> str | None:
    """Give the stem of a word that a stemmer would mistake for another."""
    found = _OWN_STEM.match(masculine(word)) or (_OWN_STEM_ALONE.match(masculine(word)) if alone else None)
    return found[1] if found else None


def plain_text(text: str) -> str:
    """Give folded words with single spaces, hyphens opened: what phrases are looked for in."""
    return " ".join(words(text)).replace("-", " ")
