"""What codes without a class of their own are called when a person is given their data: keys of tables and forms."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from portal.candidates.forms import LOOKS
from portal.candidates.forms.residence import housing, papers, statuses, yes_no
from portal.candidates.queries.values import label_of_task, language_name, times_text, word
from portal.candidates.rules.words import GENDERS, HOW_OFTEN, LICENCES, RECOGNITIONS, SCHOOLING_LEVELS
from portal.core import i18n
from portal.placements.services.schedule import week_in_words
from portal.reference import UnknownCode
from portal.reference.schedule import read_week
from portal.reference.terms import label

Said = Callable[[Any], Any]


def _one_of(choices: Callable[[], Collection[tuple[str, object]]]) -> Said:
    return lambda code: str(dict(choices()).get(code, code))


def _row_of(table: str) -> Said:
    def said(code: str) -> str:
        try:
            return label(table, code)
        except UnknownCode:  # the table has it no longer
            return code

    return said


def _tongue(code: str) -> str:
    return i18n.BY_CODE[code].label if code in i18n.BY_CODE else language_name(code)


def _tasks(ticked: Mapping[str, str]) -> dict[str, str]:
    return {label_of_task(task, "de"): word(HOW_OFTEN, how_often) for task, how_often in ticked.items()}


def _week(times: Collection[str]) -> str:
    return times_text(times, None)


_ANSWER = _one_of(yes_no)
_CANDIDATE: Mapping[str, Said] = {
    "gender": lambda code: word(GENDERS, code),
    "schooling_level": lambda code: word(SCHOOLING_LEVELS, code),
    "recognition": lambda code: word(RECOGNITIONS, code),
    "licence": lambda code: word(LICENCES, code),
    "interpreter_language": language_name,
    "locale": _tongue,
    "tasks": _tasks,
    "work_times": _week,
    "holiday_times": _week,
}
_RESIDENCE: Mapping[str, Said] = {
    "status_key": _one_of(statuses),
    "old_title": _one_of(statuses),
    "housing": _one_of(housing),
    "permission_on_paper": _one_of(papers),
    **dict.fromkeys(
        ("safe_origin_after_cutoff", "abh_ban_decision", "nationality_ukraine", "title_valid_2026_02_01", "named_job"),
        _ANSWER,
    ),
}
_KIND: Mapping[str, Said] = {
    "legal_kind": _row_of("placement_kinds"),
    "offer_kind": _row_of("offer_kinds"),
    "outcome_code": _row_of("outcome_codes"),
}
PLAIN: Mapping[str, Mapping[str, Said]] = {
    "candidate": _CANDIDATE,
    "candidate_language": {"language": language_name},
    "residence": _RESIDENCE,
    "consent": {"language": _tongue},
    "proposal": {name: _KIND[name] for name in ("legal_kind", "offer_kind")},
    "placement": {name: _KIND[name] for name in ("legal_kind", "outcome_code")},
    "agreement": {"week": lambda lines: week_in_words(read_week(lines))},
    "enrolment": {"missed": lambda days: [i18n.day(date.fromisoformat(day)) for day in days]},
    "referral": {"person_language": language_name},
    "call_back": {"language": _tongue},
    "outbox_mail": {"locale": _tongue},
    "read_log": {"level": lambda level: str(LOOKS.get(level, level))},
}
"""Table -> column -> how to say what stands there, in the language that is being read."""
