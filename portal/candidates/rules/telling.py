"""What a text that reaches a company must not tell: who somebody is, how to reach them, where they come from."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l

from portal.candidates.rules.disclosure import Field
from portal.core.errors import PortalError
from portal.core.search.normalise import words

FREE_TEXTS: Mapping[str, Field] = {
    "qualification": Field.SCHOOLING,
    "experience": Field.EXPERIENCE,
    "skills": Field.SKILLS,
    "hours_note": Field.AVAILABILITY,
    "wish_occupations": Field.WISH,
    "work_limits": Field.WORK_LIMITS,
}
"""The columns of a person in which anything can be written and which a company reads before it knows the name."""


class TellsTooMuch(PortalError):
    """A text to the company says who the person is, how to reach it, or where it comes from."""

    def __init__(self, passage: str) -> None:
        """Name the passage to take out."""
        super().__init__(
            _l(
                "Dieser Text verrät zu viel: „%(passage)s“. Name, Kontakt, Herkunft und Aufenthalt der Person "
                "gehören nicht hinein. Bitte schreiben Sie nur, was die Person kann und möchte.",
                passage=passage,
            )
        )


_DATE = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2})?(?!\d)")
_CONTACT = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\+?\d(?:[\s/().-]?\d){5,}")
_ORIGIN = re.compile(
    r"""^(?:asyl|abschieb|aufenthalt|auslaend|duldung|gedulde|fluecht|gefluecht|geflohen|gestatt|herkunft|heimatland
    |jesid|kopftuch|kurd|migra|moslem|muslim|islam|nationalitaet|niederlassung|staatsangehoer|kriegs|schutzberecht
    |buergergeld|jobcenter|sozialamt
    |afghan|afrikan|albani|algeri|arabi|armeni|aserbai|aethiop|eritre|georgi|ghan|guine|irak|iran|kosov|marokk|nigeri
    |pakistan|palaestin|persi|roma$|russ|serb|somal|sudan|syr|tuerk|tunes|ukrain)""",
    re.VERBOSE,
)
"""How words begin, umlauts written out, that tell where somebody comes from or by what right somebody is here."""
_LONGEST_PARTICLE = 2
"""Parts of a name this short (de, al, El) stand in any text and tell nobody."""


def what_tells(text: str, telltales: Iterable[str]) -> str | None:
    """Give the first contact, word on origin or status, or word that names the person; nothing where all is well.

    Args: telltales: names, town and street of the person, as they are written.
    """
    if contact := _CONTACT.search(_DATE.sub(" ", text)):
        return contact.group()
    named = {word for tale in telltales for word in words(tale) if len(word) > _LONGEST_PARTICLE}
    return next((word for word in words(text) if _tells(word, named)), None)


def _tells(word: str, named: set[str]) -> bool:
    return word in named or any(_ORIGIN.match(part) or part in named for part in word.split("-"))


def check_free_text(text: str, telltales: Iterable[str]) -> None:
    """Raise: TellsTooMuch at the first passage that tells too much."""
    if passage := what_tells(text, telltales):
        raise TellsTooMuch(passage)
