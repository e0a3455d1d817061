"""Why this floor refuses: units, memberships, hand-overs, packs."""

from core.errors import define

PACK_REFUSED = define(
    "sectors.pack_refused",
    422,
    title="配置包有误",
    message="配置包有 {count} 处问题，没有装载任何内容。",
    advice="请按列出的文件和行号修改后重新装载。",
)

UNIT_CODE_TAKEN = define(
    "sectors.unit_code_taken",
    409,
    title="机构代码重复",
    message="这个机构代码已被使用。",
    advice="机构代码一经使用不再改变、不再重用，请换一个。",
    constraints=["sectors_orgunit_code_key"],
)
UNIT_USCC_TAKEN = define(
    "sectors.unit_uscc_taken",
    409,
    title="统一社会信用代码重复",
    message="另一个机构已登记了这个统一社会信用代码。",
    advice="请核对代码；如为机构更名，请在原机构上登记更名。",
    constraints=["sectors_orgunit_uscc"],
)
UNIT_USCC_FORM = define(
    "sectors.unit_uscc_form",
    400,
    title="统一社会信用代码有误",
    message="统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）。",
    advice="请核对后重新填写。",
    constraints=["sectors_orgunit_uscc_form"],
)
UNIT_CODE_FORM = define(
    "sectors.unit_code_form",
    400,
    title="机构代码有误",
    message="机构代码只能用英文字母、数字、- 和 _。",
    advice="建议写作“区划代码-简称”，如 320281-zjj。",
    constraints=["sectors_orgunit_code"],
)
UNIT_CIRCLE = define(
    "sectors.unit_circle",
    409,
    title="上级关系成环",
    message="按所选上级，机构会成为自己的上级。",
    advice="请改选上级机构或业务主管机构。",
    constraints=["sectors_orgunit_no_circle", "sectors_orgunit_not_own_parent"],
)
UNIT_PARENT_LEVEL = define(
    "sectors.unit_parent_level",
    409,
    title="上级层级有误",
    message="上级机构的层级不能低于本机构。",
    advice="请核对本机构的层级，或改选上级机构。",
    constraints=["sectors_orgunit_parent_level"],
)
UNIT_IN_USE = define(
    "sectors.unit_in_use",
    409,
    title="机构仍在使用",
    message="到 {day} 停用时，该机构仍有：{reasons}。",
    advice="请先{advice}，再停用。机构只能停用，不能删除。",
)
UNIT_ENDED = define(
    "sectors.unit_ended",
    409,
    title="机构已停用",
    message="该机构已于 {day} 停用，不能再办理此事项。",
    advice="请选择承接其职责的机构。",
)
UNIT_NAME_OVERLAP = define(
    "sectors.unit_name_overlap",
    409,
    title="名称时间重叠",
    message="同一天只能有一个名称，所填日期与已有名称重叠。",
    advice="请核对更名的生效日期。",
    constraints=["sectors_unitname_one_at_a_time"],
)
RENAME_DATE = define(
    "sectors.rename_date",
    409,
    title="更名日期有误",
    message="现用名称自 {day} 起使用，更名必须晚于这一天。",
    advice="请核对更名的生效日期。",
)
SUCCESSION_ONCE = define(
    "sectors.succession_once",
    409,
    title="沿革已登记",
    message="同一天、同一方式的沿革已经登记过。",
    advice="请在机构页面的“沿革”中核对。",
    constraints=["sectors_unitsuccession_once"],
)
SUCCESSION_SELF = define(
    "sectors.succession_self",
    400,
    title="沿革有误",
    message="并入、分设和职责划转必须在两个机构之间。",
    advice="机构只是改了名称的，请登记更名。",
    constraints=["sectors_unitsuccession_rename_is_same"],
)
SUCCESSION_BASIS = define(
    "sectors.succession_basis",
    400,
    title="缺少依据",
    message="沿革必须写明依据。",
    advice="请填写批准或公布的文件名称和文号。",
    constraints=["sectors_unitsuccession_basis"],
)
SUCCESSION_LINES = define(
    "sectors.succession_lines",
    409,
    title="条线不属于该机构",
    message="所选条线在 {day} 不归 {unit}，不能由其划出。",
    advice="请核对条线和生效日期。",
)
DIVISION_CODE_TAKEN = define(
    "sectors.division_code_taken",
    409,
    title="处室代码重复",
    message="这个处室代码已被使用。",
    advice="请换一个代码。",
    constraints=["sectors_division_code_key"],
)
DIVISION_NAME_TAKEN = define(
    "sectors.division_name_taken",
    409,
    title="处室重复",
    message="该机构同期已有同名处室。",
    advice="请核对名称，或先停用原处室。",
    constraints=["sectors_division_one_at_a_time"],
)
DIVISION_IN_USE = define(
    "sectors.division_in_use",
    409,
    title="处室仍在使用",
    message="到 {day} 停用时，该处室仍有：{reasons}。",
    advice="请先结束任职、调整条线分工，再停用。",
)
LINE_OWNED = define(
    "sectors.line_owned",
    409,
    title="条线已有归口",
    message="条线同一天只能归口一个机构。",
    advice="请登记沿革，写明从哪一天起划转。",
    constraints=["sectors_lineowner_one_at_a_time"],
)
ROUTE_TAKEN = define(
    "sectors.route_taken",
    409,
    title="条线分工重复",
    message="该条线在本机构同期已有承办处室。",
    advice="请刷新后重新选择。",
    constraints=["sectors_lineroute_one_at_a_time"],
)
ROUTE_NOT_OWNED = define(
    "sectors.route_not_owned",
    409,
    title="条线不归本机构",
    message="该条线当前不归本机构，不能分配处室。",
    advice="请核对条线。",
)
OUTSIDE_VALIDITY = define(
    "sectors.outside_validity",
    409,
    title="超出存续期间",
    message="所填日期超出机构、处室或条线的存续期间，或其下仍有未结束的事项。",
    advice="请核对机构、处室、条线的启用和停用日期。",
    constraints=[
        "sectors_orgunit_within_orgunit",
        "sectors_division_within_orgunit",
        "sectors_lineowner_within_orgunit",
        "sectors_lineowner_within_line",
        "sectors_lineroute_within_division",
        "sectors_lineroute_within_line",
        "sectors_membership_within_orgunit",
        "sectors_membership_within_division",
    ],
)
ENDS_BEFORE_IT_BEGINS = define(
    "sectors.ends_before_it_begins",
    400,
    title="起止日期有误",
    message="结束日期必须晚于开始日期。",
    advice="请核对日期；结束日期当天不再计入。",
    constraints=[
        "sectors_orgunit_validity",
        "sectors_unitname_validity",
        "sectors_division_validity",
        "sectors_line_validity",
        "sectors_lineowner_validity",
        "sectors_lineroute_validity",
        "sectors_membership_validity",
    ],
)
DATE_TOO_EARLY = define(
    "sectors.date_too_early",
    400,
    title="日期过早",
    message="日期不能早于 {day}。",
    advice="岗位和停用只能从今天或以后起，过去的办理记录不能改变。",
)
TOO_LONG_PAST = define(
    "sectors.too_long_past",
    409,
    title="日期过于久远",
    message="更名、沿革和撤销停用最多追溯 {days} 天，即不早于 {earliest}。",
    advice="更早的变动须有经审核的配置包或省级数据，请由系统管理员装载。",
)

