"""Copies of everything: the database, the files beside it, the audit roots; proved by restoring.

Keys are not in a copy: CREDIT_SECRET_KEY is kept elsewhere, and without it the encrypted files of a
copy cannot be read.
"""

# Folders of the data folder that belong into a copy. A floor that keeps others adds them.
_folders = ["files"]
# Parts of them that do not: what is only on its way in.
PASSING = frozenset({"incoming"})


def include(folder: str) -> None:
    """Have a folder of the data folder copied as well."""
    if folder not in _folders:
        _folders.append(folder)


def folders() -> list[str]:
    return list(_folders)
