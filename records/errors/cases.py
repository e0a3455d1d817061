"""Why the ledger refuses: cases."""

from core.errors import define

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
