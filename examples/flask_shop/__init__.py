"""A shop in Flask that asks for the face after the password."""
