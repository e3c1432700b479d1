"""Whatever a client sends, only our own errors come out of the parsers."""

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from inperson.core import InpersonError
from inperson.http.capture_messages import decode_frame, read_frame, read_message, refusal
from inperson.http.limits import CaptureLimits
from tests.camera import frame

LIMITS = CaptureLimits()
JPEG = frame()
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def error_of(call: Callable[[], object]) -> str | None:
    """Return the code of our own error; another kind of error fails the test."""
    try:
        call()
    except InpersonError as error:
        return error.code
    return None


@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda end: b"\x01\0\0\0" + end))
def test_any_bytes_are_a_frame_or_our_own_error(data: bytes) -> None:
    try:
        found = read_frame(data, LIMITS)
        assert 0 <= found.sequence < 2**32
        assert 0 <= found.client_ms < 2**64
        decode_frame(found, LIMITS)
    except InpersonError:
        pass


@given(st.data())
def test_any_damage_to_a_jpeg_is_a_picture_or_our_own_error(data: st.DataObject) -> None:
    damaged = bytearray(b"\x01" + bytes(15) + JPEG)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(16, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(17, len(damaged)))
    code = error_of(lambda: decode_frame(read_frame(bytes(damaged[:cut]), LIMITS), LIMITS))
    assert code is None or code == "frame_invalid" or code.startswith("image_")


@given(st.text(max_size=300) | JSON.map(json.dumps))
def test_any_text_is_a_message_or_our_own_error(text: str) -> None:
    assert error_of(lambda: read_message(text, LIMITS)) in {None, "message_invalid"}


@given(st.dictionaries(st.sampled_from(["type", "token", "sdk", "profile", "camera"]), JSON))
def test_any_fields_are_a_message_or_our_own_error(fields: dict[str, object]) -> None:
    text = json.dumps(fields | {"type": "hello"})
    assert error_of(lambda: read_message(text, LIMITS)) in {None, "message_invalid"}


def test_every_code_of_the_protocol_has_a_title() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs/formats/capture-protocol.md").read_text()
    listed = text.partition("## Error codes")[2].partition("## A recorded")[0]
    codes = [each for each in listed.split("`")[1::2] if each.islower()]
    assert len(codes) > 20

    known = {each.code: each for each in InpersonError.every()}
    for code in set(codes) - {"done", "error"}:
        error = known[code].__new__(known[code])
        assert refusal(error)["code"] == code, code
        assert refusal(error)["title"]
