"""The kernel every area stands on; it imports no area."""
