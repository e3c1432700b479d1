"""A shop that leads people to a check on Inperson's own page."""
