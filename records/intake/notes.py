"""What is said about a row: a code that never changes its meaning, how much it weighs, and words
that help whoever has to put it right. No note repeats what may be personal."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as a_field
from enum import IntEnum


class Weight(IntEnum):
    """What a note does to its row; of several the heaviest counts."""

    HINT = 0  # read, and how it was read
    WARN = 1  # taken in, but look at it
    HOLD = 2  # waits for what is missing
    CONFLICT = 3  # waits for a decision
    UNKNOWN = 4  # waits for the register
    REJECT = 5  # not taken in; to be corrected and sent again
    EXCLUDE = 6  # not for this ledger, and no mistake


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    weight: Weight
    message: str


@dataclass(frozen=True, slots=True)
class Note:
    """One remark about one field of a row."""

    kind: Kind
    field: str = ""
    values: Mapping[str, object] = a_field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def weight(self) -> Weight:
        return self.kind.weight

    @property
    def message(self) -> str:
        return self.kind.message.format(**self.values)

    def about(self, code: str, label: str) -> "Note":
        """The same of a field, called as the template calls it."""
        return Note(self.kind, code, {"label": label, **self.values})


_kinds: dict[str, Kind] = {}


def define(code: str, weight: Weight, message: str) -> Kind:
    if code in _kinds:
        raise ValueError(f"note {code} is defined twice")
    _kinds[code] = Kind(code, weight, message)
    return _kinds[code]


def registered() -> list[Kind]:
    return [_kinds[code] for code in sorted(_kinds)]


def kind_of(code: str) -> Kind:
    return _kinds[code]


H, W, R, X = Weight.HINT, Weight.WARN, Weight.REJECT, Weight.EXCLUDE

# Any cell
MISSING = define("field.missing", R, "“{label}”没有填写，请补上后重新报送。")
MISSING_SOFT = define(
    "field.missing_soft", W, "“{label}”没有填写。本行可以入库，但计入数据完整性，请在原系统补全。"
)
TOO_LONG = define("field.too_long", R, "“{label}”有 {length} 个字，最多 {limit} 个字，请精简。")
CONTROL = define("field.control", W, "单元格中的不可见字符已去除，请检查是否为误粘贴。")

# Codes
CODE_SCIENTIFIC = define(
    "code.scientific",
    R,
    "统一社会信用代码被表格软件变成了科学计数法（{shown}），后几位已丢失。"
    "请把该列设为“文本”格式，再从原系统重新复制代码。",
)
CODE_LENGTH = define(
    "code.length", R, "统一社会信用代码应为 18 位，这里是 {length} 位，请核对有无漏字或多字。"
)
CODE_LETTERS = define(
    "code.letters", R, "统一社会信用代码中不会出现“{letters}”，请对照营业执照核对。"
)
CODE_SHAPE = define("code.shape", R, "统一社会信用代码第 3 至 8 位应为数字，请对照营业执照核对。")
CODE_OLD_NUMBER = define(
    "code.old_number",
    R,
    "这是 15 位工商注册号，不是统一社会信用代码。请按营业执照上的 18 位代码填写。",
)
CODE_PLACEHOLDER = define(
    "code.placeholder",
    X,
    "这是“无代码个体工商户”的占位代码，不能建档，本行不入库。取得统一社会信用代码后再报送。",
)
CODE_SWAPPED = define("code.swapped", W, "代码中的字母 O、I 已按数字 0、1 识别，请在原系统中更正。")
CODE_SWAP_FAILED = define(
    "code.swap_failed",
    R,
    "代码中有字母 O 或 I（代码中只有数字 0、1），改正后校验位仍不符，请对照营业执照核对。",
)
CODE_TIDIED = define("code.tidied", H, "代码中的空格、引号或小写字母已规范。")
CODE_CHECK = define(
    "code.check", W, "代码的校验位不符；登记机关确有此代码的可以采用，否则请核对是否抄错。"
)

# Dates
DATE_FORMAT = define(
    "date.format", R, "“{label}”的日期“{shown}”无法识别，请写成 2026/04/15 这样的形式。"
)
DATE_NONE = define("date.none", R, "“{label}”有误：{year}年{month}月没有{day}日。")
DATE_MONTH = define("date.month", R, "“{label}”有误：没有{month}月。")
DATE_SHORT_YEAR = define(
    "date.short_year", R, "“{label}”的年份只有两位，请写全四位年份，如 2026/04/15。"
)
DATE_FUTURE = define(
    "date.future", R, "“{label}”（{day}）晚于今天，请核对；长期有效只适用于有效期。"
)
DATE_EARLY = define("date.early", R, "“{label}”（{day}）早于 1949 年，请核对年份。")
DATE_SERIAL = define("date.serial", H, "表格软件的日期序号 {serial} 已识别为 {day}。")
DATE_ORDER = define("date.order", R, "有效期至（{end}）早于有效期自（{start}），请核对。")
DATE_YEAR_DIFFERS = define(
    "date.year_differs",
    W,
    "决定日期在 {year} 年，文号却是 {number_year} 年，请核对是否填成了送达日期或登记日期。",
)

# Amounts
AMOUNT_FORMAT = define(
    "amount.format", R, "“{label}”的金额“{shown}”无法识别，请只填数字，单位为{unit}。"
)
AMOUNT_NEGATIVE = define("amount.negative", R, "“{label}”的金额不能小于零。")
AMOUNT_FINE = define("amount.fine", R, "“{label}”的金额精确到了分以下，请核对单位（{unit}）。")
AMOUNT_HUGE = define("amount.huge", R, "“{label}”的金额超出可登记的范围，请核对单位（{unit}）。")
AMOUNT_YUAN = define(
    "amount.yuan",
    W,
    "“{label}”填了 {shown}，按万元计为 {yuan} 元。如果本意是 {shown} 元，请改为 {ten_thousand}。",
)
AMOUNT_UNIT = define("amount.unit", H, "金额后的单位已识别，按 {yuan} 元登记。")

# Numbers of documents
NUMBER_TIDIED = define("number.tidied", H, "文号的括号、空格或“号”字已规范识别为“{key}”。")

# Penalties
PENALTY_SEPARATOR = define(
    "penalty.separator", W, "多个处罚类别之间应以分号“；”分隔，已按“{shown}”识别。"
)
PENALTY_UNKNOWN = define(
    "penalty.unknown",
    Weight.HOLD,
    "处罚类别“{shown}”不在标准用语内，请选用标准用语或写成“其他-具体种类”。",
)
PENALTY_AMOUNT = define(
    "penalty.amount", R, "处罚类别含“{penalty}”，但“{label}”没有填写，请按决定书补上。"
)
PENALTY_NONE = define(
    "penalty.none", X, "不予处罚决定不是行政处罚，不作为失信信息归集，本行不入库。"
)
PENALTY_SIMPLE = define(
    "penalty.simple", X, "当场（简易程序）作出的处罚原则上不归集公示，本行不入库。"
)
PENALTY_PERSONAL = define(
    "penalty.personal", X, "这一处罚种类只适用于自然人，本平台不归集，本行不入库。"
)

# Free text
TEXT_PERSON_NUMBER = define(
    "text.person_number", W, "“{label}”中疑有身份证号码，公示前由工作人员审查，请尽量在原件中略去。"
)
TEXT_PHONE = define(
    "text.phone", W, "“{label}”中疑有手机号码，公示前由工作人员审查，请尽量在原件中略去。"
)
TEXT_PLATE = define(
    "text.plate", W, "“{label}”中疑有车牌号码，公示前由工作人员审查，请尽量在原件中略去。"
)

# What the platform knows already
SUBJECT_UNKNOWN = define(
    "subject.unknown",
    Weight.UNKNOWN,
    "登记库中还没有这个统一社会信用代码，本行在“未知主体”中等待登记信息；如代码有误请更正后重报。",
)
SUBJECT_OTHER_NAME = define(
    "subject.other_name",
    Weight.CONFLICT,
    "代码与名称不是同一主体：登记名称与所填不一致，也不是曾用名。请核对代码和名称。",
)
SUBJECT_FORMER_NAME = define(
    "subject.former_name", W, "所填是该主体的曾用名，已按代码归入，请在原系统更新名称。"
)
ROW_TWICE = define(
    "row.twice",
    R,
    "与第 {line} 行是同一主体的同一文号（或来源键相同），只取前一行；内容不同的请合并后重报。",
)
# The same, found only beside what the ledger holds: one by its key, the other by its number.
ROW_SAME = define(
    "row.same", R, "与第 {line} 行说的是已入库的同一条信息，只取前一行；请核对文号与来源键。"
)
ROW_REFUSED = define(
    "row.refused",
    R,
    "本行未能入库：{reason}。请对照决定书核对后重报；仍不能入库的，请把批次号和行号告知信用办"
    "（{code}）。",
)
OTHER_SUBJECT = define(
    "conflict.other_subject", Weight.CONFLICT, "来源键已用于另一主体，等待人工核实。"
)
TWO_FACTS = define(
    "conflict.two_facts", Weight.CONFLICT, "来源键与文书号指向两条不同信息，等待人工核实。"
)
SECOND_SOURCE = define(
    "conflict.second_source",
    Weight.CONFLICT,
    "同一决定已由其他单位报送，不重复入库，等待人工核实。",
)
RETRACTED = define(
    "conflict.retracted", Weight.CONFLICT, "相同信息曾作误传更正，不自动恢复，等待人工核实。"
)
SUBJECT_ENDED = define(
    "subject.ended",
    W,
    "该主体已{what}（{day}），决定日期在此之后，请核对当事人；其承继主体须另行报送。",
)
REGION = define(
    "subject.region", W, "行政区划代码“{shown}”无法识别，已略去，请按 6、9 或 12 位代码填写。"
)
INDUSTRY = define(
    "subject.industry", W, "行业代码“{shown}”不是国民经济行业分类代码，已略去，请核对。"
)
AUTHORITY_FORMER = define("authority.former", H, "“{shown}”是机构的旧称，已识别为{name}。")
AUTHORITY_OTHER = define(
    "authority.other", W, "决定机关是{name}，不是报送单位；请确认由本单位报送。"
)

# What an adverse fact needs before it takes effect
HELD_NOTICE = define(
    "held.notice",
    Weight.HOLD,
    "没有送达证明或单位声明，本行待补正，不公示。请补传送达证明，或由本单位人员作出送达声明。",
)
HELD_BASIS = define(
    "held.basis", Weight.HOLD, "没有填写“{label}”，失信信息须有依据，本行待补正，不公示。"
)
HELD_AUTHORITY = define("held.authority", Weight.HOLD, "没有填写“{label}”，本行待补正，不公示。")
HELD_SEVERITY = define(
    "held.severity", Weight.HOLD, "按现行标准不能判定失信程度，本行待补正，请由工作人员确定。"
)
HELD_NUMBER = define(
    "held.number", Weight.HOLD, "没有决定文书号，失信信息须有文号，本行待补正，不公示。"
)
HELD_DAY = define(
    "held.day", Weight.HOLD, "没有决定日期，失信信息须有决定日期，本行待补正，不公示。"
)
HELD_RULE = define(
    "held.rule", Weight.HOLD, "决定日期没有对应的公示规则，本行待补正，请联系信用办。"
)

# Choices
BEHAVIOUR = define("behaviour.unknown", R, "没有编码为“{shown}”的失信行为，请对照目录填写。")
CHOICE = define("field.choice", R, "“{label}”只能是：{choices}。")
INTEGER = define("field.integer", R, "“{label}”须是整数。")
