"""Reading uploads: bounded in number, and in memory only."""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from inperson.http.errors import ContentTypeUnsupported, RequestMalformed, RequestSchemaInvalid


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file, in memory."""

    content_type: str | None
    data: bytes


class _MemoryParser(MultiPartParser):
    """Starlette writes parts over 1 MB to a temporary file; a face must never become one."""

    spool_max_size = 2**62


async def read_uploads(request: Request, *, field: str, max_files: int) -> list[Upload]:
    """Read the files of a multipart form, all under one field name.

    Args:
        request: a `multipart/form-data` request.
        field: the only field name that is known.
        max_files: how many files at most.

    Raises:
        ContentTypeUnsupported: if the body is not a multipart form.
        RequestMalformed: if the form is broken or has too many files.
        RequestSchemaInvalid: if a part has another name or is not a file.

    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        raise ContentTypeUnsupported("Send the images as multipart/form-data.")
    parser = _MemoryParser(request.headers, request.stream(), max_files=max_files, max_fields=8)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise RequestMalformed("The multipart form is broken or has too many parts.") from error
    try:
        uploads = []
        for name, part in form.multi_items():
            if name != field or not isinstance(part, UploadFile):
                raise RequestSchemaInvalid(
                    f"The form takes files named '{field}' and nothing else."
                )
            uploads.append(Upload(part.content_type, await part.read()))
        return uploads
    finally:
        await form.close()
