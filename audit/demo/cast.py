"""The people of the demo as they act: an `Actor` for each login, with the roles of that day."""

from datetime import datetime

from audit.access import Actor
from audit.models import Person
from audit.people.sessions import actor_for


class Cast:
    """Finds people by login, once."""

    def __init__(self, people: dict[str, Person]) -> None:
        self._people = people

    @classmethod
    async def load(cls) -> "Cast":
        """Read everyone."""
        return cls({person.login: person for person in await Person.all()})

    def __getitem__(self, login: str) -> Person:
        return self._people[login]

    async def actor(self, login: str, at: datetime) -> Actor:
        """Return a person as signed in at that time."""
        return await actor_for(self._people[login], at)
