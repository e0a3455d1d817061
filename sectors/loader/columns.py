"""How a pack's plain values become fields of a row, and how they are read back to compare."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Field as ModelField
from django.db.models import Model

from sectors.loader.load import Load, Plain

M = TypeVar("M", bound=Model)


class Column(Generic[M]):
    """A field as it is written in the pack. `quiet`: never a difference worth telling; `late`:
    refers to rows of the same table, so written once all of them exist."""

    def __init__(self, name: str, attribute: str = "", *, quiet: bool = False) -> None:
        self.name = name
        self.attribute = attribute or name
        self.quiet = quiet
        self.late = False

    @property
    def attributes(self) -> Sequence[str]:
        return (self.attribute,)

    def prepare(self, load: Load) -> None:
        """Called once before reading, to fetch in bulk."""

    def read(self, instance: M, load: Load) -> Plain:
        return plain(getattr(instance, self.attribute))

    def write(self, instance: M, value: Plain, load: Load) -> None:
        field = instance._meta.get_field(self.attribute)
        assert isinstance(field, ModelField)
        empty = "" if not field.null and value is None and field.empty_strings_allowed else None
        setattr(instance, self.attribute, field.to_python(value) if value is not None else empty)

    def finish(self, load: Load) -> None:
        """Called once after all rows were written, to write in bulk."""


class Reference(Column[M]):
    """A field that names another thing by its code."""

    def __init__(self, name: str, kind: str, attribute: str = "", *, late: bool = False) -> None:
        super().__init__(name, attribute or f"{name}_id")
        self.kind = kind
        self.late = late

    def read(self, instance: M, load: Load) -> Plain:
        identity = getattr(instance, self.attribute)
        return None if identity is None else load.code_of(self.kind, identity)

    def write(self, instance: M, value: Plain, load: Load) -> None:
        identity = None if value is None else load.id_of(self.kind, str(value))
        setattr(instance, self.attribute, identity)


class Stamp(Column[M]):
    """When a row was first written here; never compared."""

    def read(self, instance: M, load: Load) -> Plain:
        return None

    def write(self, instance: M, value: Plain, load: Load) -> None:
        setattr(instance, self.attribute, load.now)


def plain(value: Any) -> Plain:
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value
