"""Sends messages over HTTP to addresses that tenants chose, and trusts nothing about them.

On `httpcore`, the engine of httpx: it has no redirects, proxies, cookies, decompression or
environment that would have to be turned off, lets the address be checked between resolving and
connecting, and writes no URL into the log, which httpx does.
"""

from inperson.adapters.outgoing.closed import ClosedSender
from inperson.adapters.outgoing.sender import HttpSender

__all__ = ["ClosedSender", "HttpSender"]
