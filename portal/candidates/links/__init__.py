"""Personal links of people; other areas put their pages behind the same door."""

from portal.candidates.links import again, parts, person
from portal.candidates.links.door import PROOF, PROOF_SECONDS, after_birth_date, here, read_in

__all__ = ["PROOF", "PROOF_SECONDS", "after_birth_date", "again", "here", "parts", "person", "read_in"]
