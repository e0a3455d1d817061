"""Why the ledger refuses: organisations, facts, effects, texts, the catalogue."""

from core.errors import define

# Organisations
SUBJECT_UNKNOWN = define(
    "records.subject_unknown",
    404,
    title="未找到主体",
    message="没有登记统一社会信用代码为 {uscc} 的主体。",
    advice="请核对代码；确系新设主体的，可先登记为待确认主体。",
)
SUBJECT_CODE = define(
    "records.subject_code",
    400,
    title="代码有误",
    message="这不是法人或其他组织的统一社会信用代码。",
    advice="应为 18 位数字和大写字母（不含 I、O、S、V、Z）；不为自然人建档，不用占位代码。",
    constraints=["records_subject_uscc", "records_subject_no_person"],
)
SUBJECT_EXISTS = define(
    "records.subject_exists",
    409,
    title="主体已存在",
    message="这个统一社会信用代码已登记。",
    advice="请直接使用已有主体。",
    constraints=["records_subject_uscc_key"],
)
SUBJECT_NAME = define(
    "records.subject_name",
    400,
    title="缺少名称",
    message="主体没有名称。",
    advice="请按登记机关的登记内容填写。",
    constraints=["records_subjectversion_name"],
)
SUBJECT_DETAILS = define(
    "records.subject_details",
    400,
    title="登记信息有误",
    message="主体的类别、状态、行政区划或行业代码不在规定范围内。",
    advice="请核对代码表后重新提交。",
    constraints=[
        "records_subjectversion_kind",
        "records_subjectversion_status",
        "records_subjectversion_codes",
    ],
)
REGISTER_ONLY = define(
    "records.register_only",
    403,
    title="不是登记机关",
    message="主体登记信息只由目录所列的登记机关报送。",
    advice="如发现登记信息有误，请告知登记机关。",
)
SUCCESSION = define(
    "records.succession",
    400,
    title="承继关系有误",
    message="主体承继须是两个不同的主体，并写明依据，且不得重复登记。",
    advice="请核对后重新提交。",
    constraints=[
        "records_succession_two_subjects",
        "records_succession_kind",
        "records_succession_basis",
        "records_succession_once",
    ],
)

# What is taken in
NOT_IN_CATALOGUE = define(
    "records.not_in_catalogue",
    422,
    title="目录外信息",
    message="所报条目不在现行公共信用信息目录内。",
    advice="请核对条目和目录版本；目录外的信息不得归集。",
)
NOT_A_SENDER = define(
    "records.not_a_sender",
    403,
    title="不是信源单位",
    message="贵单位不是这一条目的信源单位。",
    advice="请由目录所列的信源单位报送，或联系信用办调整目录。",
)
SYSTEM_ITEM = define(
    "records.system_item",
    403,
    title="不能直接报送",
    message="这一条目由平台的办理程序产生，不能直接报送。",
    advice="请在相应的办理程序中提交。",
)
ADVERSE_INCOMPLETE = define(
    "records.adverse_incomplete",
    422,
    title="要件不全",
    message="失信信息缺少生效要件，未予采用。",
    advice="须有处罚或认定依据、决定文书号、认定机关、决定日期、失信程度，以及送达证明或单位声明。",
    constraints=["records_factversion_adverse_is_complete"],
)
ADVERSE_ONLY = define(
    "records.adverse_only",
    422,
    title="内容与性质不符",
    message="失信程度和公示起算日只适用于失信信息。",
    advice="请核对条目。",
    constraints=["records_factversion_only_adverse"],
)
NOTICE = define(
    "records.notice_basis",
    422,
    title="送达依据有误",
    message="送达依据须是送达证明或单位声明之一，并附相应材料。",
    advice="请补充后重新提交。",
    constraints=["records_factversion_notice"],
)
ATTESTATION = define(
    "records.attestation",
    422,
    title="声明不适用",
    message="所附送达声明不是本单位对这一条目、这一时段作出的。",
    advice="请由本单位经办人另行声明。",
    constraints=["records_factversion_attested", "records_factversion_attested_days"],
)
ATTESTATION_CONTENT = define(
    "records.attestation_content",
    400,
    title="声明有误",
    message="送达声明须写明内容和决定日期的起止。",
    advice="请补全后重新提交。",
    constraints=["records_attestation_wording", "records_attestation_days"],
)
DATES = define(
    "records.dates",
    422,
    title="日期有误",
    message="日期前后不合：决定日期和履行日期不得晚于今天，失效日期须晚于生效日期。",
    advice="请核对日期后重新提交。",
    constraints=["records_factversion_past", "records_factversion_days"],
)
NUMBER = define(
    "records.document_number",
    422,
    title="文书号有误",
    message="决定文书号与认定机关须同时填写。",
    advice="请按决定文书填写完整。",
    constraints=["records_factversion_decision_whole"],
)
AMOUNT = define(
    "records.amount",
    422,
    title="金额有误",
    message="金额不能小于零。",
    advice="请核对金额和单位（元、万元）。",
    constraints=["records_factversion_amounts"],
)
INTENT = define(
    "records.intent",
    422,
    title="主观因素有误",
    message="主观因素只能是故意、过失或非主观。",
    advice="请核对后重新提交。",
    constraints=["records_factversion_intent"],
)
DECISION_TAKEN = define(
    "records.decision_taken",
    409,
    title="决定重复",
    message="同一机关的同一文号对这一主体已有一条有效信息。",
    advice="内容有更正的，请按文书号更正原信息；确系不同决定的，请核对文书号。",
    constraints=["records_factversion_decision"],
)
SOURCE_KEY_TAKEN = define(
    "records.source_key_taken",
    409,
    title="来源键重复",
    message="贵单位的这一来源键对这一主体已有一条有效信息。",
    advice="请以同一来源键更正原信息，或换用新的来源键。",
    constraints=["records_factversion_source"],
)
FACT_CHANGED = define(
    "records.fact_changed",
    409,
    title="信息已更新",
    message="您查看之后，这条信息已被更新。",
    advice="请刷新后按最新内容办理。",
    constraints=["records_factversion_current", "records_factversion_follows"],
)
FACT_GONE = define(
    "records.fact_gone",
    409,
    title="信息已不在用",
    message="这条信息已作误传更正或已转至其他主体，不能再办理。",
    advice="请刷新后查看其去向。",
)
FACT_OF_OTHER_UNIT = define(
    "records.fact_of_other_unit",
    403,
    title="不是本单位的信息",
    message="这条信息由其他单位报送，只能由该单位或承接其职责的单位更正。",
    advice="如认为有误，请通过异议或核实程序提出。",
)

