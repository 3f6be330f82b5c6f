"""A line is an event, carries the request's id, and tells no secret."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from audit.operation import logs
from audit.operation.metrics import Metrics


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    before = logging.root.handlers[:], logging.root.level
    stream = io.StringIO()
    logs.configure(as_json=True, stream=stream)
    yield stream
    logging.root.handlers[:], level = before[0], before[1]
    logging.root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_the_request_s_id(stream: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request_id="ab12")
    structlog.get_logger("audit.x").info("visit released", visit="v\nFAKE line")
    logging.getLogger("uvicorn.error").warning("a library says %s", "this")
    first, second = lines(stream)
    assert first["request_id"] == second["request_id"] == "ab12"
    assert first["visit"] == "v\nFAKE line"
    assert second["event"] == "a library says this"
    assert {"timestamp", "level", "logger"} <= first.keys()


def test_secrets_are_hidden_however_deep(stream: io.StringIO) -> None:
    structlog.get_logger().info(
        "request",
        headers={"Authorization": "Bearer s3cret", "Cookie": "mingcha=s3cret", "Accept": "*/*"},
        body=[{"new_password": "s3cret"}, {"deep": [{"token": "s3cret"}]}],
        password="s3cret",
    )
    assert "s3cret" not in stream.getvalue()
    assert "*/*" in stream.getvalue()


def test_a_traceback_is_one_line(stream: io.StringIO) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = lines(stream)
    assert "ValueError" in str(line["exception"])


def test_readable_lines_hide_too(stream: io.StringIO) -> None:
    readable = io.StringIO()
    logs.configure(as_json=False, stream=readable)
    structlog.get_logger().info("hello", token="s3cret")
    assert "hello" in readable.getvalue()
    assert "s3cret" not in readable.getvalue()


def test_metrics_are_each_application_s_own() -> None:
    one, other = Metrics(), Metrics()
    one.observe_request("GET", 200, 0.01)
    one.observe_request("BREW", 404, 0.01)
    one.observe_job("pdf", "done", 1.5)
    text = one.text().decode()
    assert 'mingcha_requests_total{method="GET",status="200"} 1.0' in text
    assert 'method="other"' in text
    assert 'mingcha_jobs_total{kind="pdf",outcome="done"} 1.0' in text
    assert 'status="200"' not in other.text().decode()
