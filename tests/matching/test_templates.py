from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.matching import (
    ModelMismatch,
    NoUsableSample,
    SamplesDisagree,
    Template,
    TemplateCorrupt,
    build_template,
    compare,
)
from inperson.vision import FacePipeline, QualityIssue, decode_image
from tests.scene import MODEL, ColourExaminer, ladder, picture


def template(*people: int) -> Template:
    found = ColourExaminer().examine([picture(one, index) for index, one in enumerate(people)])
    return build_template(found, MODEL, ladder())


def test_one_person_is_more_alike_than_two() -> None:
    assert compare(template(1), template(1, 1)) > 0.9
    assert compare(template(1), template(2)) < 0.4


def test_a_template_survives_its_bytes() -> None:
    made = template(1, 1)
    assert len(made.to_bytes()) == 172
    read = Template.from_bytes(made.to_bytes())
    assert np.abs(read.embedding - made.embedding).max() <= np.abs(made.embedding).max() / 254
    assert read.to_bytes() == made.to_bytes()
    assert compare(read, template(1)) == pytest.approx(compare(made, template(1)), abs=0.005)
    assert (read.model_digest, read.sample_count) == (MODEL, 2)
    assert "embedding" not in repr(read)


def test_a_template_of_the_version_before_is_read() -> None:
    made = template(1, 1)
    header = bytearray(made.to_bytes()[:40])
    header[4] = 1
    read = Template.from_bytes(bytes(header) + made.embedding.astype("<f4").tobytes())
    assert (read.embedding == made.embedding).all()
    assert (read.model_digest, read.sample_count) == (MODEL, 2)


def test_templates_of_two_models_are_not_compared() -> None:
    other = Template(template(1).embedding, "ab" * 32, 1)
    with pytest.raises(ModelMismatch):
        compare(template(1), other)


def test_samples_of_two_people_make_no_template() -> None:
    with pytest.raises(SamplesDisagree):
        template(1, 2)


def test_without_a_usable_sample_there_is_no_template() -> None:
    found = ColourExaminer().examine([picture(1, issue=QualityIssue.BLURRED)])
    with pytest.raises(NoUsableSample):
        build_template(found, MODEL)


@given(st.binary(max_size=700))
def test_random_bytes_are_no_template(data: bytes) -> None:
    with pytest.raises(TemplateCorrupt):
        Template.from_bytes(data)


@pytest.mark.parametrize("at", [0, 4, 5, 6, 40])
@pytest.mark.parametrize("damage", [bytes(4), b"\0\0\xc0\x7f", b"\0\0\x80\x7f", b"\xff" * 4])
def test_a_damaged_template_is_refused(at: int, damage: bytes) -> None:
    data = bytearray(template(1).to_bytes())
    data[at : at + 4] = damage
    with pytest.raises(TemplateCorrupt):
        Template.from_bytes(bytes(data))


def test_samples_that_agree_less_make_a_shorter_template() -> None:
    one = build_template(ColourExaminer().examine([picture(1)]), MODEL)
    assert np.linalg.norm(one.embedding) == pytest.approx(1, abs=1e-6)
    found = ColourExaminer().examine([picture(1, 0), picture(1, 1)])
    first, second = (np.asarray(each.embedding, np.float64) for each in found)
    made = build_template(found, MODEL, ladder())
    # the mean of two unit vectors has the length sqrt((1 + cosine) / 2); its root is kept
    assert np.linalg.norm(made.embedding) == pytest.approx(((1 + first @ second) / 2) ** 0.25)
    assert Template.from_bytes(made.to_bytes()).sample_count == 2


def test_the_better_sample_weighs_more() -> None:
    good, poor = ColourExaminer().examine([picture(1, 0), picture(1, 1)])
    poor = replace(poor, quality=replace(poor.quality, score=0.1))
    made = build_template([good, poor], MODEL, ladder())
    near, far = (build_template([each], MODEL) for each in (good, poor))
    assert compare(made, near) > compare(made, far)


def test_a_picture_that_is_sent_twice_is_one_sample() -> None:
    twice = ColourExaminer().examine([picture(1), picture(1)])
    once = build_template(twice[:1], MODEL)
    made = build_template(twice, MODEL, ladder())
    assert made.sample_count == 1
    assert (made.embedding == once.embedding).all()
    assert template(1, 1).sample_count == 2


@pytest.mark.needs_models
def test_a_photograph_that_is_compressed_anew_is_one_sample(
    pipeline: FacePipeline, photos: Path
) -> None:
    image = decode_image((photos / "barack_obama" / "obama.jpg").read_bytes())
    bgr = cv2.cvtColor(image.pixels, cv2.COLOR_RGB2BGR)
    again = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, 60))[1].tobytes()
    found = pipeline.examine([image, decode_image(again)])
    assert build_template(found, pipeline.model_digest).sample_count == 1
