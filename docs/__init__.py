"""Documentation that is written from the code, and checked against it."""
