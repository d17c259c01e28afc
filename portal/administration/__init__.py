"""Running an installation from the browser: users, mail, jobs."""
