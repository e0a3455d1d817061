"""Why a file is not read at all. What is wrong with single rows is in notes.py."""

from core.errors import define

KIND = define(
    "intake.file_kind",
    415,
    title="文件类型不能报送",
    message="报送文件须是 Excel 工作簿（.xlsx、.xls）、CSV 或 NDJSON。",
    advice="请用模板填写后另存为上述格式之一。",
)
EMPTY = define(
    "intake.file_empty",
    422,
    title="文件是空的",
    message="文件中没有内容。",
    advice="请检查原文件能否打开，再重新选择。",
)
ENCODING = define(
    "intake.encoding",
    422,
    title="文字编码不能识别",
    message="文件第 {line} 行起不是 UTF-8 或 GB18030 编码的文字。",
    advice="请在表格软件中另存为“CSV UTF-8（逗号分隔）”后重新报送。",
)
DAMAGED = define(
    "intake.file_damaged",
    422,
    title="文件无法读取",
    message="工作簿已损坏、设有密码，或不是表格软件保存的文件。",
    advice="请用表格软件打开并另存一份（不设密码）后重新报送。",
)
TOO_HEAVY = define(
    "intake.file_too_heavy",
    422,
    title="工作簿过大",
    message="工作簿展开后超出可处理的大小。",
    advice="请删除无关的工作表和格式，或另存为 CSV 后报送。",
)
TOO_MANY_ROWS = define(
    "intake.too_many_rows",
    422,
    title="行数过多",
    message="文件超过 {limit} 行。",
    advice="请按月份或条目拆分后分次报送。",
)
NO_HEADER = define(
    "intake.no_header",
    422,
    title="没有找到表头",
    message="前 {rows} 行中没有可识别的表头。",
    advice="表头须含“统一社会信用代码”等中文列名，或 XK_、CF_ 开头的标准代码；请参照模板。",
)
COLUMNS_MISSING = define(
    "intake.columns_missing",
    422,
    title="缺少必填列",
    message="表头缺少必填列：{columns}。",
    advice="请参照模板补上这些列，列名可用中文名称或标准代码。",
)
COLUMN_TWICE = define(
    "intake.column_twice",
    422,
    title="列重复",
    message="表头中有两列都是“{column}”。",
    advice="请删除多余的一列后重新报送。",
)
QUOTES = define(
    "intake.quotes",
    422,
    title="引号不成对",
    message="CSV 第 {line} 行起的一个单元格过长，多半是引号不成对。",
    advice="请检查该行的英文双引号，或改用 Excel 工作簿报送。",
)
JSON_LINE = define(
    "intake.json_line",
    422,
    title="不是 NDJSON",
    message="第 {line} 行不是一个 JSON 对象。",
    advice="NDJSON 每行一个对象，键为标准代码或中文列名，值为文字、数字或空。",
)

# Batches and queues
NOT_CHECKED = define(
    "intake.batch_state",
    409,
    title="批次状态已变化",
    message="这一批次现在是“{state}”，不能这样办理。",
    advice="请刷新页面查看现状。",
)
NOT_WHOLE = define(
    "intake.not_whole",
    422,
    title="未全部合格",
    message="选择了“全部合格才入库”，其中 {count} 行不合格，整批没有入库。",
    advice="请按回执逐行更正后重新报送，或改选“合格的先入库”。",
)
WHOLE_LIMIT = define(
    "intake.whole_limit",
    422,
    title="行数过多",
    message="“全部合格才入库”一次最多 {limit} 行。",
    advice="请拆分后报送，或改选“合格的先入库”。",
)
SAME_PERSON = define(
    "intake.same_person",
    409,
    title="须由另一人复核",
    message="这一条目须由报送人以外的工作人员复核后入库。",
    advice="请由本单位另一名复核人或审批人办理。",
    constraints=["records_batch_two_persons"],
)
ATTEST_PERSON = define(
    "intake.attest_person",
    403,
    title="不能代为声明",
    message="送达声明须由本单位工作人员本人作出，接口不能代为声明。",
    advice="请由本单位经办人在“待补正”中作出声明，或补传送达证明。",
)
NOTHING_TO_TAKE = define(
    "intake.nothing_to_take",
    409,
    title="没有可办理的行",
    message="所选的行已经办理，或不能以这种方式办理。",
    advice="请刷新页面查看现状。",
)
REPORT_GONE = define(
    "intake.report_gone",
    410,
    title="回执已清除",
    message="这一批次的逐行回执已过保留期，汇总数仍可查看。",
    advice="需要逐行结果的，请重新报送原文件进行校验。",
)
ROWS_IN_CALL = define(
    "intake.rows_in_call",
    400,
    title="行数有误",
    message="一次调用须有 1 至 {limit} 行，每行是一个 JSON 对象。",
    advice="更多的行请用 POST /api/v1/batches 上传文件。",
)
FORM = define(
    "intake.call_form",
    400,
    title="参数有误",
    message="参数 {name} 缺失或不在可选范围内。",
    advice="请查阅接口说明。",
)
CALL_FORM = define(
    "intake.call_rows",
    400,
    title="行的形式有误",
    message="rows 中有 {count} 处不能读取，整次调用没有入库。",
    advice="每行是一个 JSON 对象，键为数据项代码或名称，值为文字、数字、真假或空。请按提示更正。",
)

