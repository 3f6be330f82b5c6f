"""JSON documents that are stored whole: made storable, and known by their digest. Pure."""

import hashlib
import json
import math
from typing import Any


def clean(value: Any) -> Any:
    """Return decoded JSON without what a database cannot hold.

    NUL becomes U+FFFD, lone surrogates likewise, NaN and infinities become null.
    """
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean(str(key)): clean(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [clean(entry) for entry in value]
    return value


def spell(document: Any) -> tuple[Any, bytes]:
    """Return a document made storable, and its canonical spelling.

    Nearly every document is storable as it is, and its spelling shows it.
    """
    try:
        spelt = canonical(document)
    except ValueError:  # a lone surrogate, or no number
        spelt = b"\\u0000"
    if b"\\u0000" in spelt:  # NUL, or a text that looks like it
        document = clean(document)
        spelt = canonical(document)
    return document, spelt


def canonical(document: Any) -> bytes:
    """Return the one spelling of a JSON document: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(document: Any) -> str:
    """Return the sha256 (hex) of the canonical spelling."""
    return digest_of(canonical(document))


def digest_of(spelt: bytes) -> str:
    """Return the digest of a document already spelt."""
    return hashlib.sha256(spelt).hexdigest()
