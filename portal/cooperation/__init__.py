"""The bodies around one person: referrals in and out, courses, and who asks to be called."""
