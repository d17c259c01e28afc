"""Other programs: tokens, and what companies, authorities and anybody do with them under `/api/v1`."""
