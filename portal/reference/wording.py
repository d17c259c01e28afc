"""Checks the wording of an offer for what the AGG and its neighbours forbid, with passage, reason and suggestion."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.reference.codes import OfferKindCode, PlacementKindCode, Severity
from portal.reference.findings import has_error
from portal.reference.pay import FREE_MONTHS, Pay, Span, check_pay
from portal.reference.snapshots import Snapshot
from portal.reference.tables import WordingRule
from portal.reference.tables.words import spell


@dataclass(frozen=True)
class OfferTerms:
    """The numbers of an offer that the computed checks look at."""

    offer_kind: OfferKindCode
    starts_on: date
    ends_on: date | None = None
    training_aim: bool = False
    pay: Pay = field(default_factory=Pay)


@dataclass(frozen=True)
class WordingFinding:
    """A passage that a check has hit; `override_reason` names the lawful exception where a reviewer may use one."""

    rule_id: str
    passage: str
    severity: Severity
    message: str
    suggestion: str
    legal_basis: str
    may_be_overridden: bool
    override_reason: str


def check_wording(
    title: str, text: str, *, tables: Snapshot, terms: OfferTerms | None = None
) -> tuple[WordingFinding, ...]:
    """Check title and text of an offer, and its numbers where they are given; passages are quoted as written."""
    title, text = " ".join(_composed(title).split()), _composed(text)
    scopes = {"title": _Spelled(title), "both": _Spelled(f"{title}\n\n{text}")}
    found: dict[tuple[str, str], WordingFinding] = {}
    for rule in tables.wording_rules:
        for passage in _passages(rule, scopes, terms, tables):
            found.setdefault((rule.rule_id, passage), _finding(rule, passage))
    return tuple(found.values())


def _passages(
    rule: WordingRule, scopes: Mapping[str, "_Spelled"], terms: OfferTerms | None, tables: Snapshot
) -> Iterator[str]:
    if rule.applies_to == "computed":
        if terms is not None and _COMPUTED[rule.rule_id](terms, tables):
            yield ""
        return
    scope = scopes[rule.applies_to]
    for match in rule.pattern.finditer(scope.spelled):
        yield scope.text[scope.places[match.start()] : scope.places[match.end()]].strip() or scope.text


def _finding(rule: WordingRule, passage: str) -> WordingFinding:
    return WordingFinding(
        rule_id=rule.rule_id,
        passage=passage,
        severity=rule.severity,
        message=rule.message_de,
        suggestion=rule.suggestion_de,
        legal_basis=rule.basis,
        may_be_overridden=rule.may_be_overridden,
        override_reason=rule.override_reason,
    )


_MARKS = str.maketrans("\u2010\u2011", "--", "\u00ad\u200b\u200c\u200d\u2060\ufeff")
_LETTER = re.compile(
    r"""(?P<break_in_word>(?<=[^\W\d])-[^\S\n]*\n[^\S\n]*(?!(?:und|oder|bzw)\b)(?=[a-zäöüß]))
    |(?P<blank>(?<=[\w,])[^\S\n]*\n[^\S\n]*(?=[a-zäöüß])|[^\S\n]+)
    |.""",
    re.DOTALL | re.VERBOSE,
)


class _Spelled:
    """A text beside how the patterns read it, umlauts spelled out and typesetting undone, with each letter's place."""

    def __init__(self, text: str) -> None:
        letters = [(match.start(), self._read(match)) for match in _LETTER.finditer(text)]
        self.text, self.spelled = text, "".join(read for _, read in letters)
        self.places = [place for place, read in letters for _ in read] + [len(text)]

    @staticmethod
    def _read(match: re.Match[str]) -> str:
        if match["blank"]:
            return " "
        return "" if match["break_in_word"] else spell(match.group().translate(_MARKS))


_JOBS = {
    OfferKindCode.MINI_JOB: PlacementKindCode.MINIJOB,
    OfferKindCode.PART_TIME_JOB: PlacementKindCode.JOB_UNBEFRISTET,
    OfferKindCode.FULL_TIME_JOB: PlacementKindCode.JOB_UNBEFRISTET,
}
_TOO_LOW = frozenset({"minimum_wage", "branch_wage"})


def _pays_too_little(terms: OfferTerms, tables: Snapshot) -> bool:
    kind = _JOBS.get(terms.offer_kind)
    if kind is None:
        return False
    found = check_pay(terms.pay, kind, starts_on=terms.starts_on, ends_on=terms.ends_on, age=None, tables=tables)
    return has_error(finding for finding in found if finding.rule_id in _TOO_LOW)


def _is_an_unpaid_long_internship(terms: OfferTerms, tables: Snapshot) -> bool:
    """Find an internship that owes the minimum wage and does not pay it: too long, or not meant for training."""
    free = terms.training_aim and not Span(terms.starts_on, terms.ends_on).is_longer_than(FREE_MONTHS)
    if terms.offer_kind is not OfferKindCode.INTERNSHIP or free:
        return False
    kind = PlacementKindCode.FREIWILLIGES_PRAKTIKUM
    found = check_pay(terms.pay, kind, starts_on=terms.starts_on, ends_on=terms.ends_on, age=None, tables=tables)
    return has_error(found)


def _composed(text: str) -> str:
    """Join letters with their accents: the patterns are written in composed form."""
    return unicodedata.normalize("NFC", text)


_COMPUTED = {"lohn_unter": _pays_too_little, "praktikum_lang": _is_an_unpaid_long_internship}
