"""What the log keeps of a correction: which fields, and hashes that tell what stood there."""

import hashlib
from collections.abc import Mapping
from typing import Any


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, Any]:
    """The fields that changed, and the SHA-256 of each value before and after. No content: whoever
    is shown a value can prove that it stood there."""
    changed = [name for name in after if before[name] != after[name]]
    return {
        "fields": changed,
        "before": {name: digest(before[name]) for name in changed},
        "after": {name: digest(after[name]) for name in changed},
    }


def digest(value: object) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()
