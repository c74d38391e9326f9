"""The parts of the Build view; edits, outline and form are pure functions, tested without a terminal."""
