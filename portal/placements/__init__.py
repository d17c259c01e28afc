"""From "yes" to the outcome: agreement, confirmations, clearances, follow-up."""
