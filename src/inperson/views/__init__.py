"""What is shown of each noun: one view, whichever door shows it.

A view is a Pydantic model, and beside it stands the function that makes it of a value. `/v1`, the
privacy centre, the console and the command line's `--json` show the same one, so that a new field
of a noun is rendered in one place. No view needs a web framework; what comes in at a door is the
door's own.
"""
