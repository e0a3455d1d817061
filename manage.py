#!/usr/bin/env python
"""Run a management command. Commands that change the schema connect as the database owner."""

import os
import sys

OWNER_COMMANDS = frozenset({"migrate", "restore", "backup", "sqlmigrate"})


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditplatform.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["CREDIT_DB_ROLE"] = "owner"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
