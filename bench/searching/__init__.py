"""What the bench of the search is made of: offers, questions, engines, the measuring and the table."""
