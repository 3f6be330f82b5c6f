"""Several constraints or indexes as one step of a migration."""

from collections.abc import Sequence

from tortoise.migrations.operations import AddConstraint, AddIndex, TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class Together(TortoiseOperation):
    """Run steps one after the other, but picture the schema anew once, not once a step.

    Tortoise copies its picture of all tables for every operation: 50 constraints and indexes took
    3 of the 4 seconds that making a database took.
    """

    def __init__(self, *steps: AddConstraint | AddIndex) -> None:
        self.steps: Sequence[AddConstraint | AddIndex] = steps

    def describe(self) -> str:
        """Name the steps."""
        return "; ".join(step.describe() for step in self.steps)

    def state_forward(self, app_label: str, state: State) -> None:
        """Note what each step declares, then picture the touched tables anew."""
        picture = _Picture(state)
        for step in self.steps:
            step.state_forward(app_label, picture)
        state.reload_models(picture.touched)

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Do what each step does to the database."""
        for step in self.steps:
            await step.database_forward(app_label, old_state, new_state, state_editor)


class _Picture(State):
    """The state as the steps see it: it only remembers which tables to picture anew."""

    def __init__(self, state: State) -> None:
        super().__init__(models=state.models, apps=state.apps)
        self.touched: set[tuple[str, str]] = set()

    def reload_model(self, app_label: str, model_name: str) -> None:
        self.touched.add((app_label, model_name))
