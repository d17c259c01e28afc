"""A candidate for an offer, and what became of it."""
