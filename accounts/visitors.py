"""Where a sign-in comes from: shown to the account's owner, hashed in the audit log."""

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from accounts.sealing import keyed_hash

BROWSERS = (
    (re.compile(r"MicroMessenger/"), "微信"),
    (re.compile(r"Edg(e|A|iOS)?/"), "Edge"),
    (re.compile(r"QQBrowser/"), "QQ 浏览器"),
    (re.compile(r"Firefox/"), "Firefox"),
    (re.compile(r"Chrom(e|ium)/"), "Chrome"),
    (re.compile(r"Safari/"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"HarmonyOS"), "鸿蒙"),
    (re.compile(r"Android"), "Android"),
    (re.compile(r"iPhone|iPad"), "iOS"),
    (re.compile(r"Windows"), "Windows"),
    (re.compile(r"Mac OS X"), "macOS"),
    (re.compile(r"Linux"), "Linux"),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    address: str | None
    device: str

    @property
    def network(self) -> str:
        """What counts as one source: an address, of IPv6 the network it belongs to."""
        if self.address is None:
            return "unknown"
        whole = ip_network(self.address)
        return str(whole.supernet(new_prefix=64) if whole.version == 6 else whole)

    @property
    def address_hash(self) -> str:
        """Tells in the audit log whether two events came from one place, not from where."""
        return keyed_hash(self.address or "", purpose="address").hex()[:16]


def visitor_of(request: HttpRequest) -> Visitor:
    return Visitor(address_of(request), device_of(request.headers.get("User-Agent", "")))


def address_of(request: HttpRequest) -> str | None:
    """The caller's address. Behind N proxies of ours it is the N-th from the right of
    X-Forwarded-For: what stands left of it was written by the caller."""
    given = str(request.META.get("REMOTE_ADDR") or "")
    proxies: int = getattr(settings, "TRUSTED_PROXIES", 0)
    if proxies:
        trail = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        given = trail[-proxies] if len(trail) >= proxies else given
    try:
        return str(ip_address(given))
    except ValueError:
        return None


def device_of(user_agent: str) -> str:
    """A browser and a system, such as "Chrome · Windows"; nothing of what was sent is kept."""
    browser = next((name for form, name in BROWSERS if form.search(user_agent)), "其他浏览器")
    system = next((name for form, name in SYSTEMS if form.search(user_agent)), "")
    return f"{browser} · {system}" if system else browser
