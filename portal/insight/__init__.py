"""What is going on: the desk of each role."""
