"""Why the engine refuses."""

from core.errors import define

UNACCEPTABLE = define(
    "ratings.rulebook_unacceptable",
    422,
    title="规则有误",
    message="规则检查发现 {count} 处问题，未予保存。",
    advice="请按所列文件、行号逐项修改后重新提交。",
)
NOT_ALLOWED = define(
    "ratings.rulebook_not_allowed",
    403,
    title="无权办理",
    message="您的岗位不能办理这一规则。",
    advice="起草由条线归口单位经办人或信用办办理，审批由审批人或信用办办理。",
)
SAME_TEXT = define(
    "ratings.rulebook_same_text",
    409,
    title="规则未变",
    message="这一规则已有内容相同的版本。",
    advice="请直接使用该版本。",
    constraints=["ratings_rulebookversion_text"],
)
OTHER_LINE = define(
    "ratings.rulebook_other_line",
    409,
    title="代号已用",
    message="这一代号已用于其他条线或其他用途的规则。",
    advice="请另取代号。",
)
SAME_PERSON = define(
    "ratings.rulebook_same_person",
    403,
    title="须由他人审批",
    message="起草人不能审批自己起草的规则。",
    advice="请由另一名审批人办理。",
    constraints=["ratings_rulebookapproval_other_person"],
)
NOT_SIMULATED = define(
    "ratings.rulebook_not_simulated",
    409,
    title="尚未模拟",
    message="这一版本还没有完成模拟。",
    advice="请先完成模拟并查看影响，再行审批。",
    constraints=[
        "ratings_rulebookapproval_after_simulation",
        "ratings_rulebookapproval_simulated",
        "ratings_rulebookapproval_of_text",
    ],
)
NOT_APPROVED = define(
    "ratings.rulebook_not_approved",
    409,
    title="尚未审批",
    message="这一版本还没有经他人审批。",
    advice="请先送审批。",
    constraints=["ratings_publication_after_approval", "ratings_publication_of_text"],
)
PAST_DATE = define(
    "ratings.rulebook_past_date",
    409,
    title="施行日期已过",
    message="规则只能自发布之后的日子起施行。",
    advice="请改施行日期，另行起草。",
    constraints=["ratings_publication_ahead"],
)
DAY_TAKEN = define(
    "ratings.rulebook_day_taken",
    409,
    title="当日已有规则",
    message="这一条线在同一日已有规则施行，或这一版本已经发布。",
    advice="请改施行日期。",
    constraints=["ratings_publication_day", "ratings_publication_version_id_key"],
)
TRUE_HASH = define(
    "ratings.rulebook_hash",
    409,
    title="规则文本不符",
    message="规则文本与其哈希不一致。",
    advice="请重新提交规则文本。",
    constraints=["ratings_rulebookversion_true_hash"],
)
NO_RULEBOOK = define(
    "ratings.no_rulebook",
    404,
    title="没有评价规则",
    message="这一条线在该日没有施行的评价规则。",
    advice="请改查规则施行之后的日期。",
)
