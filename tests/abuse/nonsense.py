"""What no honest client sends, as data: header, query, body and method nonsense."""

from dataclasses import dataclass, field
from typing import Any

BOUNDARY = "multipart/form-data; boundary=edge"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
SURROGATE_CURSOR = "WyJcdWQ4MDAiLCAiXHVkODAwIl0"  # ["\ud800", "\ud800"]
NUMBER_CURSOR = "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"  # [99999999999999999999999]
EARLY_CURSOR = "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgMV0"  # ["0001-01-01T00:00:00+14:00", 1]
NAIVE_CURSOR = "WyI5OTk5LTEyLTMxVDIzOjU5OjU5Ljk5OTk5OSIsIDFd"  # ["9999-12-31T23:59:59.999999", 1]


@dataclass(frozen=True, slots=True)
class Nonsense:
    """One call. `environ` are WSGI keys, as the server would set them from what came in.

    `refused` says that no address may accept it.
    """

    name: str
    method: str = "GET"
    query: str = ""
    body: bytes = b""
    content_type: str = FORM
    environ: dict[str, Any] = field(default_factory=dict)
    refused: bool = False


def cookie(text: str) -> dict[str, str]:
    return {"HTTP_COOKIE": text}


def part(head: str, content: bytes = b"x") -> bytes:
    return f"--edge\r\n{head}\r\n\r\n".encode() + content + b"\r\n--edge--\r\n"


