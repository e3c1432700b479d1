"""Who acts where nobody asked."""

SERVER = "server"
"""The actor of the server's own upkeep, as the audit log calls it."""
