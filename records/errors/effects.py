"""Why the ledger refuses: effects on facts."""

from core.errors import define

EFFECT_HOLDS = define(
    "records.effect_holds",
    409,
    title="已经办理",
    message="这条信息已处于所要办理的状态。",
    advice="请刷新后查看。",
    constraints=["records_facteffect_lasting"],
)
EFFECT_REASON = define(
    "records.effect_reason",
    400,
    title="缺少理由",
    message="没有写明理由。",
    advice="请写明事实和依据后再提交。",
    constraints=["records_facteffect_reason"],
)
EFFECT_DAYS = define(
    "records.effect_days",
    400,
    title="起止日期有误",
    message="起止日期不合：结束须晚于开始，开始不得晚于今天，确需公示的须写明结束日期。",
    advice="请核对日期后重新提交。",
    constraints=["records_facteffect_days", "records_facteffect_displayed_ends"],
)
EFFECT_ENDED = define(
    "records.effect_ended",
    409,
    title="已经结束",
    message="所要结束的状态已经结束或不存在。",
    advice="请刷新后查看。",
    constraints=["records_facteffect_close_once", "records_facteffect_final"],
)
NOT_ADVERSE = define(
    "records.not_adverse",
    422,
    title="不适用",
    message="这不是失信信息，没有可以修复的内容。",
    advice="如内容有误，请提出异议。",
)
NOT_DISPLAYABLE = define(
    "records.not_displayable",
    422,
    title="不适用",
    message="这条信息按规则已经公示，或不得在所选日期公示。",
    advice="只有原则上不公示的轻微失信信息，确有必要时可公示，最长不超过规则所定月数。",
)
SAME_SUBJECT = define(
    "records.same_subject",
    400,
    title="主体相同",
    message="所选主体就是这条信息现在的主体。",
    advice="请选择正确的主体。",
)
