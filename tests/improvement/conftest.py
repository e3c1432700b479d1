"""The scenes of the sessions: what improves the software comes from there."""

from tests.sessions.conftest import mine, scene, tenant

__all__ = ["mine", "scene", "tenant"]
