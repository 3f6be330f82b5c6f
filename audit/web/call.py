"""One request as a handler sees it: who asks, when, in which language, and the parsed body."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel
from starlette.requests import Request

from audit.access import Actor, require
from audit.problems import Problem
from audit.web.services import Services, Visitor, services_of
from audit.words import Words, choose_language

Body = TypeVar("Body")
Query = TypeVar("Query")
LANGUAGE_COOKIE = "mingcha-language"


@dataclass(frozen=True)
class Call(Generic[Body, Query]):
    """A request, its services and what was parsed of it."""

    request: Request
    services: Services
    now: datetime
    lang: str
    body: Body
    query: Query
    visitor: Visitor

    @property
    def t(self) -> Words:
        return self.services.words[self.lang]

    @property
    def actor(self) -> Actor:
        """The person who asks; raises Problem("signed_out") when nobody does."""
        if self.visitor.actor is None:
            raise Problem("device_revoked" if self.visitor.lost else "signed_out")
        return self.visitor.actor

    def url(self, name: str, **params: object) -> str:
        """Return the path of a named page."""
        return str(self.request.app.url_path_for(name, **params))

    def uuid(self, name: str) -> UUID:
        """Return a path parameter declared as {name:uuid}."""
        value: UUID = self.request.path_params[name]
        return value

    def text(self, name: str) -> str:
        """Return a path parameter as text."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        """Return a path parameter declared as {name:int}."""
        return int(self.request.path_params[name])


Plain = Call[None, None]


def language_of(request: Request, actor: Actor | None) -> str:
    """Return the interface language: the person's choice, else the cookie's, else the browser's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE) or (actor.language if actor else None)
    return choose_language(chosen, request.headers.get("accept-language", ""))


def make_call(request: Request, body: Body, query: Query) -> Call[Body, Query]:
    """Return the call of a request that passed the session middleware."""
    services = services_of(request)
    visitor: Visitor = request.scope["visitor"]
    return Call(
        request=request,
        services=services,
        now=services.clock(),
        lang=language_of(request, visitor.actor),
        body=body,
        query=query,
        visitor=visitor,
    )


def admit(actor: Actor | None, roles: tuple[str, ...], *, due_allowed: bool) -> None:
    """Refuse who is not signed in, must first choose a password, or holds none of `roles`."""
    if actor is None:
        raise Problem("signed_out")
    if actor.password_due and not due_allowed:
        raise Problem("password_due")
    if roles:
        require(actor, *roles)


def parse_query(model: type[Query], request: Request) -> Query:
    """Return the query string as a model; repeated names give lists where the model has them."""
    assert issubclass(model, BaseModel)
    known = set(model.model_fields)
    pairs = request.query_params.multi_items()
    raw: dict[str, object] = {}
    for name, value in pairs:
        if name in known and value != "":
            raw[name] = value
    return model.model_validate(raw, strict=False)