MEMBERSHIP_OVERLAP = define(
    "sectors.membership_overlap",
    409,
    title="岗位重复",
    message="此人在该机构同期已有同一岗位。",
    advice="请在任职名单中核对；如需调整起止日期，请先结束原岗位。",
    constraints=["sectors_membership_one_at_a_time"],
)
MEMBERSHIP_BASIS = define(
    "sectors.membership_basis",
    400,
    title="缺少依据",
    message="任职必须写明依据。",
    advice="请填写任免或分工文件的名称和文号。",
    constraints=["sectors_membership_basis"],
)
NOT_BUSINESS = define(
    "sectors.not_business",
    409,
    title="不能任职",
    message="管理员和主体经办人不能在机构担任业务岗位。",
    advice="请为此项工作另设业务人员账号，由不同的人使用。",
    constraints=["sectors_membership_duty_of_person", "sectors_membership_business"],
)
NOT_CREDIT_OFFICE = define(
    "sectors.not_credit_office",
    409,
    title="不是信用办",
    message="“信用办”岗位只能设在标明为信用办的处室。",
    advice="请选择信用办所在的处室，或改选其他岗位。",
    constraints=["sectors_membership_credit_office", "sectors_membership_division_of_unit"],
)
UNKNOWN_ROLE = define(
    "sectors.unknown_role",
    400,
    title="岗位有误",
    message="没有这种岗位。",
    advice="请从列出的岗位中选择。",
    constraints=["sectors_membership_role"],
)
SAME_PERSON = define(
    "sectors.same_person",
    409,
    title="须由另一人办理",
    message="提出任职的人不能自己确认。",
    advice="请由安全管理员确认。",
    constraints=["sectors_membership_two_persons"],
)
MEMBERSHIP_DECIDED = define(
    "sectors.membership_decided",
    409,
    title="已经办理",
    message="这项任职已经确认或退回。",
    advice="请刷新查看最新状态。",
    constraints=["sectors_membership_decided"],
)
MEMBERSHIP_EXPIRED = define(
    "sectors.membership_expired",
    409,
    title="任职已过期",
    message="这项任职到 {day} 为止，确认已无意义。",
    advice="请退回，并由系统管理员重新提出。",
)
MEMBERSHIP_ENDED = define(
    "sectors.membership_ended",
    409,
    title="岗位已结束",
    message="该岗位已结束或尚未生效，不能办理此事项。",
    advice="请刷新查看最新状态。",
    constraints=["sectors_membership_ended"],
)
NO_SUCH_PERSON = define(
    "sectors.no_such_person",
    400,
    title="没有此人",
    message="没有这个工号或用户名。",
    advice="请先在人员管理中登记，再安排岗位。",
)

