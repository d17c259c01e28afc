"""Rows about words: languages, levels of German, terms, occupations, the wording of offers, sample offers."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from portal.reference.codes import Audience, Confidence, Direction, Level, OfferKindCode, PlacementKindCode, Severity
from portal.reference.loading import Row, column

_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
COMPUTED_CHECKS = frozenset({"lohn_unter", "praktikum_lang"})


@dataclass(frozen=True)
class Language(Row):
    """A language by ISO 639-3, and by ISO 639-1 where it has a code there."""

    FILE: ClassVar = "languages.csv"
    KEY: ClassVar = ("iso639_3",)

    iso639_1: str
    iso639_3: str
    name_de: str
    name_en: str
    endonym: str
    direction: Direction
    script: str
    relevance: str
    note: str
    source: str
    confidence: Confidence

    @property
    def code(self) -> str:
        """Give the shortest code, as HTML's `lang` wants it."""
        return self.iso639_1 or self.iso639_3


@dataclass(frozen=True)
class CefrLevel(Row):
    """A level of German after the CEFR, and what it is good for at work."""

    FILE: ClassVar = "cefr_levels.csv"
    KEY: ClassVar = ("level",)

    level: Level
    rank: int
    label_de: str
    can_do_short_en: str
    typical_course_or_test: str
    typical_work_use: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class Term(Row):
    """What a thing of the code is called for each audience."""

    FILE: ClassVar = "terms.csv"
    KEY: ClassVar = ("key",)

    key: str
    code_term: str
    de_firm: str
    de_office: str
    de_candidate: str
    en: str
    note: str

    def for_audience(self, audience: Audience) -> str:
        """Give the German word for an audience."""
        words = {
            Audience.FIRM: self.de_firm,
            Audience.OFFICE: self.de_office,
            Audience.CANDIDATE: self.de_candidate,
        }
        return words[audience]


@dataclass(frozen=True)
class OccupationGroup(Row):
    """An everyday occupation: its KldB 2010 codes, what people call it, and a sentence in easy German."""

    FILE: ClassVar = "german_occupation_synonyms.csv"
    KEY: ClassVar = ("group_id",)

    group_id: str
    canonical_de: str
    kldb5: tuple[str, ...]
    synonyms_de: tuple[str, ...]
    synonyms_en: tuple[str, ...]
    easy_german: str
    area: str = field(metadata=column("field"))
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class SearchWords(Row):
    """What people of another language type when they mean a German word; by ISO 639-1 or 639-3."""

    FILE: ClassVar = "search_words.csv"
    KEY: ClassVar = ("word_de", "language")

    word_de: str
    language: str
    words: tuple[str, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class SkillTask(Row):
    """An everyday task that people tick as something they can do; its pictogram stands in `static/img/tasks.svg`."""

    FILE: ClassVar = "skill_tasks.csv"
    KEY: ClassVar = ("task",)

    task: str
    group: str
    label_de: str
    label_en: str
    label_uk: str
    label_ar: str
    source: str
    confidence: Confidence


def spell(text: str) -> str:
    """Spell umlauts and sharp s out, as many keyboards make people do."""
    return text.translate(_SPELLED)


@dataclass(frozen=True)
class WordingRule(Row):
    """One pattern of a check of an offer's wording; `computed` ones have none and look at the numbers."""

    FILE: ClassVar = "ad_wording_rules.csv"
    KEY: ClassVar = ("rule_id", "part")

    rule_id: str
    part: int
    applies_to: str
    pattern_de: str
    severity: Severity
    override: str
    override_reason: str
    ground_agg: str
    message_de: str
    suggestion_de: str
    basis: str
    source: str
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse a scope nobody knows and a pattern that is none."""
        if self.applies_to not in ("title", "both", "computed"):
            raise ValueError(f"applies_to {self.applies_to!r} is not known")
        if self.applies_to == "computed" and self.rule_id not in COMPUTED_CHECKS:
            raise ValueError(f"nothing computes {self.rule_id!r}")
        if bool(self.pattern_de) == (self.applies_to == "computed"):
            raise ValueError("a computed check has no pattern, all others have one")
        try:
            re.compile(self.pattern_de)
        except re.error as error:
            raise ValueError(f"pattern_de: {error}") from error

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Give the compiled pattern, which reads texts with their umlauts spelled out."""
        return re.compile(spell(self.pattern_de), re.IGNORECASE)

    @property
    def may_be_overridden(self) -> bool:
        """Tell whether a reviewer may publish in spite of it, with a reason."""
        return self.override == "reviewer_with_reason"


@dataclass(frozen=True)
class OfferTemplate(Row):
    """A ready-made text of a common internship that a company begins its offer with; `occupation` is a group."""

    FILE: ClassVar = "offer_templates.csv"
    KEY: ClassVar = ("key",)

    key: str
    occupation: str
    title: str
    tasks: str
    needed: str
    can_be_learned: str
    support: str
    easy_german: str


@dataclass(frozen=True)
class SampleVacancy(Row):
    """A fictional offer for the demonstration and for tests; not part of a snapshot."""

    FILE: ClassVar = "vacancies_sample_de.csv"
    KEY: ClassVar = ("id",)

    id: str
    title: str
    offer_kind: OfferKindCode
    kind_key: PlacementKindCode
    synonym_group: str
    kldb5: str
    employer_fictional: str
    ags: str
    town: str
    hours_week: Decimal
    pay_text: str
    starts_on: date
    positions: int
    training_aim: bool
    mag_possible: bool
    may_lead_to_job: bool
    german_level: Level
    languages_welcome: tuple[str, ...]
    tasks_de: str
    requirements_de: str
    easy_german: str
