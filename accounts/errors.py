"""What can go wrong with accounts, keys and signing in, and what to do then."""

from accounts.policy import POLICY, minutes
from core.errors import define

LOCKS = f"连续输错 {POLICY.wrong_tries} 次将暂停登录 {minutes(POLICY.locked_for)} 分钟。"

WRONG_CREDENTIALS = define(
    "accounts.wrong_credentials",
    422,
    title="未能登录",
    message="用户名或密码不正确。",
    advice=f"请核对后重试；{LOCKS}忘记密码请联系系统管理员。",
)
LOCKED = define(
    "accounts.locked",
    429,
    title="已暂停登录",
    message="连续输错次数过多，此用户名已暂停登录。",
    advice="请在 {minutes} 分钟后再试；如需提前解锁，请联系安全管理员。",
)
TOO_MANY_TRIES = define(
    "accounts.too_many_tries",
    429,
    title="尝试过于频繁",
    message="来自您所在网络的尝试次数过多。",
    advice="请在 {seconds} 秒后再试。",
)
NOT_ACTIVE = define(
    "accounts.not_active",
    422,
    title="账号未启用",
    message="此账号尚未经安全管理员确认，或已停用。",
    advice="请联系安全管理员。",
)
INITIAL_PASSWORD_EXPIRED = define(
    "accounts.initial_password_expired",
    422,
    title="初始密码已过期",
    message="初始密码没有在期限内使用，已经失效。",
    advice="请联系系统管理员重新发放。",
)
SIGN_IN_EXPIRED = define(
    "accounts.sign_in_expired",
    409,
    title="登录已超时",
    message="登录步骤停留过久，或账号的登录信息刚刚变更。",
    advice="请重新登录。",
)
WRONG_CODE = define(
    "accounts.wrong_code",
    422,
    title="验证码不正确",
    message="验证码不正确或已过期。",
    advice="请输入验证器上当前显示的 6 位数字，并确认手机时间准确。",
)
CODE_USED = define(
    "accounts.code_used",
    422,
    title="验证码已使用",
    message="此验证码已经用过，每个验证码只能使用一次。",
    advice="请等验证器显示下一个验证码后再输入。",
)
WRONG_RECOVERY_CODE = define(
    "accounts.wrong_recovery_code",
    422,
    title="恢复码不正确",
    message="恢复码不正确或已经用过。",
    advice="请换一个未用过的恢复码；都不可用时请联系安全管理员重置。",
)
PASSWORD_UNFIT = define(
    "accounts.password_unfit",
    422,
    title="密码不符合要求",
    message="新密码有 {count} 处不符合要求。",
    advice="请按提示更换后重新提交。",
)
WRONG_PASSWORD = define(
    "accounts.wrong_password",
    422,
    title="密码不正确",
    message="现用密码不正确。",
    advice=f"请重新输入；{LOCKS}",
)
USERNAME_FORM = define(
    "accounts.username_form",
    422,
    title="用户名有误",
    message="用户名须为 3 至 32 个字符，由小写字母、数字、点、横线、下划线组成，以字母或数字开头。",
    advice="请修改后重新提交。",
    constraints=["accounts_user_username_form"],
)
USERNAME_TAKEN = define(
    "accounts.username_taken",
    409,
    title="用户名已被使用",
    message="此用户名已有账号。",
    advice="请换一个用户名。",
    constraints=["accounts_user_username"],
)
STAFF_NUMBER_TAKEN = define(
    "accounts.staff_number_taken",
    409,
    title="工号已被使用",
    message="此工号已登记给另一个人员。",
    advice="请核对工号；如是同一人，请为其已有的人员记录开设账号。",
    constraints=["accounts_person_staff_number"],
)
TWO_DUTIES = define(
    "accounts.two_duties",
    409,
    title="职责互斥",
    message="一个人员只能有一种职责：系统、安全、审计管理员与业务岗位互不兼任。",
    advice="如需变更职责，请停用原账号并新建人员。",
    constraints=["accounts_user_duty_of_person"],
)
SAME_PERSON = define(
    "accounts.same_person",
    409,
    title="须由他人确认",
    message="开设与确认须由不同的人员办理，也不能办理本人的账号。",
    advice="请由另一名管理员办理。",
    constraints=[
        "accounts_user_maker_not_checker",
        "accounts_user_not_by_oneself",
        "accounts_apikey_maker_not_checker",
    ],
)
FOUNDED_ONCE = define(
    "accounts.founded_once",
    409,
    title="管理员已设立",
    message="三类初始管理员只能设立一次。",
    advice="请由现有系统管理员开设账号、安全管理员确认。",
    constraints=["accounts_user_founded_once"],
)
ALREADY_DECIDED = define(
    "accounts.already_decided",
    409,
    title="已经办理",
    message="此事项已由他人确认、退回或停用。",
    advice="请刷新页面查看最新状态。",
)
LAST_ADMINISTRATOR = define(
    "accounts.last_administrator",
    409,
    title="不能停用",
    message="这是最后一个在用的同类管理员账号。",
    advice="请先开设并启用另一个同类管理员账号。",
)
DEMO_ONLY = define(
    "accounts.demo_only",
    403,
    title="仅限演示",
    message="此操作只能在演示环境中进行。",
    advice="正式环境请按流程开设并确认账号。",
)
UNKNOWN_SCOPE = define(
    "accounts.unknown_scope",
    422,
    title="权限范围有误",
    message="没有名为“{scope}”的权限范围。",
    advice="请从列表中选择。",
)
CLIENT_UNIT = define(
    "accounts.client_unit",
    409,
    title="机构不在用",
    message="没有这个机构，或该机构已停用、尚未启用。",
    advice="请选择在用的机构。",
)
CLIENT_TERMS = define(
    "accounts.client_terms",
    422,
    title="客户端设置有误",
    message="接口客户端至少要有一项权限，每分钟限额在 1 至 60000 之间，密钥有效期不超过一年。",
    advice="请修改后重新提交。",
    constraints=[
        "accounts_apiclient_some_scope",
        "accounts_apiclient_budget",
        "accounts_apikey_within_a_year",
        "accounts_apikey_overlap",
    ],
)
CLIENT_NAME_TAKEN = define(
    "accounts.client_name_taken",
    409,
    title="名称已被使用",
    message="该机构已有同名的接口客户端。",
    advice="请换一个名称，或为已有客户端更换密钥。",
    constraints=["accounts_apiclient_name"],
)
KEY_WAITING = define(
    "accounts.key_waiting",
    409,
    title="已有待确认的密钥",
    message="该客户端已有一个密钥等待安全管理员确认。",
    advice="请先确认或退回该密钥。",
    constraints=["accounts_apikey_one_waiting"],
)
CLIENT_REVOKED = define(
    "accounts.client_revoked",
    409,
    title="客户端已撤销",
    message="已撤销的接口客户端不能再更换密钥。",
    advice="请新建接口客户端。",
    constraints=["accounts_apiclient_revoked_once"],
)
KEY_MALFORMED = define(
    "accounts.key_malformed",
    401,
    title="密钥格式有误",
    message="Authorization 头不是“Bearer cp_…”形式的接口密钥。",
    advice="请核对密钥是否完整。",
)
KEY_UNKNOWN = define(
    "accounts.key_unknown",
    401,
    title="密钥无效",
    message="接口密钥无效。",
    advice="请核对密钥；遗失的密钥无法找回，请申请更换。",
)
KEY_NOT_CONFIRMED = define(
    "accounts.key_not_confirmed",
    401,
    title="密钥待确认",
    message="接口密钥尚未经安全管理员确认。",
    advice="请联系安全管理员。",
)
KEY_EXPIRED = define(
    "accounts.key_expired",
    401,
    title="密钥已到期",
    message="接口密钥已到期或已被新密钥取代。",
    advice="请改用新密钥，或联系系统管理员更换。",
)
KEY_REVOKED = define(
    "accounts.key_revoked",
    401,
    title="密钥已撤销",
    message="接口客户端已被撤销。",
    advice="如有疑问，请联系安全管理员。",
)
OVER_BUDGET = define(
    "accounts.over_budget",
    429,
    title="超过限额",
    message="本客户端每分钟的请求次数已用完。",
    advice="请在 {seconds} 秒后继续；如限额不足，请联系系统管理员。",
)
ACTIVATION_REFUSED = define(
    "accounts.activation_refused",
    422,
    title="激活码不可用",
    message="激活码不正确、已使用、已撤回或已过期。",
    advice="请核对后重试，或向信用办申请新的激活码。",
)
ALREADY_REPRESENTS = define(
    "accounts.already_represents",
    409,
    title="已是经办人",
    message="此账号在该时段已经是该主体的经办人。",
    advice="无需重复激活，登录后即可办理。",
    constraints=["accounts_representation_once_at_a_time"],
)
AGENT_ONLY = define(
    "accounts.agent_only",
    409,
    title="仅限经办人账号",
    message="只有主体经办人的账号可以代表主体；工作人员账号不能兼任。",
    advice="请用经办人账号登录，或退出后开通新的经办人账号。",
    constraints=["accounts_representation_agent_only", "accounts_representation_by_agent"],
)
NO_SUCH_AGENT = define(
    "accounts.no_such_agent",
    422,
    title="没有此经办人",
    message="没有使用此用户名的在用经办人账号。",
    advice="请核对用户名；还没有账号的，请核发激活码由其开通。",
)
BASIS_MISSING = define(
    "accounts.basis_missing",
    422,
    title="缺少依据",
    message="核发激活码和登记授权必须写明依据。",
    advice="请写明核对过的材料，如营业执照和授权委托书。",
    constraints=["accounts_activationcode_basis", "accounts_representation_basis"],
)
UNKNOWN_PROVIDER = define(
    "accounts.unknown_identity_provider",
    422,
    title="身份验证方式有误",
    message="没有名为“{provider}”的身份验证方式。",
    advice="请使用激活码。",
)
NO_SIGNING_KEY = define(
    "accounts.no_signing_key",
    503,
    title="暂不能签名",
    message="平台在该时刻没有可用的签名密钥。",
    advice="请稍后重试；如仍不成功，请通知安全管理员在“签名密钥”中生成。",
)