QUERIES = [
    Nonsense(
        "NUL in a value",
        query="q=%00",
        refused=True,
    ),
    Nonsense(
        "NUL in a name",
        query="%00=1",
        refused=True,
    ),
    Nonsense(
        "NUL in the cursor",
        query="cursor=abc%00",
        refused=True,
    ),
    Nonsense(
        "query without end",
        query="q=" + "x" * 5_000,
        refused=True,
    ),
    Nonsense(
        "thousands of parameters",
        query="&".join(["a"] * 2_010),
        refused=False,
    ),
    Nonsense(
        "invalid UTF-8",
        query="q=%ff%fe&page_size=%c3%28&state=%80",
    ),
    Nonsense(
        "raw bytes",
        query="q=\xff\xfe\x80",
    ),
    Nonsense(
        "lone surrogate",
        query="q=%ed%a0%80&number=%ed%a0%80&action=%ed%a0%80",
    ),
    Nonsense(
        "a page of a hundred thousand",
        query="page_size=100000",
    ),
    Nonsense(
        "no page at all",
        query="page_size=0",
    ),
    Nonsense(
        "page size in other digits",
        query="page_size=%D9%A1&limit=%D9%A1&after=%D9%A1",
    ),
    Nonsense(
        "page size without end",
        query="page_size=" + "9" * 4_000,
    ),
    Nonsense(
        "twice the same",
        query="page_size=10&page_size=x&cursor=&cursor=!&state=a&state=b",
    ),
    Nonsense(
        "arrays",
        query="page_size[]=10&cursor[]=a&q[a][b]=c",
    ),
    Nonsense(
        "a cursor of surrogates",
        query=f"cursor={SURROGATE_CURSOR}",
    ),
    Nonsense(
        "a cursor beyond bigint",
        query=f"cursor={NUMBER_CURSOR}",
    ),
    Nonsense(
        "a cursor before the calendar",
        query=f"cursor={EARLY_CURSOR}",
    ),
    Nonsense(
        "a cursor after the calendar",
        query=f"cursor={NAIVE_CURSOR}",
    ),
    Nonsense(
        "a cursor that is no list",
        query="cursor=e30",
    ),
    Nonsense(
        "a cursor of nested lists",
        query="cursor=" + "W1tb" * 900,
    ),
    Nonsense(
        "days at the edge of the calendar",
        query="purpose=routine&first_day=9999-12-31&last_day=9999-12-31&on=9999-12-31",
    ),
    Nonsense(
        "days before the edge",
        query="purpose=routine&first_day=0001-01-01&last_day=0001-01-01&on=0001-01-01",
    ),
    Nonsense(
        "a day that is none",
        query="on=2026-02-30&first_day=x&last_day=%F0%9F%92%A9",
    ),
    Nonsense(
        "numbers beyond bigint",
        query="level=99999999999999999999&year=99999999999999999999&person_id=9223372036854775808"
        "&purpose=routine&first_day=2026-01-01&last_day=2026-01-02&after=9223372036854775808",
    ),
    Nonsense(
        "numbers that are none",
        query="level=NaN&year=-1&after=1e9&limit=-1&page_size=1_0",
    ),
    Nonsense(
        "numbers in other digits",
        query="level=%D9%A4&year=%D9%A2%D9%A0%D9%A2%D9%A6",
    ),
    Nonsense(
        "SQL",
        query="q=%27%20OR%201=1--&number=%25&code=%27;DROP%20TABLE%20x&kind=%5C",
    ),
    Nonsense(
        "script",
        query="q=%3Cscript%3Ealert(1)%3C/script%3E&next=javascript:alert(1)",
    ),
    Nonsense(
        "LIKE without end",
        query="q=" + "%25_" * 400,
    ),
]
HEADERS = [
    Nonsense(
        "another host",
        environ={"HTTP_HOST": "evil.example"},
        refused=True,
    ),
    Nonsense(
        "a host of NULs",
        environ={"HTTP_HOST": "a\x00b"},
        refused=True,
    ),
    Nonsense(
        "a host with a login",
        environ={"HTTP_HOST": "x@testserver"},
        refused=True,
    ),
    Nonsense(
        "a forwarded host",
        environ={"HTTP_X_FORWARDED_HOST": "evil.example"},
    ),
    Nonsense(
        "forwarded for anybody",
        environ={"HTTP_X_FORWARDED_FOR": "\x00, ::1, ' OR 1"},
    ),
    Nonsense(
        "a huge cookie",
        environ=cookie("a=" + "x" * 60_000),
    ),
    Nonsense(
        "a session of NULs",
        environ=cookie("credit_session=\x00\x00"),
    ),
    Nonsense(
        "a session without end",
        environ=cookie("credit_session=" + "a" * 8_000),
    ),
    Nonsense(
        "a session in other letters", environ=cookie("credit_session=\xff\xfe; csrftoken=\xe9")
    ),
    Nonsense(
        "messages nobody signed", environ=cookie('messages=[[0,0,1,"x"]]:x:y; type_size=\xff')
    ),
    Nonsense(
        "cookies that are none",
        environ=cookie(';;;=;=;a;\x01=\x02; =; "; credit_session'),
    ),
    Nonsense(
        "many cookies",
        environ=cookie("; ".join(f"c{n}=1" for n in range(2_000))),
    ),
    Nonsense(
        "half a range",
        environ={"HTTP_RANGE": "bytes=-999999999999999999999,0-,5-1"},
    ),
    Nonsense(
        "a version of garbage",
        environ={"HTTP_IF_MATCH": '"\x00", W/, *, "x'},
    ),
    Nonsense(
        "a day of garbage",
        environ={"HTTP_IF_MODIFIED_SINCE": "\xff" * 300},
    ),
    Nonsense(
        "accepts nothing known",
        environ={"HTTP_ACCEPT": "image/\xff;q=x, */"},
    ),
    Nonsense(
        "a language without end",
        environ={"HTTP_ACCEPT_LANGUAGE": "a-" * 4_000},
    ),
    Nonsense(
        "a key of garbage",
        environ={"HTTP_AUTHORIZATION": "Bearer cp_\xff\x00"},
    ),
    Nonsense(
        "a name and password",
        environ={"HTTP_AUTHORIZATION": "Basic Og=="},
    ),
    Nonsense(
        "a request id of its own",
        environ={"HTTP_X_REQUEST_ID": "x\r\nSet-Cookie: a=b"},
    ),
    Nonsense(
        "htmx of garbage",
        environ={"HTTP_HX_REQUEST": "true", "HTTP_HX_TRIGGER": "\xff"},
    ),
    Nonsense(
        "an idempotency key of NULs",
        "POST",
        environ={"HTTP_IDEMPOTENCY_KEY": "\x00" * 9},
    ),
    Nonsense(
        "another method behind it",
        "POST",
        environ={"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    ),
    Nonsense(
        "an address of garbage",
        environ={"REMOTE_ADDR": "unix:\xff"},
    ),
    Nonsense(
        "a length that is none",
        "POST",
        environ={"CONTENT_LENGTH": "x"},
    ),
    Nonsense(
        "a negative length",
        "POST",
        environ={"CONTENT_LENGTH": "-1"},
    ),
    Nonsense(
        "chunked",
        "POST",
        environ={"HTTP_TRANSFER_ENCODING": "chunked"},
        body=b"5\r\nhello",
    ),
]
BODIES = [
    Nonsense(
        "NUL in every field", "POST", body=b"title=%00&username=%00&code=%00&reason=%00&q=%00"
    ),
    Nonsense(
        "surrogates in every field",
        "POST",
        body=b"username=%ed%a0%80&password=%ff&reason=%ed%bf%bf",
    ),
    Nonsense(
        "too many fields",
        "POST",
        body=b"a=1&" * 2_100,
    ),
    Nonsense(
        "half a part",
        "POST",
        body=b"--edge\r\nContent-Disp",
        content_type=BOUNDARY,
    ),
    Nonsense(
        "no boundary",
        "POST",
        body=b"x",
        content_type="multipart/form-data",
    ),
    Nonsense(
        "a boundary of garbage",
        "POST",
        body=b"x",
        content_type=f"{BOUNDARY}\xff",
    ),
    Nonsense(
        "a file nobody asked for",
        "POST",
        body=part('Content-Disposition: form-data; name="f"; filename="../../x.pdf"'),
        content_type=BOUNDARY,
    ),
    Nonsense(
        "a file named by NULs",
        "POST",
        body=part(
            'Content-Disposition: form-data; name="files"; filename="a\x00b.pdf"', b"%PDF-1.7"
        ),
        content_type=BOUNDARY,
    ),
    Nonsense(
        "bad base64",
        "POST",
        body=part('Content-Disposition: form-data; name="f"\r\nContent-Transfer-Encoding: base64'),
        content_type=BOUNDARY,
    ),
    Nonsense(
        "JSON to a form",
        "POST",
        body=b'{"username": "x"}',
        content_type=JSON,
    ),
    Nonsense(
        "broken JSON",
        "POST",
        body=b'{"a":',
        content_type=JSON,
    ),
    Nonsense(
        "JSON without bottom",
        "POST",
        body=b"[" * 90_000,
        content_type=JSON,
    ),
    Nonsense(
        "XML",
        "POST",
        body=b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
        content_type="application/xml",
    ),
    Nonsense(
        "no type",
        "POST",
        body=b"x",
        content_type="",
    ),
    Nonsense(
        "an unknown charset",
        "POST",
        body=b"a=1",
        content_type=f"{FORM}; charset=nonsense",
    ),
    Nonsense(
        "UTF-7",
        "POST",
        body=b"a=+AGE-",
        content_type=f"{FORM}; charset=utf-7",
    ),
    Nonsense(
        "numbers beyond bigint",
        "POST",
        body=b"version=99999999999999999999&unit_id=1e99"
        b"&unit=99999999999999999999&message=99999999999999999999&year=99999999999",
    ),
    Nonsense(
        "days at the edge",
        "POST",
        body=b"purpose=routine&first_day=9999-12-31"
        b"&last_day=9999-12-31&day=9999-12-31&valid_from=9999-12-31&starts_on=9999-12-31"
        b"&ends_on=9999-12-31&expires_on=9999-12-31&valid_to=0001-01-01",
    ),
]
METHODS = [
    Nonsense(f"{method}", method, body=b"a=1")
    for method in (
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "get",
        "X" * 40,
    )
]

# Instead of a number or a word in an address.
IDS = (
    "99999999999999999999999",
    "9223372036854775808",
    "%D9%A1%D9%A2",
    "-1",
    "0",
    "1e3",
    "0x10",
    "1_0",
)
WORDS = (
    "x" * 3_000,
    "%00",
    "%ff%fe",
    "%ed%a0%80",
    "..%2f..%2fetc%2fpasswd",
    "'",
    "-",
    "%E2%80%AE",
    "9" * 40,
)
