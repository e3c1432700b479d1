from tests.processes.conftest import nursery

__all__ = ["nursery"]
