"""The platform on one machine: PostgreSQL, a queue and our processes, started and stopped as one.

Everything here uses the standard library only, because it runs before anything else works.
`bin/run`, `bin/manage`, `bin/test`, `bin/bench` and `bin/screens` are its doors. Production uses
docker-compose.yml or its own units instead.
"""
