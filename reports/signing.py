"""Signing a report with the company's certificate. Loaded only where a key is set (pyHanko).

A signature is made of the moment it is given at, so the same report signed twice is two files:
whoever signs keeps the one that was issued.
"""

import io
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

FIELD = "Mingcha"


def signed(pdf: bytes, key: str, password: str) -> bytes:
    """Return the PDF with a signature by the key of a PKCS#12 file.

    Raises ValueError where the file can't be read or its password is wrong.
    """
    load: Any = SimpleSigner.load_pkcs12  # it has no types
    signer: SimpleSigner | None = load(Path(key), passphrase=password.encode() or None)
    if signer is None:
        raise ValueError(f"no key can be read from {key}")
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    how = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256")
    target = sign_pdf(writer, how, signer=signer, output=io.BytesIO())
    data: bytes = target.getvalue()
    return data
