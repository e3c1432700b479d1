"""Inperson: face enrolment, authentication and liveness that you host yourself.

Rooms, from the ground up: `core`; `workers`; `vision`, `matching`, `vault`, `tenants`;
`sessions`; the adapters and doors (`adapters`, `http`, `cli`); `client` stands apart and speaks
HTTP only. Each room's `__init__` says what it is for.
"""

__version__ = "0.1.0"
