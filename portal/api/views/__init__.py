"""The pages of tokens, and what programs open under `/api/v1`."""

from portal.api.views import authority, board, company, door, tokens  # noqa: F401 - doors of the interface

pages = tokens.bp
programs = door.bp
load_actor = door.load_actor
ENDPOINTS = door.ENDPOINTS

__all__ = ["ENDPOINTS", "load_actor", "pages", "programs"]
