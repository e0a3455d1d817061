"""What was known: conditions on rows with `opened_at` and `closed_at`."""


def current(alias: str) -> str:
    return f"{alias}.closed_at IS NULL"


def at(alias: str, moment: str) -> str:
    return (
        f"{alias}.opened_at <= {moment} "
        f"AND ({alias}.closed_at IS NULL OR {alias}.closed_at > {moment})"
    )
