"""Some clauses are tested through the real API."""

from tests.http.conftest import api, asking_api

__all__ = ["api", "asking_api"]
