"""SQL functions of the desk: one self-contained body each, with an empty search_path."""

# What is done stays done: work that comes back is a new item.
REFUSE_ENDED = """
CREATE FUNCTION desk_refuse_ended() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    RAISE EXCEPTION 'the work item has ended' USING ERRCODE = 'restrict_violation',
        CONSTRAINT = 'desk_workitem_ended_once';
END
$$
"""

ENDED_ONCE = """
CREATE TRIGGER desk_workitem_ended_once BEFORE UPDATE ON desk_workitem
FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION desk_refuse_ended()
"""
