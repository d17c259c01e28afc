"""Where a page leads: the navigation of each role, the footer, and what the frame of every page names beside them."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from portal.core import i18n, permissions, web
from portal.core.actor import COMPANY_ROLES, OFFICE_ROLES, Role
from portal.core.outbox import external_url
from portal.insight import queries as insight_queries


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: its label, its endpoint, who sees it."""

    label: Any
    endpoint: str
    roles: tuple[Role, ...]


NAVIGATION: tuple[Entry, ...] = (
    Entry(_l("Angebote"), "board.offers", (Role.VISITOR,)),
    Entry(_l("Ihr Weg in Arbeit"), "content.people", (Role.VISITOR,)),
    Entry(_l("Für Betriebe"), "content.firms", (Role.VISITOR,)),
    Entry(_l("Kontakt"), "content.contact", (Role.VISITOR,)),
    Entry(_l("Schreibtisch"), "insight.desk", (*COMPANY_ROLES, *OFFICE_ROLES, Role.AUTHORITY, Role.ADMINISTRATOR)),
    Entry(_l("Meine Personen"), "candidates.people", (Role.CASEWORKER,)),
    Entry(_l("Person finden"), "candidates.find", (Role.COORDINATOR,)),
    Entry(_l("Was hinausgeht"), "insight.ahead", (Role.CASEWORKER, Role.COORDINATOR)),
    Entry(_l("Zahlen"), "insight.statistics", (Role.COORDINATOR, Role.ADMINISTRATOR)),
    Entry(_l("Löschung von Daten"), "candidates.erasures", (Role.COORDINATOR,)),
    Entry(_l("Aufbewahrung"), "administration.retention", (Role.COORDINATOR, Role.ADMINISTRATOR)),
    Entry(_l("Bewerbervorschläge"), "proposals.index", (*COMPANY_ROLES, Role.EMPLOYER_SERVICE)),
    Entry(_l("Vorschläge"), "proposals.index", (Role.CASEWORKER,)),
    Entry(_l("Unser Betrieb"), "organisations.mine", COMPANY_ROLES),
    Entry(_l("Betriebe"), "organisations.index", (*OFFICE_ROLES, Role.ADMINISTRATOR)),
    Entry(_l("Genannte Betriebe"), "organisations.tips", (Role.AUTHORITY,)),
    Entry(
        _l("Kolleginnen und Kollegen"),
        "organisations.members",
        (Role.COMPANY_ADMIN, Role.COORDINATOR, Role.ADMINISTRATOR),
    ),
    Entry(_l("Unsere Dienststelle"), "organisations.office", (Role.COORDINATOR,)),
    Entry(_l("Unsere Angebote"), "vacancies.index", COMPANY_ROLES),
    Entry(_l("Angebote prüfen"), "review.queue", (Role.EMPLOYER_SERVICE, Role.COORDINATOR)),
    Entry(_l("Gemeldete Angebote"), "reports.index", (Role.EMPLOYER_SERVICE, Role.COORDINATOR)),
    Entry(_l("Beschwerden"), "candidates.complaints", (Role.COORDINATOR,)),
    Entry(_l("Ohne Treffer"), "review.unmet", (Role.COORDINATOR,)),
    Entry(_l("Suchwörter"), "review.search_words", (Role.COORDINATOR,)),
    Entry(_l("Benutzer"), "administration.users", (Role.ADMINISTRATOR,)),
    Entry(_l("Dienststellen"), "administration.offices", (Role.ADMINISTRATOR,)),
    Entry(_l("Recht und Beträge"), "administration.reference", (Role.ADMINISTRATOR,)),
    Entry(_l("Postausgang"), "administration.outbox", (Role.ADMINISTRATOR,)),
    Entry(_l("Aufgaben"), "administration.jobs", (Role.ADMINISTRATOR,)),
    Entry(_l("Einsätze"), "placements.index", (*COMPANY_ROLES, Role.CASEWORKER, Role.COORDINATOR)),
    Entry(_l("Erlaubnisse"), "clearances.index", (Role.CASEWORKER, Role.AUTHORITY)),
    Entry(_l("Weiterleitungen"), "referrals.index", (Role.CASEWORKER, Role.COORDINATOR, Role.AUTHORITY)),
    Entry(_l("Anrufliste"), "candidates.calls", (Role.CASEWORKER, Role.COORDINATOR)),
    Entry(_l("Rückrufe"), "call_backs.index", (Role.CASEWORKER, Role.COORDINATOR)),
    Entry(_l("Kurse"), "courses.index", (Role.CASEWORKER, Role.COORDINATOR, Role.AUTHORITY)),
)
"""In the order of the page; the public entries are those of the role `visitor`."""
FOOTER = (
    (_l("Kontakt"), "content.contact"),
    (_l("Hilfe bei Problemen"), "content.complaint"),
    (_l("Impressum"), "content.imprint"),
    (_l("Datenschutz"), "content.privacy"),
    (_l("Barrierefreiheit"), "content.accessibility"),
    (_l("Datenquellen"), "content.sources"),
)

LISTED_ARGUMENTS = {"field", "kind", "page", "town"}
"""Arguments that make a page of their own, each alone: the offers of a kind, of a field of work, of a town."""


def frame() -> dict[str, Any]:
    """Give the frame of every page what it names."""
    role = Role.VISITOR if web.publicity() else web.acting_user().role
    entries = [entry for entry in NAVIGATION if role in entry.roles and _is_open(entry)]
    return {
        "nav": [
            {
                "label": entry.label,
                "url": web.public_url(entry.endpoint) if role is Role.VISITOR else url_for(entry.endpoint),
                "current": request.endpoint == entry.endpoint,
            }
            for entry in entries
        ],
        "languages": web.languages_of_page(),
        "footer_links": [{"label": label, "url": web.public_url(endpoint)} for label, endpoint in FOOTER],
        "home_url": web.public_url("board.start") if role is Role.VISITOR else url_for("insight.desk"),
        "sign_in_url": url_for("security.login"),
        "district": current_app.extensions["portal.settings"].district,
        **_bell(role),
        **_addresses(),
    }


def _is_open(entry: Entry) -> bool:
    """Tell whether the page lets its reader in now: whoever acts for a company finds doors of the office closed."""
    action = getattr(current_app.view_functions[entry.endpoint], "permission", None)
    return action is None or permissions.may(web.acting_user(), action)


def _addresses() -> dict[str, Any]:
    """Give public pages what search engines want to know: their address, and how to write the others in full."""
    if web.publicity() != "page":
        return {}
    return {
        "here": web.localised(request.path, i18n.current().code),
        "external_url": external_url,
        "is_unlisted": _is_unlisted(),
    }


def _is_unlisted() -> bool:
    """Tell whether search engines shall not list this address: a list narrowed by more than one choice of few.

    Filters can be put together without end, and words and places of people are nobody's pages.
    """
    return len(list(request.args.items(multi=True))) > 1 or not set(request.args) <= LISTED_ARGUMENTS


def _bell(role: Role) -> dict[str, Any]:
    """Count what is urgent for whoever is signed in; a public page asks nobody."""
    if role is Role.VISITOR:
        return {}
    return {"bell_count": insight_queries.waiting(web.acting_user()), "bell_url": url_for("insight.desk")}
