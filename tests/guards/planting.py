"""Leaks planted on purpose, one in each channel and each in another spelling.

An ASGI wrapper round the application: a crawl that does not find every one of them is blind.
"""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pikepdf
from PIL import Image
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.guards.canaries import Secret
from tests.photos import scene


@dataclass
class Draft:
    """An answer that may still be changed."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes
    plants_pdf: bool = False

    def has(self, kind: str) -> bool:
        return self.headers.get("content-type", "").startswith(kind)


Plant = Callable[[Draft, str], None]


def _word(channel: str) -> str:
    return f"Planted-{channel.replace(' ', '-')}-7Q4X"


def _header(draft: Draft, word: str) -> None:
    if draft.path == "/account":
        draft.headers["x-served-for"] = word


def _cookie(draft: Draft, word: str) -> None:
    if draft.path == "/mine":
        draft.headers["set-cookie"] = f"last={base64.b64encode(b'x' + word.encode()).decode()}"


def _etag(draft: Draft, word: str) -> None:
    if draft.path.endswith("-large.jpg") and draft.status == 200:
        draft.headers["etag"] = f'"{word.encode().hex()}"'


def _location(draft: Draft, word: str) -> None:
    if draft.status == 303 and draft.path == "/":
        draft.headers["location"] += f"?from={quote(word[::-1])}"


def _file_name(draft: Draft, word: str) -> None:
    if "content-disposition" in draft.headers:
        draft.headers["content-disposition"] = f'attachment; filename="{word.upper()}.pdf"'


def _page_text(draft: Draft, word: str) -> None:
    if draft.has("text/html") and draft.path.startswith("/released/") and draft.status == 200:
        draft.body = draft.body.replace(b"</main>", f"<p>{word.upper()}</p></main>".encode())


def _attribute(draft: Draft, word: str) -> None:
    if draft.has("text/html") and draft.path == "/mine":
        spelled = "".join(f"&#{ord(sign)};" for sign in word)
        draft.body = draft.body.replace(b"<main ", f'<main data-by="{spelled}" '.encode())


def _page_comment(draft: Draft, word: str) -> None:
    if draft.has("text/html") and draft.path == "/login":
        spelled = base64.b64encode(b"xy" + word.encode()).decode()
        draft.body += f"<!-- {spelled} -->".encode()


def _error_page(draft: Draft, word: str) -> None:
    if draft.has("text/html") and draft.status == 404:
        draft.body += f"<!-- {word.encode('utf-16-be').hex()} {word.lower()} -->".encode()


def _json(draft: Draft, word: str) -> None:
    if draft.has("application/json") and draft.path.endswith("/released"):
        spelled = "".join(f"\\u{ord(sign):04x}" for sign in word)
        draft.body = draft.body.rstrip()[:-1] + f',"by":"{spelled}"}}'.encode()


def _problem(draft: Draft, word: str) -> None:
    if draft.has("application/problem+json") and draft.path == "/api/v1/nothing":
        draft.body = draft.body.rstrip()[:-1] + f',"by":"{word.encode().hex().upper()}"}}'.encode()


def _style(draft: Draft, word: str) -> None:
    if draft.has("text/css"):
        draft.body += f"/* {word} */".encode()


def _image_comment(draft: Draft, word: str) -> None:
    if draft.has("image/jpeg") and draft.path.endswith("-small.jpg"):
        draft.body = _saved(draft.body, comment=word)


def _image_exif(draft: Draft, word: str) -> None:
    if draft.has("image/jpeg") and draft.path.endswith("-large.jpg"):
        draft.body = _saved(draft.body, exif=_artist(word))


def _pdf_stream(draft: Draft, word: str) -> None:
    def plant(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.contents_add(document.make_stream(f"% {word}\n".encode()))

    _change_pdf(draft, plant)


def _pdf_author(draft: Draft, word: str) -> None:
    def plant(document: pikepdf.Pdf) -> None:
        document.docinfo["/Author"] = f"{word} 作"

    _change_pdf(draft, plant)


def _pdf_picture(draft: Draft, word: str) -> None:
    def plant(document: pikepdf.Pdf) -> None:
        picture = _saved(_jpeg(), exif=_artist(word))
        packed = base64.a85encode(picture) + b"~>"
        stream = pikepdf.Stream(
            document,
            packed,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Filter=pikepdf.Array([pikepdf.Name.ASCII85Decode, pikepdf.Name.DCTDecode]),
        )
        document.pages[0].Resources["/Planted"] = document.make_indirect(stream)

    _change_pdf(draft, plant)


def _change_pdf(draft: Draft, plant: Callable[[pikepdf.Pdf], None]) -> None:
    if draft.has("application/pdf") and draft.plants_pdf:
        with pikepdf.open(io.BytesIO(draft.body)) as document:
            plant(document)
            out = io.BytesIO()
            document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        draft.body = out.getvalue()


def _jpeg() -> bytes:
    out = io.BytesIO()
    scene(32, 24).save(out, "JPEG")
    return out.getvalue()


def _artist(word: str) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = word
    return exif.tobytes()


def _saved(data: bytes, **options: object) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.save(out, "JPEG", **options)
    return out.getvalue()


PLANTS: dict[str, Plant] = {
    "header x-served-for": _header,
    "header set-cookie": _cookie,
    "header etag": _etag,
    "header location": _location,
    "header content-disposition": _file_name,
    "page text": _page_text,
    "page attribute": _attribute,
    "page comment": _page_comment,
    "error page": _error_page,
    "json": _json,
    "problem document": _problem,
    "style sheet": _style,
    "image comment": _image_comment,
    "image exif": _image_exif,
    "pdf stream": _pdf_stream,
    "pdf object": _pdf_author,
    "pdf image exif": _pdf_picture,
}
SECRETS: dict[str, Secret] = {channel: _word(channel) for channel in PLANTS}


class Planting:
    """The application with every leak in place."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.pdf = ""  # one is enough, and they are slow to read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        draft = Draft(scope["path"], 0, {}, b"")

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                draft.status = message["status"]
                for name, value in message["headers"]:
                    draft.headers[name.decode().lower()] = value.decode("latin-1")
            else:
                draft.body += message.get("body", b"")

        await self.app(scope, receive, keep)
        if draft.has("application/pdf"):
            self.pdf = self.pdf or draft.path
            draft.plants_pdf = self.pdf == draft.path
        for channel, plant in PLANTS.items():
            plant(draft, _word(channel))
        if "content-length" in draft.headers:
            draft.headers["content-length"] = str(len(draft.body))
        headers = [(k.encode(), v.encode("latin-1")) for k, v in draft.headers.items()]
        start = {"type": "http.response.start", "status": draft.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": draft.body})
