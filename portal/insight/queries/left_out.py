"""What a person is not given of the tables that tell of them, and why."""

from collections.abc import Mapping

INTERNAL = {
    "id",
    "version",
    "candidate_id",
    "search_name",
    "text_hash",
    "terms_hash",
    "file_key",
    "scan_key",
    "cause_id",
    "cause_type",
    "record_id",
    "home_id",
    "record_version",
    "event_id",
    "user_id",
    "message_id",
    "is_encrypted",
    "attempts",
    "next_attempt_at",
    "leased_until",
    "last_error",
    "stop_url",
    "link_id",
    "actor_kind",
    "proposal_id",
    "placement_id",
    "agreement_id",
    "search_order_id",
    "token_hash",
    "code_hash",
    "address_hash",
    "has_place",
    "interview_sequence",
    "clock_stopped_on",
    "updated_at",
    "phone_key",
    "merged_into_id",
}
"""Columns that hold nothing but the machine's own: keys, versions, hashes, counters."""
NOT_GIVEN: Mapping[str, str] = {
    "proposal_note": "notes of people of a company for each other: the company answers for them itself",
}
"""Tables that tell of a person and are left out, and why."""
