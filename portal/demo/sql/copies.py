"""Copying a county's ledger under other codes, names and numbers: one statement for each table.

Whatever is not the organisation's own (its code, its name, the numbers of its documents and the
hashes over these) is copied as it stands, known times included. Ids move by a fixed stride.
"""

from records.sql.facts import CONTENT, HASH
from records.sql.subjects import CONTENT as SUBJECT_CONTENT

STRIDE = 10_000_000
TABLES = (
    "records_subject",
    "records_subjectversion",
    "records_subjectname",
    "records_facttext",
    "records_fact",
    "records_factversion",
    "records_textreview",
    "records_facteffect",
    "records_case",
    "records_casefact",
    "exchange_change",
)
# Codes and names of the copies, worked out before.
PREPARE = (
    "CREATE UNLOGGED TABLE demo_code (copy int, subject_id bigint, uscc varchar(18))",
    "CREATE UNLOGGED TABLE demo_name (copy int, version_id bigint, name text, sign text)",
    "CREATE INDEX ON demo_code (copy)",
    "CREATE INDEX ON demo_name (copy)",
)
# The county as it stands, so that copying never reads what was copied.
OF_THESE = "FROM {} AS was WHERE {} IN (SELECT subject_id FROM demo_of) ORDER BY id"
SNAPSHOTS = (
    *(
        f"CREATE UNLOGGED TABLE demo_{table.partition('_')[2]} AS SELECT was.* "
        + OF_THESE.format(table, "id" if table == "records_subject" else "subject_id")
        for table in TABLES
        if table not in {"records_subjectname", "exchange_change"}
    ),
    "CREATE UNLOGGED TABLE demo_change AS SELECT was.*, row_number() OVER (ORDER BY id) AS turn "
    + OF_THESE.format("exchange_change", "subject_id"),
)
OF = """
CREATE UNLOGGED TABLE demo_of AS
SELECT id AS subject_id FROM records_subject WHERE uscc = ANY(%s)
"""
SCRATCH = ("code", "name", "of", "subject", "subjectversion", "facttext", "fact", "factversion")
SCRATCH_MORE = ("textreview", "facteffect", "case", "casefact", "change")

COPIES = "generate_series(%(first)s, %(last)s) AS copies (copy)"


def moved(column: str) -> str:
    return f"was.{column} + copy * {STRIDE}::bigint"


SUBJECTS = f"""
INSERT INTO records_subject (id, uscc, ledger_at, ledger_txid, confirmed_at)
SELECT {moved("id")}, code.uscc, was.ledger_at, was.ledger_txid, was.confirmed_at
FROM demo_code AS code JOIN demo_subject AS was ON was.id = code.subject_id
WHERE code.copy BETWEEN %(first)s AND %(last)s ORDER BY copy, was.id
"""

REGISTERED = """region_code, industry_code, established_on, address"""
SUBJECT_VERSIONS = f"""
INSERT INTO records_subjectversion (id, subject_id, valid_from, opened_at, closed_at, recorded_on,
    {SUBJECT_CONTENT}, oddities, catalogue_version_id, unit_id, content_hash, batch_id)
SELECT new_id, new_subject, valid_from, opened_at, closed_at, recorded_on, {SUBJECT_CONTENT},
    oddities, catalogue_version_id, unit_id,
    sha256(convert_to(jsonb_build_array({SUBJECT_CONTENT})::text, 'UTF8')), batch_id
FROM (
    SELECT {moved("id")} AS new_id, {moved("subject_id")} AS new_subject, copy, was.valid_from,
        was.opened_at, was.closed_at, was.recorded_on, named.name::varchar AS name,
        named.sign::varchar AS sign, was.kind, was.status, {REGISTERED}, was.oddities,
        was.catalogue_version_id, was.unit_id, was.batch_id
    FROM demo_name AS named JOIN demo_subjectversion AS was ON was.id = named.version_id
    WHERE named.copy BETWEEN %(first)s AND %(last)s
) AS made ORDER BY copy, new_id
"""

FACTS = f"""
INSERT INTO records_fact (id, subject_id, item_id, supervised_object_id, opened_at, moved_from_id)
SELECT {moved("id")}, {moved("subject_id")}, item_id, supervised_object_id, opened_at, NULL
FROM {COPIES}, demo_fact AS was ORDER BY copy, was.id
"""

TEXTS = f"""
INSERT INTO records_facttext (id, subject_id, fact_id, texts, salt)
SELECT {moved("id")}, {moved("subject_id")}, {moved("fact_id")}, texts, salt
FROM {COPIES}, demo_facttext AS was ORDER BY copy, was.id
"""

