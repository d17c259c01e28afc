"""People who sign in: users, their sessions, invitations."""
