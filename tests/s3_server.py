"""An S3 server for tests: moto, in this process, on a free port."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer

_numbers = itertools.count(1)


@contextmanager
def s3_server() -> Iterator[str]:
    """Give the URL of an empty bucket, in the form MINGCHA_FILES_URL takes.

    All servers of a process hold the same buckets, so each is given one of its own.
    """
    bucket = f"evidence-{next(_numbers)}"
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        try:
            urlopen(Request(f"{endpoint}/{bucket}", method="PUT")).close()
            yield f"s3://{bucket}/mingcha?endpoint={endpoint}"
        finally:
            server.stop()
