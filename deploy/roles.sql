-- The two roles of the platform and its database; run by a superuser with psql, as often as wanted.
-- credit_owner owns the tables and migrates; credit_app (web, workers) may do what each table grants.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT 'CREATE ROLE credit_owner' WHERE to_regrole('credit_owner') IS NULL \gexec
SELECT 'CREATE ROLE credit_app' WHERE to_regrole('credit_app') IS NULL \gexec
-- CREATEDB: the test suite and `restore --verify` work in databases of their own.
ALTER ROLE credit_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE credit_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE credit_app SET transaction_timeout = '10min';

-- In template1 as well, so that every database made from it has them.
\connect template1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;

SELECT 'CREATE DATABASE credit OWNER credit_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'credit') \gexec
\connect credit
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;
ALTER DATABASE credit OWNER TO credit_owner;
REVOKE ALL ON DATABASE credit FROM PUBLIC;
GRANT CONNECT ON DATABASE credit TO credit_app;
ALTER SCHEMA public OWNER TO credit_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO credit_app;
