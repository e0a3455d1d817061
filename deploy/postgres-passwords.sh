#!/usr/bin/env bash
# Run once by the postgres image after roles.sql: gives the two roles their passwords.
set -euo pipefail

# From the environment by \getenv: on a command line a password would show in the process list.
psql -X -v ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password CREDIT_OWNER_PASSWORD
\getenv app_password CREDIT_APP_PASSWORD
ALTER ROLE credit_owner PASSWORD :'owner_password';
ALTER ROLE credit_app PASSWORD :'app_password';
SQL
