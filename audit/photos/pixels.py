"""From whatever pixels a photo has to an upright sRGB picture that carries nothing but pixels.

Sizes are (width, height). Made for speed where phones are (JPEG of 8 to 50 megapixels) and for
bounded memory everywhere else: transparent, indexed and 16-bit pictures are brought to RGB strip by
strip.
"""

from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

LARGE_EDGE: Final = 2000
# What the JPEG decoder gives for half of 4032, 4080 and 4096 pixels: near enough, and free.
KEEP_EDGE: Final = 2048
PRINT_EDGE: Final = 1000
"""A photo in a report is at most 170 mm wide, which is 150 dpi of this."""
PRINT_KEEP: Final = 1024  # half of what the decoder gave is near enough, at a quarter of the work
SMALL_EDGE: Final = 320
_STRIP_ROWS: Final = 256
_MAX_PROFILE_BYTES: Final = 4 * 1024 * 1024
_PROFILE_SPACES: Final = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def served_copy(image: Image.Image, orientation: int, profile: bytes | None) -> Image.Image:
    """Return an upright sRGB picture of at most `KEEP_EDGE` pixels, its pixels copied into a fresh
    image.

    ``image`` has been opened but not loaded, so that a JPEG can be decoded at a fraction of its
    size. Nothing of the file but pixels survives: no EXIF, position, XMP, colour profile or
    comment.
    """
    _decode_small(image)
    image = _plain(image)
    if max(image.size) > KEEP_EDGE:
        image = image.resize(fit(image.size, LARGE_EDGE), Image.Resampling.BILINEAR)
    image = _to_srgb(image, profile)
    if orientation in _TURNS:
        image = image.transpose(_TURNS[orientation])
    fresh = Image.new("RGB", image.size)
    fresh.paste(image)
    return fresh


def smaller(image: Image.Image, edge: int, keep: int = 0) -> Image.Image:
    """Return a copy at ``edge`` pixels, made from a larger copy (never from the original).

    A whole fraction of up to ``keep`` pixels will do.
    """
    longest = max(image.size)
    if longest <= edge:
        return image
    factor = longest // edge
    if longest <= factor * keep:
        return image.reduce(factor)
    return image.resize(fit(image.size, edge), Image.Resampling.BILINEAR, reducing_gap=1.0)


def jpeg(image: Image.Image, quality: int = 80) -> bytes:
    """Encode a picture as a plain baseline JPEG without any metadata."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def fit(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """Return the size with the same shape whose longer edge is ``edge``; no side falls below 1."""
    longest = max(size)
    return max(1, round(size[0] * edge / longest)), max(1, round(size[1] * edge / longest))


def _decode_small(image: Image.Image) -> None:
    """Load the pixels; a JPEG at 1/2, 1/4 or 1/8 if that still gives `LARGE_EDGE`.

    The box asked for has the photo's own shape: with a square one the decoder sees no fraction
    that fits and decodes in full, at twice the cost.
    """
    scale = max(image.size) // LARGE_EDGE
    if scale > 1:
        image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))
    image.load()


def _plain(image: Image.Image) -> Image.Image:
    """Bring any mode to L, RGB or CMYK; a large picture is reduced on the way."""
    factor = max(1, max(image.size) // LARGE_EDGE)
    if image.mode in _PROFILE_SPACES and not image.has_transparency_data:
        keep = factor == 1 or max(image.size) <= KEEP_EDGE
        return image if keep else image.reduce(factor)
    size = (-(-image.width // factor), -(-image.height // factor))
    plain = Image.new("RGB", size)
    step = _STRIP_ROWS * factor
    for top in range(0, image.height, step):
        strip = image.crop((0, top, image.width, min(top + step, image.height)))
        plain.paste(_on_white(strip).reduce(factor), (0, top // factor))
    return plain


def _on_white(strip: Image.Image) -> Image.Image:
    """Return the strip as RGB; what is transparent becomes white paper, not black."""
    if strip.mode.startswith("I"):  # 16 bits; a plain conversion would clip, not scale
        strip = strip.point(lambda value: value * (1 / 257)).convert("L")
    if not strip.has_transparency_data:
        return strip.convert("RGB")
    strip = strip.convert("RGBA")
    paper = Image.new("RGB", strip.size, "white")
    paper.paste(strip, mask=strip.getchannel("A"))
    return paper


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply the colour profile (iPhones: Display P3), since without it a browser would take the
    copy for sRGB."""
    if not profile or len(profile) > _MAX_PROFILE_BYTES:
        return _rgb(image)
    try:
        source = ImageCms.getOpenProfile(BytesIO(profile))
        described = source.profile.profile_description or ""
        fits = source.profile.xcolor_space == _PROFILE_SPACES[image.mode]
        if described.startswith("sRGB") or not fits:
            return _rgb(image)
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, srgb, outputMode="RGB") or _rgb(image)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return _rgb(image)


def _rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")
