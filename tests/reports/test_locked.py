"""A report behind a password, in both languages, and signed."""

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from starlette.applications import Starlette

from audit.jobs.rendering import Renderers
from audit.models import Report, Visit
from reports.build import Seal, make_report
from reports.freeze import freeze_visits
from reports.lock import locked
from reports.signing import FIELD, signed
from tests.conftest import NOON
from tests.http import Browser
from tests.make import grant, make_person
from tests.visiting import YES, a_submitted_visit

PASSWORD = "only for the branch"


def _pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target)
    return target.getvalue()


def _key(folder: Path) -> Path:
    """A certificate of our own making, as a company's would be."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mingcha test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOON - timedelta(days=3650))
        .not_valid_after(NOON + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    protection = BestAvailableEncryption(PASSWORD.encode())
    path = folder / "seal.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, made, None, protection))
    return path


def test_a_locked_file_opens_with_its_password_alone() -> None:
    data = locked(_pdf(), PASSWORD)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(data))
    with pikepdf.open(io.BytesIO(data), password=PASSWORD) as document:
        assert (document.encryption.R, len(document.pages)) == (6, 1)
        assert document.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3


@pytest.mark.parametrize("password", ["", "short", "店" * 43])
def test_a_password_that_protects_nothing_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="password"):
        locked(_pdf(), password)


def test_a_signature_covers_the_whole_file(tmp_path: Path) -> None:
    data = signed(_pdf(), str(_key(tmp_path)), PASSWORD)
    (found,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    status = validate_pdf_signature(found, ValidationContext(trust_roots=[found.signer_cert]))
    assert (found.field_name, status.intact, status.valid) == (FIELD, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    with pytest.raises(ValueError, match="no key"):
        signed(_pdf(), str(_key(tmp_path)), "wrong")


@pytest.mark.asyncio
async def test_a_report_is_signed_once_locked_and_asked_for_in_both_languages(
    app: Starlette, browser: Browser, tmp_path: Path
) -> None:
    _, visit = await a_submitted_visit(YES)
    await Visit.filter(id=visit.id).update(state="released")
    first, _ = await freeze_visits([await Visit.get(id=visit.id)], NOON)
    renderers = Renderers(1)
    try:
        await make_report(
            str(first),
            files=app.state.services.files,
            renderers=renderers,
            clock=lambda: NOON,
            seal=Seal(_key(tmp_path), PASSWORD),
        )
    finally:
        renderers.close()
    person = await make_person(language="en")
    await grant(person, "head_office")
    desk = await browser(person)
    kept = (await desk.get(f"/reports/{first}.pdf")).content
    assert len(PdfFileReader(io.BytesIO(kept)).embedded_signatures) == 1
    assert "Password for the file" in (await desk.get(f"/reports/{first}/locked")).text
    assert (await desk.post(f"/reports/{first}/locked", data={"password": "x"})).status_code == 422
    got = await desk.post(f"/reports/{first}/locked", data={"password": PASSWORD})
    with pikepdf.open(io.BytesIO(got.content), password=PASSWORD) as document:
        assert len(document.pages) > 0
    for _ in range(2):
        assert (await desk.post(f"/reports/{first}/both")).status_code == 303
    assert await Report.filter(language="both", state="wanted").count() == 1
