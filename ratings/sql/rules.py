"""What the constraints of the models cannot say: that copies agree with their origin, that what is
published was simulated and approved in this very text, and that its hash is its hash."""

HASH = "id, content_hash, person_id"

# (table, name, columns, referenced table, referenced columns)
TIES = (
    (
        "ratings_rulebookversion",
        "of_rulebook",
        "rulebook_id, line_id, purpose",
        "ratings_rulebook",
        "id, line_id, purpose",
    ),
    (
        "ratings_simulation",
        "of_text",
        "version_id, content_hash, drafter_id",
        "ratings_rulebookversion",
        HASH,
    ),
    (
        "ratings_rulebookapproval",
        "of_text",
        "version_id, content_hash, drafter_id",
        "ratings_rulebookversion",
        HASH,
    ),
    (
        "ratings_rulebookapproval",
        "after_simulation",
        "simulation_id, version_id, content_hash, simulation_is_finished",
        "ratings_simulation",
        "id, version_id, content_hash, is_finished",
    ),
    (
        "ratings_publication",
        "of_text",
        "version_id, content_hash, line_id, purpose, from_date",
        "ratings_rulebookversion",
        "id, content_hash, line_id, purpose, from_date",
    ),
    (
        "ratings_publication",
        "after_approval",
        "approval_id, version_id, content_hash",
        "ratings_rulebookapproval",
        "id, version_id, content_hash",
    ),
)
TRUE_HASH = (
    (
        "ALTER TABLE ratings_rulebookversion ADD CONSTRAINT ratings_rulebookversion_true_hash "
        "CHECK (content_hash = sha256(convert_to(text, 'UTF8')))"
    ),
    "ALTER TABLE ratings_rulebookversion DROP CONSTRAINT ratings_rulebookversion_true_hash",
)
FINISHED_ONCE = (
    (
        "CREATE TRIGGER ratings_simulation_finished_once BEFORE UPDATE ON ratings_simulation "
        "FOR EACH ROW WHEN (OLD.is_finished) EXECUTE FUNCTION records_refuse()"
    ),
    "DROP TRIGGER ratings_simulation_finished_once ON ratings_simulation",
)
APPLIED_ONCE = (
    (
        "CREATE TRIGGER ratings_publication_applied_once BEFORE UPDATE ON ratings_publication "
        "FOR EACH ROW WHEN (OLD.applied_at IS NOT NULL) EXECUTE FUNCTION records_refuse()"
    ),
    "DROP TRIGGER ratings_publication_applied_once ON ratings_publication",
)
