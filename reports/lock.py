"""A PDF behind a password, for sending it on. The kept file stays as it is."""

import io

import pikepdf

LEAST = 8
LONGEST = 127
"""Bytes that AES-256 in PDF takes of a password."""


def locked(pdf: bytes, password: str) -> bytes:
    """Return the PDF encrypted with AES-256; raises ValueError for too short or long a password.

    Nobody needs another password for changing it: it is one and the same.
    """
    size = len(password.encode("utf-8", "surrogatepass"))
    if len(password) < LEAST or size > LONGEST:
        raise ValueError("a password has 8 characters at least and 127 bytes at most")
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        protection = pikepdf.Encryption(owner=password, user=password, R=6, aes=True, metadata=True)
        document.save(target, encryption=protection)
    return target.getvalue()
