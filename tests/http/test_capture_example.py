"""The example of docs/formats/capture-protocol.md, played against a real server."""

import json
from typing import Any

from tests.http.conftest import Api
from tests.vectors.make_capture import EXAMPLE, record

DRAWN = ("x", "y", "size")


def undrawn(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what the server draws at random."""
    return [
        {
            side: {k: v for k, v in each.items() if k not in DRAWN}
            if isinstance(each, dict)
            else each
            for side, each in line.items()
        }
        for line in lines
    ]


def test_a_capture_goes_over_the_wire_as_the_example_says(api: Api) -> None:
    example = [json.loads(line) for line in EXAMPLE.read_text("utf-8").splitlines()]
    assert undrawn(record(api)) == undrawn(example)
    targets = [line["server"] for line in example if line.get("server", {}).get("type") == "target"]
    assert all(set(DRAWN) < set(each) for each in targets)
    assert [each["index"] for each in targets] == [0, 1, 2]
