"""How much of this machine PostgreSQL may use."""

import os
import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024


def postgres_settings(throwaway: bool) -> dict[str, str]:
    """Settings for a server whose clients are on the same machine; sizes follow its memory."""
    share = _memory() // MEGABYTE
    buffers = 128 if throwaway else max(64, min(4096, share // 8))
    settings = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "jit": "off",
        "random_page_cost": "1.1",
        "max_connections": "100",
        "shared_buffers": f"{buffers}MB",
        "effective_cache_size": f"{max(256, share // 2)}MB",
        "work_mem": f"{max(4, min(64, share // 256))}MB",
        "maintenance_work_mem": f"{max(64, min(1024, share // 16))}MB",
        "max_wal_size": "4GB",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_checkpoints": "off",
        # Statements and failed rows may hold personal data: they stay out of the log.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    shared = Path("/dev/shm")  # noqa: S108 — only measured
    if not shared.exists() or shutil.disk_usage(shared).total < 256 * MEGABYTE:
        # A container's default of 64 MB is too small for parallel queries.
        settings["dynamic_shared_memory_type"] = "mmap"
    return settings


def _memory() -> int:
    """Bytes of memory we may count on: the machine's, or the container's limit if that is less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            return min(machine, int(Path(limit).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return machine
