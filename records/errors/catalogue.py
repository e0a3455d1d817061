"""Why the ledger refuses: the catalogue, acts and rules."""

from core.errors import define

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
ITEM_EXISTS = define(
    "records.item_exists",
    409,
    title="条目编码已使用",
    message="目录中已有这个编码的条目。",
    advice="请换一个编码，或为已有条目拟新的版本。",
)