# 锡澄环罚决〔2026〕31号 → 锡澄环罚决〔2026〕31-7号, and its key as in records.decisions.numbers.
NUMBER = "regexp_replace(was.document_no, '号$', '-' || copy || '号')"
KEY = rf"regexp_replace(upper({NUMBER}), '[(](20\d\d)[)]', '〔\1〕')"
SOURCE_KEY = "CASE WHEN was.source_key = '' THEN '' ELSE was.source_key || '-' || copy END"
AS_THEY_ARE = (
    *("item_id", "kind", "polarity", "catalogue_version_id", "unit_id", "opened_at", "closed_at"),
    *("recorded_on", "disclosure_rule_id", "notice_basis", "notice_evidence_id"),
    *("attestation_id", "text_hash", "batch_id"),
)
SAID = tuple(column for column in CONTENT if column != "document_no")
VERSIONS = f"""
INSERT INTO records_factversion (id, subject_id, fact_id, text_id, document_no, document_key,
    source_key, {", ".join(AS_THEY_ARE)}, {", ".join(SAID)}, content_hash)
SELECT new_id, new_subject, new_fact, new_text, document_no, document_key, source_key,
    {", ".join(AS_THEY_ARE)}, {", ".join(SAID)}, {HASH}
FROM (
    SELECT copy, {moved("id")} AS new_id, {moved("subject_id")} AS new_subject,
        {moved("fact_id")} AS new_fact, {moved("text_id")} AS new_text,
        {NUMBER} AS document_no, {KEY} AS document_key, {SOURCE_KEY} AS source_key,
        {", ".join(f"was.{column}" for column in (*AS_THEY_ARE, *SAID))}
    FROM {COPIES}, demo_factversion AS was
) AS filled ORDER BY copy, new_id
"""

REVIEWS = f"""
INSERT INTO records_textreview (id, subject_id, fact_id, text_id, texts, note, reviewer_id,
    opened_at, closed_at)
SELECT {moved("id")}, {moved("subject_id")}, {moved("fact_id")}, {moved("text_id")}, texts, note,
    reviewer_id, opened_at, closed_at
FROM {COPIES}, demo_textreview AS was ORDER BY copy, was.id
"""

EFFECTS = f"""
INSERT INTO records_facteffect (id, subject_id, fact_id, version_id, kind, starts_on, ends_on,
    opened_at, closed_at, recorded_on, reason, document_no, unit_id, procedure_kind, procedure_id)
SELECT {moved("id")}, {moved("subject_id")}, {moved("fact_id")}, {moved("version_id")}, kind,
    starts_on, ends_on, opened_at, closed_at, recorded_on, reason, document_no, unit_id,
    procedure_kind, procedure_id
FROM {COPIES}, demo_facteffect AS was ORDER BY copy, was.id
"""

CASES = f"""
INSERT INTO records_case (id, subject_id, number, unit_id, opened_at)
SELECT {moved("id")}, {moved("subject_id")}, number || '-' || copy, unit_id, opened_at
FROM {COPIES}, demo_case AS was ORDER BY copy, was.id
"""

TIES = f"""
INSERT INTO records_casefact (id, subject_id, case_id, fact_id, item_id, kind, rests_on_id,
    rests_on_item_id, opened_at, closed_at, reason)
SELECT {moved("id")}, {moved("subject_id")}, {moved("case_id")}, {moved("fact_id")}, item_id, kind,
    {moved("rests_on_id")}, rests_on_item_id, opened_at, closed_at, reason
FROM {COPIES}, demo_casefact AS was ORDER BY copy, was.id
"""

# The county's own changes have their places already; each copy has the next ones.
CHANGES = f"""
INSERT INTO exchange_change (subject_id, kind, ref, ledger_at, position)
SELECT {moved("subject_id")}, kind, {moved("ref")}, ledger_at,
    %(places)s + (copy - 1) * size + turn
FROM {COPIES}, demo_change AS was, (SELECT count(*) AS size FROM demo_change) AS sized
ORDER BY copy, turn
"""

EACH = (
    SUBJECTS,
    SUBJECT_VERSIONS,
    FACTS,
    TEXTS,
    VERSIONS,
    REVIEWS,
    EFFECTS,
    CASES,
    TIES,
    CHANGES,
)
# Where the places of copies begin, and whether a range of copies is there: it is written in one
# transaction, so its last subject stands for all of it.
PLACES = f"SELECT coalesce(max(position), 0) FROM exchange_change WHERE subject_id < {STRIDE}"
IS_THERE = """
SELECT EXISTS (SELECT FROM records_subject
    WHERE id = (SELECT max(subject_id) FROM demo_of) + %(copy)s * %(stride)s::bigint)
"""
ANY_COPY = f"SELECT EXISTS (SELECT FROM records_subject WHERE id > {STRIDE})"
SETTINGS = """
SET synchronous_commit = off; SET work_mem = '256MB'; SET jit = off;
SET maintenance_work_mem = '1GB'
"""
NAMES = """
COPY records_subjectname (subject_id, kind, term, bigrams, initials, short_initials, region_code,
    is_confirmed) FROM STDIN
"""
NEXT_ID = "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {}))"
