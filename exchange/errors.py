"""What the exchange refuses, and why."""

from core.errors import define

AFTER = define(
    "exchange.feed_after",
    400,
    title="起始位置有误",
    message="after 必须是不小于 0 的整数，取自上一次应答的 next。",
    advice="首次读取请用 0。",
)
AFTER_AHEAD = define(
    "exchange.feed_after_ahead",
    400,
    title="起始位置超前",
    message="after 为 {after}，而变更日志目前只到 {last}。",
    advice="请核对本地保存的位置；如平台曾从备份恢复，请联系平台管理员确认后从恢复点重新读取。",
)
LIMIT = define(
    "exchange.feed_limit",
    400,
    title="每次条数有误",
    message="limit 必须是 1 至 {limit} 的整数。",
    advice="请调整 limit。",
)
CONSUMER_RUNNING = define(
    "exchange.consumer_running",
    409,
    title="无需恢复",
    message="该处理环节正在运行。",
    advice="请刷新页面查看最新状态。",
)
HANDLER_FAILED = define(
    "exchange.handler_failed",
    500,
    title="处理出错",
    message="某条变更多次处理失败，该环节已停在它之前，没有跳过任何变更。",
    advice="请在运行日志中查明原因，排除后恢复运行。",
)
