"""The pages of tokens, and what programs open under `/api/v1`."""

from portal.api.views import tokens

pages = tokens.bp

__all__ = ["pages"]
