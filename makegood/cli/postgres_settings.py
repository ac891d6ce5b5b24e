"""How the embedded PostgreSQL is tuned: for one machine that it shares with Makegood itself."""

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
TEXT = """\
# Written by Makegood at each start. Your own settings go into own.conf beside this file, and win.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 60

# What was acknowledged is on the disk.
fsync = on
synchronous_commit = on
full_page_writes = on

shared_buffers = {buffers}MB
effective_cache_size = {cache}MB
work_mem = 8MB
maintenance_work_mem = 64MB
max_wal_size = 1GB
checkpoint_timeout = 10min

# Many short statements on few cores: neither plans compiled for each nor helpers pay.
jit = off
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 1
max_worker_processes = 4
max_logical_replication_workers = 0
io_method = sync
random_page_cost = 1.1
autovacuum_max_workers = 2
autovacuum_naptime = 30s

# A client that hangs must not hold its locks for ever.
idle_in_transaction_session_timeout = 5min
tcp_keepalives_idle = 60

timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
# Statements and the values in them are people's words: they do not belong in a log.
log_min_messages = fatal
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
log_line_prefix = ''
"""


def settings_text(*, sockets: Path) -> str:
    """The settings file for this machine."""
    memory = memory_megabytes()
    return TEXT.format(
        sockets=str(sockets).replace("'", "''"),
        buffers=256 if memory >= 4096 else 128,
        cache=max(memory // 2, 256),
    )


def memory_megabytes() -> int:
    """The memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
