"""Why the ledger refuses: what is taken in."""

from core.errors import define

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
NO_RULE = define(
    "records.no_rule",
    422,
    title="没有适用的公示规则",
    message="这一天作出、这一失信程度的决定没有适用的公示规则。",
    advice="请核对决定日期和失信程度；规则缺失的，请联系信用办登记。",
)
DOCUMENT_PDF = define(
    "records.document_pdf",
    422,
    title="决定文书须是 PDF",
    message="决定文书只接受 PDF 文件。",
    advice="请将决定书打印成 PDF 后上传。",
)
DOCUMENT_TAKEN = define(
    "records.document_taken",
    409,
    title="已有决定文书",
    message="这条信息正由他人归入文书，或该文件已归入别的信息。",
    advice="请刷新页面查看现状。",
    constraints=[
        "records_factdocument_current",
        "records_factdocument_file_id_key",
        "records_factdocument_removed_once",
        "records_factdocument_of_version",
    ],
)
