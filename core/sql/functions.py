"""SQL functions of the core. Each is one self-contained body with an empty search_path: a function
that leans on the path of whoever calls it makes a dump restore no rows."""

TODAY = """
CREATE FUNCTION core_today() RETURNS date
LANGUAGE sql STABLE SET search_path = ''
RETURN (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
"""

ADD_MONTHS = """
CREATE FUNCTION core_add_months(anchor date, months integer) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = ''
RETURN (anchor + make_interval(months => months))::date
"""

# A row's place in its log is given once and never changed.
SET_ONCE = """
CREATE FUNCTION core_refuse_new_position() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    RAISE EXCEPTION 'position is set once' USING ERRCODE = 'restrict_violation',
        CONSTRAINT = TG_TABLE_NAME || '_position_once';
END
$$
"""


def set_once_trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_position_once BEFORE UPDATE ON {table} FOR EACH ROW "
        "WHEN (OLD.position IS NOT NULL) EXECUTE FUNCTION core_refuse_new_position()"
    )