LONGEST_REASON = 300
REASON = define(
    "intake.reason",
    422,
    title="缺少理由",
    message="办理须写明理由，不超过 {limit} 个字。",
    advice="请简要写明依据或核实情况。",
)
CHOICE = define(
    "intake.choice",
    409,
    title="不能这样处理",
    message="这一行的冲突不能以这种方式处理。",
    advice="请刷新页面，在所列的处理方式中选择。",
)
WAITS_ALREADY = define(
    "intake.waits_already",
    409,
    title="同一决定已在等待",
    message="更正后与另一等待行是同一主体的同一文号。",
    advice="请先办理那一行，再决定本行是否不予入库。",
)
ROW_NOT_TAKEN = define(
    "intake.row_not_taken",
    409,
    title="本行未能入库",
    message="{reason}。",
)
ROWS_AT_ONCE = define(
    "intake.rows_at_once",
    400,
    title="行数有误",
    message="一次须选 1 至 {limit} 行。",
    advice="请分次办理。",
)
ABOUT_PERSON = define(
    "intake.about_person",
    422,
    title="属自然人信息",
    message="所填代码是自然人的号码，本平台不归集。",
    advice="请核对后不予入库。",
)
SEVERITY = define(
    "intake.severity",
    422,
    title="失信程度有误",
    message="失信程度只能是轻微、一般或严重。",
    advice="请重新选择。",
)

# Nil reports
NOT_NIL = define(
    "intake.not_nil",
    409,
    title="当月已有报送",
    message="这一条目当月已有信息入库或等待处理，不能作零报告。",
    advice="请在批次列表中查看当月报送；误传的请先撤回。",
    constraints=["records_nilreport_not_nil"],
)
NIL_MONTH = define(
    "intake.nil_month",
    422,
    title="月份有误",
    message="不能为尚未开始的月份作零报告。",
    advice="请选择当月或以前的月份。",
    constraints=["records_nilreport_month"],
)
NIL_ENDED = define(
    "intake.nil_ended",
    409,
    title="零报告已失效",
    message="这份零报告已撤回，或已被后来的报送取代。",
    advice="请刷新页面查看现状。",
    constraints=["records_nilreport_ended_once", "records_nilreport_once"],
)

# The drop folder
FOLDER_UNIT = define(
    "intake.folder_unit",
    404,
    title="没有这个单位",
    message="没有代码为“{code}”的单位。",
    advice="前置文件夹应为 drop/单位代码/条目代码/，请核对文件夹名称。",
)
FOLDER_FILE = define(
    "intake.folder_file",
    422,
    title="不是普通文件",
    message="前置文件夹中只接受普通文件，不接受链接或管道。",
    advice="请把文件本身复制到文件夹。",
)
FOLDER_LARGE = define(
    "intake.folder_large",
    422,
    title="文件过大",
    message="文件超过 {limit} MB。",
    advice="请按月份或条目拆分后分次报送。",
)
FOLDER_GROWING = define(
    "intake.folder_growing",
    409,
    title="文件还在写入",
    message="文件在读取时仍在变化。",
    advice="写完后请放一个同名的 .ok 文件，或先写到临时名称再改名。",
)
# Single entry
DRAFTS_MANY = define(
    "intake.drafts_many",
    409,
    title="草稿过多",
    message="每人最多保存 {limit} 份填报草稿。",
    advice="请先报送或删除不再需要的草稿。",
)
