"""Why an image or a model file is refused."""

from http import HTTPStatus

from inperson.core import InpersonError


class ImageRefused(InpersonError):
    """The base of every refusal of an image; never raised itself."""

    code = "image_refused"


class ImageEmpty(ImageRefused):
    """There are no bytes."""

    code = "image_empty"
    status = HTTPStatus.BAD_REQUEST
    title = "The image is empty"


class ImageTooLarge(ImageRefused):
    """The file has more bytes than the limit."""

    code = "image_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "The image has too many bytes"


class ImageTooManyPixels(ImageRefused):
    """The image has more pixels than the limit, whatever its file's size."""

    code = "image_too_many_pixels"
    status = HTTPStatus.BAD_REQUEST
    title = "The image has too many pixels"


class ImageTooSmall(ImageRefused):
    """A side of the image is shorter than any usable face."""

    code = "image_too_small"
    status = HTTPStatus.BAD_REQUEST
    title = "The image is too small"


class ImageTypeUnsupported(ImageRefused):
    """The file is not JPEG, PNG or WebP."""

    code = "image_type_unsupported"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = "The image type is not supported"


class ImageTypeMismatch(ImageRefused):
    """The file is not of the type that its sender says."""

    code = "image_type_mismatch"
    status = HTTPStatus.BAD_REQUEST
    title = "The image is not what its content type says"


class ImageTruncated(ImageRefused):
    """The file ends before the image does."""

    code = "image_truncated"
    status = HTTPStatus.BAD_REQUEST
    title = "The image ends too early"


class ImageCorrupt(ImageRefused):
    """The file breaks the rules of its own type."""

    code = "image_corrupt"
    status = HTTPStatus.BAD_REQUEST
    title = "The image cannot be decoded"


class ImageUndecodable(ImageRefused):
    """The process that decoded the file died of it: of its memory, its time, or a fault."""

    code = "image_undecodable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The image takes too much to decode"


class ImageAnimated(ImageRefused):
    """The file has more than one frame."""

    code = "image_animated"
    status = HTTPStatus.BAD_REQUEST
    title = "The image is animated"


class ImagePolyglot(ImageRefused):
    """Another file hides behind the image, a PNG or WebP."""

    code = "image_polyglot"
    status = HTTPStatus.BAD_REQUEST
    title = "The image carries another file"


class ImageColourUnsupported(ImageRefused):
    """The image is CMYK: its colours cannot be known without the press it was made for."""

    code = "image_colour_unsupported"
    status = HTTPStatus.BAD_REQUEST
    title = "The image's colour space is not supported"


class ManifestInvalid(InpersonError):
    """The model manifest is malformed."""

    code = "model_manifest_invalid"


class ModelMissing(InpersonError):
    """A model's file is not there: run `inperson models fetch`."""

    code = "model_missing"


class ModelDigestMismatch(InpersonError):
    """A model's file is not the one that the manifest names."""

    code = "model_digest_mismatch"


class ModelUnusable(InpersonError):
    """The runtime cannot load or run the model."""

    code = "model_unusable"
