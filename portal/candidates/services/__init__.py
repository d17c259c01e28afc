"""The deeds with people's files, consents and grants; none of them commits."""

from portal.candidates.services.abilities import remove_experience, set_experience, set_tasks
from portal.candidates.services.consents import (
    company_merged,
    exclude,
    forget_half_yes,
    include,
    keep_scan,
    record_consent,
    withdraw_consent,
)
from portal.candidates.services.documents import (
    add_document,
    clean_document,
    remove_document,
    replace_document,
    unclean_document,
)
from portal.candidates.services.downloads import ask_to_delete, ask_to_delete_again, confirm_deletion
from portal.candidates.services.files import (
    Skill,
    ask_for_call,
    ask_for_data,
    edit,
    folded,
    note_contact,
    open_with_reason,
    print_link,
    register,
    remove_language,
    send_link,
    set_language,
    set_residence,
    step,
)
from portal.candidates.services.grants import drop_grants_of_organisation, end_grants, grant
from portal.candidates.services.lists import add_note, drop_list, make_list, plan_step, put_on_list, take_off_list
from portal.candidates.services.screening import check, confirm, renew
from portal.candidates.services.sending import (
    file_document,
    refuse_document,
    send_documents,
    take_back_document,
)
from portal.candidates.services.transfers import hand_over, take_over

__all__ = [
    "Skill",
    "add_document",
    "add_note",
    "ask_for_call",
    "ask_for_data",
    "ask_to_delete",
    "ask_to_delete_again",
    "check",
    "clean_document",
    "company_merged",
    "confirm",
    "confirm_deletion",
    "drop_grants_of_organisation",
    "drop_list",
    "edit",
    "end_grants",
    "exclude",
    "file_document",
    "folded",
    "forget_half_yes",
    "grant",
    "hand_over",
    "include",
    "keep_scan",
    "make_list",
    "note_contact",
    "open_with_reason",
    "plan_step",
    "print_link",
    "put_on_list",
    "record_consent",
    "refuse_document",
    "register",
    "remove_document",
    "remove_experience",
    "remove_language",
    "renew",
    "replace_document",
    "send_documents",
    "send_link",
    "set_experience",
    "set_language",
    "set_residence",
    "set_tasks",
    "step",
    "take_back_document",
    "take_off_list",
    "take_over",
    "unclean_document",
    "withdraw_consent",
]
