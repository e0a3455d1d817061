"""Coded errors: what a user is told when the platform does not do what was asked.

Each app lists its own in errors.py with `define`. A code never changes its meaning; docs/errors.md
is generated from this registry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

_registry: dict[str, "ErrorCode"] = {}
_by_constraint: dict[str, "ErrorCode"] = {}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field of the input; `field` is its path, such as rows[3].code."""

    field: str
    message: str
    code: str = "invalid"


class Refusal(Exception):
    """Raised when a request is refused for a reason the asker can be told."""

    def __init__(
        self,
        error: "ErrorCode",
        detail: str,
        fields: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{error.code}: {detail}")
        self.error = error
        self.detail = detail
        self.fields = tuple(fields)
        self.extra = dict(extra or {})
        self.headers: dict[str, str] = {}

    @property
    def code(self) -> str:
        return self.error.code


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One entry of the registry: `raise SOME_ERROR(name=value)` fills the message."""

    code: str
    status: int
    title: str
    message: str
    advice: str
    constraints: tuple[str, ...] = field(default=(), compare=False)

    def __call__(
        self,
        *,
        fields: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,
        **values: object,
    ) -> Refusal:
        detail = f"{self.message.format(**values)}{self.advice.format(**values)}"
        return Refusal(self, detail, fields, extra)

    def placeholders(self) -> list[str]:
        text = self.message + self.advice
        return sorted({name for _, name, _, _ in Formatter().parse(text) if name})


def define(
    code: str,
    status: int,
    *,
    title: str,
    message: str,
    advice: str = "",
    constraints: Sequence[str] = (),
) -> ErrorCode:
    """Register an error. `constraints` are the database constraints whose violation means this."""
    error = ErrorCode(code, status, title, message, advice, tuple(constraints))
    if code in _registry:
        raise ValueError(f"error code {code} is defined twice")
    if constraints and error.placeholders():
        raise ValueError(f"{code}: an error raised by a constraint cannot have placeholders")
    _registry[code] = error
    for name in constraints:
        if name in _by_constraint:
            raise ValueError(f"constraint {name} already means {_by_constraint[name].code}")
        _by_constraint[name] = error
    return error


def registered() -> list[ErrorCode]:
    return [_registry[code] for code in sorted(_registry)]


def for_constraint(name: str | None) -> ErrorCode:
    return _by_constraint.get(name or "", CONSTRAINT)


BAD_REQUEST = define(
    "core.bad_request",
    400,
    title="请求有误",
    message="请求的格式不正确：{reason}。",
    advice="请检查后重新提交。",
)
INVALID = define(
    "core.invalid",
    400,
    title="内容有误",
    message="提交的内容有 {count} 处需要更正。",
    advice="请按各项提示修改后重新提交。",
)
UNAUTHENTICATED = define(
    "core.unauthenticated",
    401,
    title="缺少接口密钥",
    message="需要提供有效的接口密钥。",
    advice="请在 Authorization 头中提供 Bearer 密钥。",
)
SIGN_IN = define(
    "core.sign_in_required",
    401,
    title="未登录",
    message="尚未登录或登录已过期，本次提交未被接受。",
    advice="请登录后再试。",
)
NOT_ALLOWED = define(
    "core.not_allowed",
    403,
    title="无权办理",
    message="您当前的岗位不能办理此事项。",
    advice="如确需办理，请系统管理员调整任职。",
)
SCOPE_MISSING = define(
    "core.scope_missing",
    403,
    title="接口权限不足",
    message="此接口需要权限 {scopes}，当前密钥没有。",
    advice="如确需调用，请系统管理员为接口用户增加该权限。",
)
CSRF = define(
    "core.csrf",
    403,
    title="页面已过期",
    message="页面停留过久或来源不明，本次提交未被接受。",
    advice="请返回上一页刷新后重新提交，已填内容请先复制保存。",
)
NOT_FOUND = define(
    "core.not_found",
    404,
    title="未找到",
    message="没有找到您要的内容，或您无权查看。",
    advice="请核对地址或返回首页。",
)
METHOD = define(
    "core.method_not_allowed",
    405,
    title="方式不支持",
    message="此地址不支持该请求方式。",
    advice="请查阅接口说明。",
)
NOT_ACCEPTABLE = define(
    "core.not_acceptable",
    406,
    title="格式不支持",
    message="此地址不能以所要求的格式作答。",
    advice="请在 Accept 头中使用 application/json。",
)
CONFLICT = define(
    "core.conflict",
    409,
    title="内容已变化",
    message="您打开之后，内容已被他人修改。",
    advice="请刷新查看最新内容后再提交。",
)
CONSTRAINT = define(
    "core.constraint",
    409,
    title="与现有数据冲突",
    message="提交的内容违反数据规则，未保存。",
    advice="请核对内容；如仍不成功，请把页面上的请求编号告知管理员。",
)
IDEMPOTENCY_REUSED = define(
    "core.idempotency_key_reused",
    409,
    title="重复的请求编号",
    message="同一个 Idempotency-Key 已用于另一份内容。",
    advice="请为新的内容换一个 Idempotency-Key。",
)
IDEMPOTENCY_KEY = define(
    "core.idempotency_key_invalid",
    400,
    title="请求编号有误",
    message="Idempotency-Key 必须是 8 至 128 个可见的英文字符。",
    advice="建议使用随机生成的 UUID。",
)
PRECONDITION = define(
    "core.precondition_required",
    428,
    title="缺少版本",
    message="此操作需要在 If-Match 头中说明所见的版本。",
    advice="请先读取最新内容，把其 ETag 放入 If-Match 后再提交。",
)
TOO_LARGE = define(
    "core.too_large",
    413,
    title="内容过大",
    message="提交的内容超过 {limit} 的上限。",
    advice="请拆分后分次提交。",
)
UNSUPPORTED = define(
    "core.unsupported_media_type",
    415,
    title="内容类型不支持",
    message="此接口不接受该内容类型。",
    advice="请使用 application/json。",
)
TOO_MANY = define(
    "core.too_many_requests",
    429,
    title="请求过于频繁",
    message="请求次数超过限额。",
    advice="请在 {seconds} 秒后再试。",
)
BAD_CURSOR = define(
    "core.cursor_invalid",
    400,
    title="翻页位置有误",
    message="翻页位置无法识别。",
    advice="请从第一页重新开始。",
)
PAGE_SIZE = define(
    "core.page_size",
    400,
    title="每页数量有误",
    message="每页数量必须是 1 至 {limit} 的整数。",
    advice="请调整 page_size。",
)
BUSY = define(
    "core.busy",
    503,
    title="系统繁忙",
    message="同时办理的人较多，本次操作没有完成，也没有留下半成品。",
    advice="请稍后重试。",
)
INTERNAL = define(
    "core.internal",
    500,
    title="系统出错",
    message="系统内部出现错误，本次操作没有保存。",
    advice="请稍后重试；如仍出错，请把请求编号告知管理员。",
)
JOB_FAILED = define(
    "core.job_failed",
    500,
    title="任务未完成",
    message="后台任务在第 {attempts} 次尝试后仍未成功，已完成的部分都已保存。",
    advice="请稍后点“继续”从中断处重试；如仍不成功，请把任务编号告知管理员。",
)
JOB_UNKNOWN = define(
    "core.job_unknown",
    409,
    title="任务种类不存在",
    message="当前版本没有此种后台任务。",
    advice="请把任务编号告知管理员。",
)
JOB_ENDED = define(
    "core.job_ended",
    409,
    title="任务已结束",
    message="此任务已经结束，不能取消。",
    advice="请刷新页面查看结果。",
)
JOB_NOT_ENDED = define(
    "core.job_not_ended",
    409,
    title="任务不能继续",
    message="只有未完成或已取消的任务可以继续。",
    advice="请刷新页面查看任务的当前状态。",
)
VERSION_CHANGED = define(
    "core.version_changed",
    412,
    title="内容已变化",
    message="您所见的版本之后，内容已被他人修改，本次操作没有执行。",
    advice="请重新读取最新内容，核对后再提交。",
)
CALENDAR_NOT_NEXT = define(
    "core.calendar_not_next",
    409,
    title="年度不衔接",
    message="工作日历须逐年衔接，现在只能录入 {year} 年。",
    advice="请核对年度；已录入的年度请在该年日历中逐日调整。",
)
CALENDAR_UNKNOWN = define(
    "core.calendar_unknown",
    409,
    title="待日历",
    message="{year} 年的放假安排尚未录入。",
    advice="请先录入该年度的放假安排。",
)
NOTHING_TO_EXPORT = define(
    "core.nothing_to_export",
    409,
    title="没有可导出的内容",
    message="所选日期内没有已封印的审计事件。",
    advice="请调整起止日期。",
)
