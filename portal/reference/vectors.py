"""Cases with the expected answer on the work permission, and which of them come out differently."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from portal.reference.codes import Answer, Housing, Need, Paper, Verdict
from portal.reference.loading import Row
from portal.reference.snapshots import Snapshot
from portal.reference.work_permission import UNKNOWN, ResidenceFacts, WorkPermission, decide_work_permission


@dataclass(frozen=True)
class Vector(Row):
    """A case: facts, kind, day and the answer expected; a blank fact is unknown."""

    FILE: ClassVar = "decision_test_vectors.csv"
    KEY: ClassVar = ("id",)

    id: str
    status_key: str
    date: dt.date
    months_stay: int | None
    housing: Housing | None
    safe_origin_after_cutoff: Answer | None
    abh_ban_decision: Answer | None
    permission_on_paper: Paper | None
    card_valid_until: dt.date | None
    old_title: str
    nationality_ukraine: Answer | None
    title_valid_2026_02_01: Answer | None
    named_job: Answer | None
    kind_key: str
    expected_verdict: Verdict
    abh_permission: str
    ba_consent: str
    why: str

    @property
    def facts(self) -> ResidenceFacts:
        """Give the facts of the case."""
        return ResidenceFacts(
            status_key=self.status_key or UNKNOWN,
            months_stay=self.months_stay,
            housing=self.housing or Housing.UNKNOWN,
            safe_origin_after_cutoff=self.safe_origin_after_cutoff or Answer.UNKNOWN,
            abh_ban_decision=self.abh_ban_decision or Answer.UNKNOWN,
            permission_on_paper=self.permission_on_paper or Paper.UNKNOWN,
            card_valid_until=self.card_valid_until,
            old_title=self.old_title or UNKNOWN,
            nationality_ukraine=self.nationality_ukraine or Answer.UNKNOWN,
            title_valid_2026_02_01=self.title_valid_2026_02_01 or Answer.UNKNOWN,
            named_job=self.named_job or Answer.UNKNOWN,
        )

    @property
    def expected(self) -> tuple[str, str, str]:
        """Give the expected verdict, permission and consent."""
        return self.expected_verdict, self.abh_permission, self.ba_consent


def in_words_of_the_tables(answer: WorkPermission) -> tuple[str, str, str]:
    """Put verdict, permission and consent as vectors and matrix write them."""
    if answer.verdict is Verdict.FORBIDDEN:
        return answer.verdict, "impossible", "-"
    return answer.verdict, _need(answer.abh_permission), _need(answer.ba_consent)


def differences(vectors: Iterable[Vector], tables: Snapshot) -> Iterator[str]:
    """Yield one line for each case that does not come out as expected."""
    for vector in vectors:
        answer = decide_work_permission(vector.facts, vector.kind_key, vector.date, tables=tables)
        got = in_words_of_the_tables(answer)
        if got != vector.expected:
            expected, reason = " / ".join(vector.expected), f"{answer.rule_id or 'no rule'}, {answer.reason}"
            yield f"{vector.id}: expected {expected}, got {' / '.join(got)} ({reason}): {vector.why}"


def _need(need: Need) -> str:
    return "ask" if need is Need.UNCLEAR else need.value
