"""Companies and offices, who belongs to them, and acting on behalf of a company."""
