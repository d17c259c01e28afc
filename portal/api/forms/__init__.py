"""What people fill in to make a token, and the shapes of what programs send and get."""