HAND_OVER_TOO_LONG = define(
    "sectors.hand_over_too_long",
    400,
    title="代岗时间有误",
    message="代岗至少一天，最长 60 天。",
    advice="更长的缺岗请由系统管理员安排任职。",
    constraints=["sectors_handover_bounded"],
)
HAND_OVER_OVERLAP = define(
    "sectors.hand_over_overlap",
    409,
    title="代岗重叠",
    message="该岗位在所选期间已有代岗人。",
    advice="请先撤销原代岗，或改选日期。",
    constraints=["sectors_handover_one_at_a_time"],
)
HAND_OVER_SELF = define(
    "sectors.hand_over_self",
    400,
    title="代岗人有误",
    message="不能由本人代本人的岗。",
    advice="请选择本机构的另一位同事。",
    constraints=["sectors_handover_two_persons"],
)
HAND_OVER_COLLEAGUE = define(
    "sectors.hand_over_colleague",
    409,
    title="代岗人不在本机构",
    message="代岗人必须是本机构同期在岗的同事。",
    advice="请从列出的同事中选择。",
    constraints=["sectors_handover_of_membership", "sectors_handover_to_colleague"],
)
HAND_OVER_ABSENT = define(
    "sectors.hand_over_absent",
    409,
    title="代岗人也不在岗",
    message="所选同事在此期间已把自己的岗位交他人代办。",
    advice="请选择另一位同事；代岗不能再转交。",
)
HAND_OVER_OVER = define(
    "sectors.hand_over_over",
    409,
    title="代岗已结束",
    message="这次代岗已经结束或撤销。",
    advice="请刷新查看最新状态。",
    constraints=["sectors_handover_revoked"],
)
NOT_YOUR_UNIT = define(
    "sectors.not_your_unit",
    403,
    title="不在该机构任职",
    message="您今天在该机构没有岗位，不能切换过去。",
    advice="如刚安排了岗位，请等待确认后重新登录。",
)
CLIENT_UNIT_ENDED = define(
    "sectors.client_unit_ended",
    403,
    title="机构已停用",
    message="此接口客户端所属的机构已停用或尚未启用，其密钥不能使用。",
    advice="请由承接其职责的机构申请新的接口客户端。",
)
