"""Who acts when nobody is signed in: whoever may run commands on the server may do everything."""

from datetime import datetime
from uuid import UUID

from audit.access import Actor, Grant

OPERATOR = UUID(int=0)


def operator(now: datetime) -> Actor:
    """Return the actor of the command line. It is no person: no row belongs to it."""
    return Actor(
        person_id=0,
        uuid=OPERATOR,
        name="operator",
        pseudonym="operator",
        language="en",
        grants=(Grant("admin"),),
        today=now.date(),
    )
