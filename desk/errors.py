"""What the desk refuses, and why."""

from core.errors import define

ALREADY_CLAIMED = define(
    "desk.already_claimed",
    409,
    title="已被领取",
    message="这件待办刚刚已由同事领取。",
    advice="请刷新列表，办理其他待办；确需转办的，请对方先退回。",
)
NOT_OPEN = define(
    "desk.not_open",
    409,
    title="已经办结",
    message="这件待办已经办结或取消。",
    advice="请刷新列表查看最新情况。",
    constraints=("desk_workitem_ended_once",),
)
NOT_CLAIMED = define(
    "desk.not_claimed",
    409,
    title="尚未领取",
    message="这件待办目前没有人领取，不需要退回。",
    advice="请刷新列表查看最新情况。",
)
RELEASE_NOT_ALLOWED = define(
    "desk.release_not_allowed",
    403,
    title="不能退回",
    message="只有领取人、其代办人或本单位审批人可以退回这件待办。",
    advice="请联系领取人退回，或请本单位审批人处理。",
)
TITLE_NOT_PLAIN = define(
    "desk.title_not_plain",
    400,
    title="标题有误",
    message="待办和消息的标题不能为空，也不能含有身份证号码或手机号码。",
    advice="请改用单位名称、文书号等表述。",
    constraints=("desk_workitem_title_plain", "desk_message_title_plain"),
)
CHANNEL_UNAVAILABLE = define(
    "desk.channel_unavailable",
    503,
    title="投递渠道不可用",
    message="消息投递渠道暂时不可用，消息仍保存在待投递队列中。",
    advice="请检查投递目录或网络，排除后恢复投递。",
)
NOTHING_PAUSED = define(
    "desk.nothing_paused",
    409,
    title="无需恢复",
    message="该渠道没有暂停的投递。",
    advice="请刷新页面查看最新状态。",
)
