"""What is done with tokens, and how a deed that is sent again is answered; nothing here commits unless it says so."""
