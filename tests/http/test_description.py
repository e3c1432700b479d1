"""What `/v1/openapi.json` says beside the routes: where it is served, groups, and webhooks."""

from typing import Any

import jsonschema_rs
import pytest

from inperson.core import SystemClock, SystemEntropy
from inperson.core.ids import (
    new_breach_id,
    new_consent_id,
    new_disclosure_id,
    new_request_id,
    new_session_id,
    new_subject_id,
)
from inperson.deliveries import EventType
from inperson.deliveries.events import TOLD, told
from tests.http.conftest import Api

MAKE = {
    "session_id": new_session_id,
    "subject_id": new_subject_id,
    "consent_id": new_consent_id,
    "request_id": new_request_id,
    "disclosure_id": new_disclosure_id,
    "breach_id": new_breach_id,
}


@pytest.fixture
def description(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.http.get("/v1/openapi.json").json()
    return found


def operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        each
        for part in ("paths", "webhooks")
        for item in description[part].values()
        for each in item.values()
    ]


def test_it_says_where_the_server_is_reached(api: Api, description: dict[str, Any]) -> None:
    assert description["servers"] == [{"url": api.scene.services.public_url}]


def test_every_group_says_what_it_is_for(description: dict[str, Any]) -> None:
    used = {tag for each in operations(description) for tag in each["tags"]}
    assert used == {each["name"] for each in description["tags"]}
    assert all(each["description"].endswith(".") for each in description["tags"])


def test_every_operation_has_a_name_of_its_own_and_one_sentence(
    description: dict[str, Any],
) -> None:
    every = operations(description)
    assert len({each["operationId"] for each in every}) == len(every)
    assert all(each["summary"].endswith(".") for each in every)


def value(member: str) -> Any:
    if member in MAKE:
        return MAKE[member](SystemEntropy())
    if member.endswith("_at"):
        return SystemClock().now()
    return 7 if member in {"version", "number"} else "enroll"


@pytest.mark.parametrize("event", EventType)
def test_a_webhook_is_described_as_it_is_sent(
    description: dict[str, Any], event: EventType
) -> None:
    body = description["webhooks"][event]["post"]["requestBody"]["content"]["application/json"]
    fits = jsonschema_rs.validator_for(body["schema"], validate_formats=True)
    sent = told(event, SystemClock().now(), {each: value(each) for each in TOLD[event].members})
    fits.validate(sent)
    assert not fits.is_valid(sent | {"data": sent["data"] | {"name": "Ada"}})
    assert not fits.is_valid(sent | {"type": "subject.smiled"})
    for member in TOLD[event].members:
        assert not fits.is_valid(sent | {"data": sent["data"] | {member: "Ada Lovelace"}})


def test_a_webhook_comes_with_the_headers_of_the_standard(description: dict[str, Any]) -> None:
    for item in description["webhooks"].values():
        names = [each["name"] for each in item["post"]["parameters"]]
        assert names == ["webhook-id", "webhook-timestamp", "webhook-signature"]


def test_whole_numbers_and_files_are_told_from_small_ones_and_texts(
    description: dict[str, Any],
) -> None:
    """A client in a typed language would cut a number short, and read a file as a text."""
    numbers: list[str | None] = []

    def look(at: object) -> None:
        if isinstance(at, dict):
            numbers.extend([at.get("format")] if at.get("type") == "integer" else [])
        for each in at.values() if isinstance(at, dict) else at if isinstance(at, list) else ():
            look(each)

    look(description)
    assert set(numbers) == {"int64"}
    files = [
        answer["content"]["application/octet-stream"]["schema"]
        for each in operations(description)
        for answer in each["responses"].values()
        if "application/octet-stream" in answer.get("content", {})
    ]
    assert len(files) == 2
    assert all({"format", "contentMediaType"} & set(each) for each in files)


def test_every_bound_is_one_that_a_schema_has(description: dict[str, Any]) -> None:
    """Pydantic's own names of bounds are no JSON Schema, and nobody reads them."""
    words: set[str] = set()

    def look(at: object, *, names: bool = False) -> None:
        if isinstance(at, dict):
            words.update(() if names else at)
            for name, each in at.items():
                look(each, names=name in {"properties", "schemas", "mapping"})
        elif isinstance(at, list):
            for each in at:
                look(each)

    look(description["components"]["schemas"], names=True)
    assert not words & {"ge", "gt", "le", "lt", "strict", "multiple_of", "min_length", "max_length"}
