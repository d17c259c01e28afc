"""The forms of offers: the steps of writing one, the deeds with one, and the words for its codes."""
