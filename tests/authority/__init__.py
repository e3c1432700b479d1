"""docs/authority.md is run: each of its rows, in every caller's name."""
