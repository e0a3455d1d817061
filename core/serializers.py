"""What the REST API says about the core."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.jobs import title_of
from core.models import Job


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
