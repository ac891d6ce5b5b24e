"""The machine's limit for a mail: pgbench writes the rows that one mail becomes, durably, four clients at once."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.mails import Mail
from makegood.cli.postgres import programs
from makegood.kernel.text import tsvector

CLIENTS = 4
ENTRY = 'INSERT INTO journal_entry (at, kind, actor, "case", customer, subject, facts) VALUES'
RAW = """
INSERT INTO channels_rawitem (account_id, external_id, sha256, body, envelope, received_at, state, needs_look,
  attempts, next_try, reason) VALUES (1, gen_random_uuid()::text, sha256(gen_random_uuid()::text::bytea),
  decode(repeat('{octet}', {octets}), 'hex'), '{{"mail_from": "customer@example.org", "client": "127.0.0.1"}}', now(), 'new',
  false, 0, now(), '') RETURNING id AS raw \\gset
"""
NEW = """
INSERT INTO customers_contact (name, language, zone, place, facts, made_at, terms)
  VALUES ('Customer', 'en', 'UTC', '', '[]', now(), '''customer'':1') RETURNING id AS contact \\gset
INSERT INTO customers_handle (contact_id, kind, value, shown, made_at)
  VALUES (:contact, 'mail', gen_random_uuid()::text, 'customer@example.org', now());
INSERT INTO conversations_conversation (account_id, contact_id, peer, subject, messages_count, made_at)
  VALUES (1, :contact, 'customer@example.org', left('{text}', 60), 1, now()) RETURNING id AS talk \\gset
INSERT INTO cases_case (queue_id, contact_id, subject, status, waiting_for, waiting_reason, owner_id, next_deadline,
  urgency, language, channel, preview, opened_at, unanswered_since, last_word_at, needs_look, version, terms)
  VALUES (1, :contact, left('{text}', 60), 'open', '', '', 1, now() + interval '4 hours', 0, 'en', 'email',
  left('{text}', 150), now(), now(), now(), false, 1, '{subject_terms}') RETURNING id AS case \\gset
INSERT INTO cases_caseconversation (case_id, conversation_id, "primary") VALUES (:case, :talk, true);
INSERT INTO cases_ownerchange (case_id, epoch, owner_id, why, reason, actor, at) VALUES (:case, 1, 1, 'opened', '', 'system', now());
INSERT INTO promises_promise (case_id, kind, what, made_at, made_by, due, state, ended_by)
  VALUES (:case, 'first_answer', '', now(), 'system', now() + interval '4 hours', 'open', '');
{entry} (now(), 'customers.contact_made', 'system', NULL, :contact, 'contact:1', '{{"contact_id": 1}}'),
  (now(), 'cases.opened', 'system', :case, :contact, 'case:1', '{{"case_id": 1, "owner": 1, "channel": "email"}}'),
  (now(), 'promises.made', 'system', :case, :contact, 'case:1', '{{"promise_id": 1, "promise_kind": "first_answer"}}');
\\set seq 1
"""
REPLY = """
\\set case random(1, {cases})
UPDATE conversations_conversation SET messages_count = messages_count + 1 WHERE id = :case
  RETURNING contact_id AS contact, messages_count AS seq \\gset
UPDATE cases_case SET preview = left('{text}', 150), last_word_at = now(), version = version + 1 WHERE id = :case;
\\set talk :case
"""
MESSAGE = """
INSERT INTO conversations_message (conversation_id, seq, author, sender, sender_name, at, text, rest, html,
  external_id, marks, raw_id, terms) VALUES (:talk, :seq, 'contact', 'customer@example.org', 'Customer', now(),
  '{text}', '', '{html}', gen_random_uuid()::text, '[]', :raw, '{terms}') RETURNING id AS message \\gset
{entry} (now(), 'conversations.message_received', 'contact:1', :case, :contact, 'case:1',
  '{{"message_id": 1, "conversation_id": 1, "automatic": false}}');
UPDATE channels_rawitem SET state = 'filed', done_at = now() WHERE id = :raw;
"""
FILE = """
INSERT INTO files_file (key, sha256, size, name, type, made_at)
  VALUES (left(gen_random_uuid()::text, 24), md5(random()::text), 50000, 'photo.jpg', 'image/jpeg', now()) RETURNING id AS file \\gset
INSERT INTO conversations_messagefile (message_id, file_id, position, inline) VALUES (:message, :file, 0, '');
"""
HEAD = "BEGIN;\n"


def rows_per_second(
    address: str, mails: Sequence[Mail], text: str, *, cases: int, seconds: int, folder: Path
) -> dict[str, Any]:
    """Mails whose rows the database takes in a second, one transaction for each, in a database that holds
    account 1, queue 1, user 1 and talks 1 to `cases`. The mix of new mails, replies and files is that of `mails`."""
    plain = [len(m.raw) for m in mails if not m.file]
    heavy = [len(m.raw) for m in mails if m.file] or [0]
    words = {
        "text": text.replace("'", ""),
        "html": f"<p>{text}</p>".replace("'", ""),
        "terms": tsvector(text).replace("'", "''"),
        "subject_terms": tsvector(text[:60]).replace("'", "''"),
        "entry": ENTRY,
        "cases": cases,
    }
    scripts = []
    for name, first, share in (("new", NEW, 70), ("reply", REPLY, 30)):
        for files, sizes, of in (("", plain, 9), (FILE, heavy, 1)):
            size = sum(sizes) // len(sizes)
            body = (HEAD + RAW + first + MESSAGE + files + "COMMIT;\n").format(
                octet="6d61696c", octets=size // 4, **words
            )
            script = folder / f"{name}{'_file' if files else ''}.sql"
            script.write_text(re.sub(r"\n +", " ", body), encoding="utf-8")
            scripts += ["-f", f"{script}@{share * of}"]
    return _pgbench(address, scripts, seconds)


def _pgbench(address: str, scripts: list[str], seconds: int) -> dict[str, Any]:
    command = [
        str(programs() / "pgbench"),
        "-n",
        "-c",
        str(CLIENTS),
        "-j",
        "2",
        "-T",
        str(seconds),
        *scripts,
        address,
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    tps = re.search(r"^tps = ([\d.]+)", told.stdout, re.MULTILINE)
    if tps is None or re.search(r"aborted|ERROR", told.stderr):
        raise RuntimeError(f"pgbench did not measure:\n{told.stdout[-500:]}\n{told.stderr[-1500:]}")
    latency = re.search(r"latency average = ([\d.]+)", told.stdout)
    return {
        "mails_per_second": round(float(tps[1]), 1),
        "clients": CLIENTS,
        "milliseconds_each": float(latency[1]) if latency else None,
        "seconds": seconds,
    }
