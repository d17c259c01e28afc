"""Any facts, kinds and days at all, known to the tables or not, for what must hold for every one of them."""

from datetime import date

from hypothesis import strategies as st

from portal.reference import snapshot
from portal.reference.codes import Answer, Housing, Paper, PlacementKindCode
from portal.reference.work_permission import ResidenceFacts

TABLES = snapshot()
SOME_DAYS = sorted(
    {rule.valid_from for rule in TABLES.residence_rules}
    | {rule.valid_to for rule in TABLES.residence_rules if rule.valid_to}
    | {date(2026, 11, 22), date(2014, 1, 1), date(2030, 1, 1)}
)
days = st.sampled_from(SOME_DAYS) | st.dates()
kinds = st.sampled_from([*PlacementKindCode, "", "no such kind"])
facts = st.builds(
    ResidenceFacts,
    status_key=st.sampled_from([*TABLES.statuses, "", "no such status"]),
    months_stay=st.none() | st.integers(0, 72),
    housing=st.sampled_from(Housing),
    safe_origin_after_cutoff=st.sampled_from(Answer),
    abh_ban_decision=st.sampled_from(Answer),
    permission_on_paper=st.sampled_from(Paper),
    card_valid_until=st.none() | days,
    old_title=st.sampled_from([*TABLES.statuses, "", "no such status"]),
    nationality_ukraine=st.sampled_from(Answer),
    title_valid_2026_02_01=st.sampled_from(Answer),
    named_job=st.sampled_from(Answer),
)
