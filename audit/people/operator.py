"""Who acts when nobody is signed in: whoever may run commands on the server may do everything."""

from datetime import datetime
from uuid import UUID

from audit.access import Actor, Grant
from audit.clock import local_day
from audit.settings import OFFICE_ZONE

OPERATOR = UUID(int=0)


def operator(now: datetime, zone: str = OFFICE_ZONE) -> Actor:
    """Return the actor of the command line. It is no person: no row belongs to it."""
    return Actor(
        person_id=0,
        uuid=OPERATOR,
        name="operator",
        pseudonym="operator",
        language="en",
        grants=(Grant("admin"),),
        today=local_day(now, zone),
    )
