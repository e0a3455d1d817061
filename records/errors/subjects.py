"""Why the ledger refuses: organisations, supervised objects, searching."""

from core.errors import define

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
    message="本平台不提供按身份证号码、电话号码等个人信息的查询，也没有记录您刚才输入的内容。",
    advice="请输入单位名称或统一社会信用代码。",
)
