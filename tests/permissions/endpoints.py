"""Every address the platform answers, read from the url configuration itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

# Arguments that fit any address: nothing has this id, which is enough, as permission is settled
# before the object is looked up. Absent and forbidden look alike.
NO_ID = 987_654_321
NO_WORD = "none"


@dataclass(frozen=True, slots=True)
class Endpoint:
    name: str
    arguments: tuple[tuple[str, Any], ...]

    @property
    def address(self) -> str:
        return reverse(self.name, kwargs=dict(self.arguments))


def endpoints() -> list[Endpoint]:
    return sorted(_walk(get_resolver(), "", {}), key=lambda endpoint: endpoint.name)


def _walk(resolver: URLResolver, prefix: str, converters: dict[str, Any]) -> Iterator[Endpoint]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern, inner, {**converters, **pattern.pattern.converters})
            continue
        assert isinstance(pattern, URLPattern)
        assert pattern.name, f"{pattern.pattern} has no name"
        yield Endpoint(
            f"{prefix}{pattern.name}",
            tuple(
                (name, NO_ID if isinstance(converter, IntConverter) else NO_WORD)
                for name, converter in {**converters, **pattern.pattern.converters}.items()
            ),
        )
