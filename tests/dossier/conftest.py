from collections.abc import Iterator

import pytest

from tests.dossier.office import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A company in Bavaria that has published its notice."""
    with pytest.MonkeyPatch.context() as patch:
        made = Office.opened(tmp_path_factory.mktemp("office"), patch)
        made.publish(country="DE-BY")
        yield made
