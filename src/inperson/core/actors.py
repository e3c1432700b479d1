"""Who acts where no app token and nobody of the staff does."""

SERVER = "server"
"""The actor of the server's own upkeep, as the audit log calls it."""
SUBJECT = "subject"
"""The actor of what a person does about its own data, in the privacy centre."""
