"""Attacks go through the real API."""

from tests.http.conftest import api

__all__ = ["api"]
