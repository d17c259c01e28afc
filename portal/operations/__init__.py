"""Installing, running, watching, backing up and restoring an installation."""
