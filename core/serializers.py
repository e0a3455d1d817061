"""What the REST API says about the core: jobs, and refusals as application/problem+json."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.jobs import title_of
from core.models import Job

MEDIA_TYPE = "application/problem+json"
# What every call may be answered: no key, no right, unknown Accept, too many calls, overload.
EVERYWHERE = (401, 403, 406, 429, 503)


class JobErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="错误代码，见 docs/errors.md。")
    detail = serializers.CharField(help_text="说明与建议。")


class JobSerializer(serializers.Serializer[Job]):
    """A job as its owner sees it."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=Job.State.choices)
    done = serializers.IntegerField(help_text="已处理的数量。")
    total = serializers.IntegerField(allow_null=True, help_text="总数；尚不知道时为 null。")
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    summary = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()

    def get_title(self, job: Job) -> str:
        return title_of(job.kind)

    def get_summary(self, job: Job) -> str:
        return str(job.result.get("summary", "")) if isinstance(job.result, dict) else ""

    @extend_schema_field(JobErrorSerializer(allow_null=True))
    def get_error(self, job: Job) -> dict[str, str] | None:
        return {"code": job.error_code, "detail": job.error_detail} if job.error_code else None


class FieldProblemSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="有误的项，如 rows[3].code。")
    code = serializers.CharField(help_text="错误代码。")
    message = serializers.CharField(help_text="如何改正。")


class ProblemSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="错误说明的地址。")
    title = serializers.CharField(help_text="错误名称。")
    status = serializers.IntegerField(help_text="HTTP 状态码。")
    detail = serializers.CharField(help_text="发生了什么，下一步怎么做。")
    code = serializers.CharField(help_text="稳定的错误代码，见 docs/errors.md。")
    request_id = serializers.CharField(help_text="请求编号，联系管理员时提供。")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Declared as an attribute, `errors` would hide the serializer's own."""
        return {**super().get_fields(), "errors": FieldProblemSerializer(many=True, required=False)}


def problems(*statuses: int) -> dict[tuple[int, str], type[ProblemSerializer]]:
    """For `extend_schema(responses={200: …, **problems(400, 409)})`: the statuses named, and those
    every call may be answered with."""
    return {(status, MEDIA_TYPE): ProblemSerializer for status in (*statuses, *EVERYWHERE)}
