"""What can be wrong with a file, a number or a paper, and what to do next."""

from core.errors import define

FILE_EMPTY = define(
    "documents.file_empty",
    422,
    title="文件是空的",
    message="这个文件没有内容。",
    advice="请检查原文件能否打开，再重新选择。",
)
FILE_TYPE = define(
    "documents.file_type",
    415,
    title="文件类型不接受",
    message="{reason}。可以上传：PDF、PNG、JPEG、Word（.docx）、Excel（.xlsx）、CSV 和纯文本。",
    advice="{hint}",
)
FILE_EXTENSION = define(
    "documents.file_extension",
    422,
    title="扩展名与内容不符",
    message="文件的扩展名是“{extension}”，内容却是{found}。",
    advice="请用原来的软件重新保存，不要只改文件名。",
)
FILE_SUSPICIOUS = define(
    "documents.file_suspicious",
    422,
    title="文件内容可疑",
    message="{reason}，没有接收。",
    advice="请用原来的软件重新导出一份；确认无误仍被拒收的，请联系管理员。",
)
FILE_ACTIVE = define(
    "documents.file_active",
    422,
    title="文件含有程序",
    message="{reason}，没有接收。",
    advice="请另存为不含宏和脚本的文件，或打印成 PDF 后上传。",
)
FILE_ENCRYPTED = define(
    "documents.file_encrypted",
    422,
    title="文件已加密",
    message="这个文件设有密码，无法检查，也不能供他人查阅。",
    advice="请取消密码保护后重新上传。",
)
FILE_DAMAGED = define(
    "documents.file_damaged",
    422,
    title="文件不完整",
    message="{reason}，可能没有传完或已损坏。",
    advice="请确认原文件能正常打开，再重新上传。",
)
FILE_BOMB = define(
    "documents.file_bomb",
    422,
    title="文件展开后过大",
    message="{reason}，没有接收。",
    advice="请精简内容，或打印成 PDF 后上传。",
)
FILES_TOO_MANY = define(
    "documents.files_too_many",
    400,
    title="文件过多",
    message="一次最多上传 {limit} 个文件。",
    advice="请分次上传。",
)
FILE_MISSING = define(
    "documents.file_missing",
    422,
    title="没有选择文件",
    message="还没有选择要上传的文件。",
    advice="请选择文件后再提交。",
)
STORAGE_FULL = define(
    "documents.storage_full",
    507,
    title="存储空间不足",
    message="服务器的存储空间不足，文件没有保存。",
    advice="请联系管理员清理后再试。",
)
FILE_WAITING = define(
    "documents.file_waiting",
    409,
    title="正在安全检查",
    message="这个文件还在查毒，通过之前不能打开。",
    advice="请稍候几秒钟再试。",
)
FILE_QUARANTINED = define(
    "documents.file_quarantined",
    409,
    title="文件已隔离",
    message="安全检查发现这个文件有风险，已经隔离，任何人都不能打开。",
    advice="请检查提交者的电脑，换一份干净的文件重新上传。",
)
FILE_ERASED = define(
    "documents.file_erased",
    410,
    title="文件已清除",
    message="这个文件已过保管期限或被依法清除，只保留了校验值。",
    advice="需要原件的，请向提交单位索取。",
)
BYTES_MISSING = define(
    "documents.bytes_missing",
    503,
    title="文件暂时读不到",
    message="存储中暂时读不到这个文件，记录没有变化。",
    advice="请把请求编号告知管理员。",
)
FILE_ATTACHED = define(
    "documents.file_attached",
    409,
    title="材料已归入案卷",
    message="这份材料已经归入一个事项，不能再改归别处。",
    advice="确需用于别的事项，请另行上传。",
    constraints=["documents_evidencefile_target_once"],
)

NO_PATTERN = define(
    "documents.no_number_pattern",
    409,
    title="还没有编号规则",
    message="本单位还没有设置“{title}”的文号格式。",
    advice="请由本单位审批人在“文号规则”中设置后再签发。",
)
SERIES_STARTED = define(
    "documents.series_started",
    409,
    title="本年编号已开始",
    message="这一年已经开始编号，起始号不能再改。",
    advice="编号连续使用；需要空号的，请把已签发的文书作废并写明原因。",
    constraints=["documents_numberseries_by_one", "documents_numberseries_series"],
)
NUMBER_TAKEN = define(
    "documents.number_taken",
    409,
    title="文号重复",
    message="这个文号已经用过。",
    advice="请检查本单位各类文书的文号格式是否写成了一样。",
    constraints=["documents_issueddocument_number", "documents_issueddocument_number_text"],
)

NO_PAPER = define(
    "documents.no_such_paper",
    404,
    title="没有这种文书",
    message="平台没有登记这种文书。",
    advice="请核对文书种类。",
)
SAME_PERSON = define(
    "documents.same_person",
    409,
    title="须由另一人签发",
    message="起草人不能签发自己起草的文书。",
    advice="请交由本单位另一位审批人签发。",
    constraints=[
        "documents_issueddocument_two_persons",
        "documents_paperdraft_two_persons",
    ],
)
DOCUMENT_ENDED = define(
    "documents.document_ended",
    409,
    title="文书已经失效",
    message="这份文书已经作废或被新的文书代替，不能再改。",
    advice="请刷新页面查看现状。",
    constraints=["documents_issueddocument_ended_once"],
)
DRAFT_STATE = define(
    "documents.draft_state",
    409,
    title="草稿状态已变化",
    message="这份草稿现在是“{state}”，不能这样办理。",
    advice="请刷新页面查看现状。",
)
