"""Why a snapshot is not made or not handed out."""

from core.errors import define

SNAPSHOT_RUNNING = define(
    "records.snapshot_running",
    409,
    title="快照正在生成",
    message="本接口已有一份快照（{number}）正在生成。",
    advice="请等它完成后下载，或完成后再申请新的。",
)
SNAPSHOT_UNFINISHED = define(
    "records.snapshot_unfinished",
    409,
    title="快照尚未完成",
    message="这份快照还没有生成完毕，或生成时未成功。",
    advice="请查询其状态；完成后再下载，未成功的请重新申请。",
)
SNAPSHOT_GONE = define(
    "records.snapshot_gone",
    410,
    title="快照已清除",
    message="这份快照的文件已过保留期。",
    advice="请重新申请一份快照。",
)
