"""Settings, read once from `MINGCHA_*` variables and passed on as a frozen value."""

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from audit.clock import is_zone

OFFICE_ZONE = "Asia/Shanghai"


class Settings(BaseSettings):
    """What an operator can set; each description is its documentation (README, `doctor`)."""

    model_config = SettingsConfigDict(env_prefix="MINGCHA_", frozen=True, extra="ignore")

    data: Path = Field(default=Path("data"), description="Folder of database, files and jobs")
    database_url: str = Field(
        default="", description="sqlite://… or postgres://…; empty: SQLite in `data`"
    )
    files_url: str = Field(
        default="", description="file://… or s3://bucket/prefix?endpoint=…; empty: `data`"
    )
    jobs_url: str = Field(
        default="", description="Job store; empty: SQLite in `data`, or the PostgreSQL above"
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on")
    base_url: str = Field(
        default="", description="Public address, for links and QR codes; empty: as asked"
    )
    tls_cert: Path | None = Field(
        default=None, description="Certificate chain (PEM); makes the server HTTPS"
    )
    tls_key: Path | None = Field(
        default=None, description="Private key (PEM) that belongs to `tls_cert`"
    )
    sign_key: Path | None = Field(
        default=None, description="PKCS#12 file; reports are signed with it (extra `signing`)"
    )
    sign_password: str = Field(default="", description="Password of `sign_key`", repr=False)
    trusted_proxies: str = Field(
        default="", description="Addresses whose X-Forwarded-* headers are believed"
    )
    workers_inside: bool | None = Field(
        default=None,
        description="Run jobs in the web process; default: yes on SQLite, no on PostgreSQL",
    )
    upload_limit: int = Field(default=25_000_000, ge=1, description="Largest photo, in bytes")
    body_limit: int = Field(
        default=2_000_000, ge=1, description="Largest other request body, in bytes"
    )
    idle_seconds: float = Field(
        default=20.0, gt=0, description="A stalled request is ended after this long"
    )
    session_days: int = Field(default=30, ge=1, description="A sign-in lasts this long without use")
    zone: str = Field(
        default=OFFICE_ZONE,
        description="IANA zone of the office: its day, and times without a branch",
    )
    log_json: bool = Field(default=True, description="Log as JSON lines; false: readable lines")

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, name: str) -> str:
        if not is_zone(name):
            raise ValueError(f"MINGCHA_ZONE: this machine knows no zone {name!r}")
        return name

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("MINGCHA_TLS_CERT and MINGCHA_TLS_KEY go together")
        return self

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite://{self.data.resolve()}/mingcha.sqlite3"

    @property
    def files(self) -> str:
        """The URL of the file store in force."""
        return self.files_url or f"file://{self.data.resolve()}/files"

    @property
    def embedded(self) -> bool:
        """True on SQLite: one process, jobs inside."""
        return self.database.startswith("sqlite")

    @property
    def runs_jobs(self) -> bool:
        """Whether a web process works the queues itself."""
        return self.embedded if self.workers_inside is None else self.workers_inside
