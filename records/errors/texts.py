"""Why the ledger refuses: texts, names, correction notes."""

from core.errors import define

TEXT_FIELDS = define(
    "records.text_fields",
    400,
    title="文本项有误",
    message="所提交的文本项不在原文之内，或已被擦除。",
    advice="请刷新后按原文逐项审查。",
    constraints=["records_facttext_erase_only", "records_textreview_erase_only"],
)
ERASED = define(
    "records.erased",
    409,
    title="已经擦除",
    message="所要擦除的内容已经擦除。",
    advice="无需再次办理。",
)
ERASURE_PENDING = define(
    "records.erasure_pending",
    409,
    title="已有擦除申请",
    message="这一内容已有待确认的擦除申请。",
    advice="请由另一名工作人员确认或退回该申请。",
    constraints=["records_erasure_open"],
)
ERASURE_DECIDED = define(
    "records.erasure_decided",
    409,
    title="已经办理",
    message="这一擦除申请已经确认或退回。",
    advice="请刷新后查看。",
    constraints=["records_erasure_decided_once"],
)
ERASURE_REASON = define(
    "records.erasure_reason",
    400,
    title="缺少理由",
    message="没有写明擦除的理由。",
    advice="请写明依据，例如个人信息保护法第四十七条所列情形。",
    constraints=["records_erasure_reason"],
)
SAME_PERSON = define(
    "records.same_person",
    409,
    title="须由另一人办理",
    message="擦除须由申请人以外的工作人员确认。",
    advice="请由同单位另一名复核人或审批人确认。",
    constraints=["records_erasure_two_persons"],
)
STATUTE = define(
    "records.statute",
    422,
    title="缺少法律依据",
    message="记录责任人员须写明法律、法规的名称和条款。",
    advice="例如：《中华人民共和国安全生产法》第九十四条。没有依据的不得记录。",
    constraints=["records_responsibleperson_statute"],
)
PERSON = define(
    "records.person",
    400,
    title="责任人员有误",
    message="责任人员的身份或姓名有误。",
    advice="请核对后重新提交。",
    constraints=["records_responsibleperson_role", "records_responsibleperson_erased"],
)
NOTE_PUBLISHED = define(
    "records.note_published",
    409,
    title="已经公布",
    message="这份更正说明已经公布，不能再改。",
    advice="如需补充，请联系信用办。",
    constraints=["records_correctionnote_published_once"],
)
NOTE_TEXT = define(
    "records.note_text",
    400,
    title="说明为空",
    message="更正说明没有内容。",
    advice="请简要说明撤回的原因，不写个人信息。",
    constraints=["records_correctionnote_published"],
)
