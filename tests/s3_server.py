"""An S3 server for tests: moto, in this process, on a free port."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer

BUCKET = "evidence"


@contextmanager
def s3_server() -> Iterator[str]:
    """Give the URL of an empty bucket, in the form MINGCHA_FILES_URL takes."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        try:
            urlopen(Request(f"{endpoint}/{BUCKET}", method="PUT")).close()
            yield f"s3://{BUCKET}/mingcha?endpoint={endpoint}"
        finally:
            server.stop()