# Effects
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

# Cases
CASE_SUBJECT = define(
    "records.case_subject",
    422,
    title="不属同一主体",
    message="一个案件只关联同一主体的信息。",
    advice="请核对所选信息。",
    constraints=["records_casefact_of_case", "records_casefact_of_fact"],
)
CASE_TIED = define(
    "records.case_tied",
    409,
    title="已经关联",
    message="这条信息在该案件中已有同样的关联。",
    advice="无需重复关联。",
    constraints=["records_casefact_current"],
)
CASE_CONTENT = define(
    "records.case_content",
    400,
    title="关联有误",
    message="关联须写明理由；信息不能依附于自身，名单的移出由列入单位另行决定，不能依附于其他信息。",
    advice="请修改后重新提交。",
    constraints=[
        "records_casefact_reason",
        "records_casefact_another",
        "records_casefact_on_fact",
        "records_casefact_list_stands_alone",
    ],
)

# Texts and names
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

# Correction notes
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

# The catalogue
CATALOGUE_LATER = define(
    "records.catalogue_later",
    409,
    title="施行日期有误",
    message="新的版本须从登记之后的某一天起施行，且同一天只有一个版本。",
    advice="请改为今后的日期。",
    constraints=[
        "records_catalogueversion_later",
        "records_catalogueversion_day",
        "records_catalogueversion_number",
        "records_behaviourversion_later",
        "records_behaviourversion_day",
        "records_behaviourversion_number",
        "records_disclosurerule_later",
        "records_disclosurerule_day",
    ],
)
CATALOGUE_BASIS = define(
    "records.catalogue_basis",
    400,
    title="缺少依据",
    message="没有写明依据或出处。",
    advice="没有法律、法规或国家政策依据的信息不得纳入目录。",
    constraints=[
        "records_catalogueversion_basis",
        "records_behaviourversion_basis",
        "records_disclosurerule_basis",
    ],
)

# Supervised objects
OBJECT_EXISTS = define(
    "records.object_exists",
    409,
    title="对象已登记",
    message="同类对象中已有这个识别号。",
    advice="请直接使用已登记的对象。",
    constraints=["records_supervisedobject_number"],
)
OBJECT_CONTENT = define(
    "records.object_content",
    400,
    title="对象信息有误",
    message="监管对象须写明类别、识别号和名称。",
    advice="请补全后重新提交。",
    constraints=["records_supervisedobject_named"],
)
OBJECT_HELD = define(
    "records.object_held",
    409,
    title="归属未结束",
    message="这一对象的同一归属尚未结束，或起止日期不合。",
    advice="请先结束原有归属，再登记新的归属。",
    constraints=[
        "records_objectholding_one",
        "records_objectholding_days",
        "records_objectholding_role",
        "records_objectholding_ended_once",
    ],
)
OBJECT_RECORD = define(
    "records.object_record",
    400,
    title="对象记录有误",
    message="决定日期不得晚于今天；撤回须写明理由，且只能撤回一次。",
    advice="请核对后重新提交。",
    constraints=[
        "records_objectrecord_past",
        "records_objectrecord_withdrawn",
        "records_objectrecord_withdrawn_once",
    ],
)

# Searching
SEARCH_SHORT = define(
    "records.search_short",
    400,
    title="字数太少",
    message="请至少输入两个字。",
    advice="可输入名称中的一段、字号、拼音首字母或统一社会信用代码。",
)
SEARCH_PERSON = define(
    "records.search_person",
    400,
    title="不能按个人查询",
    message="本平台不提供按身份证号码等个人信息的查询。",
    advice="请输入单位名称或统一社会信用代码。",
)
