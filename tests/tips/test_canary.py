"""What an informant writes and where it came from stands in 0 bytes of disk: database, WAL, logs, temporary files."""

from __future__ import annotations

import base64
import io
import os
import secrets
from pathlib import Path

import psycopg
import pytest
from PIL import Image
from psycopg import sql
from tests.tips.conftest import RunningLane

from tidtam.tips.rules import receipts

pytestmark = pytest.mark.slow
ADDRESS, BEHIND = "127.0.0.77", "203.0.113.77"


def _photo(marker: str) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = marker
    out = io.BytesIO()
    Image.effect_noise((300, 200), 50).convert("RGB").save(out, "JPEG", exif=exif, comment=marker.encode())
    return out.getvalue()


def _forms(marker: str) -> list[bytes]:
    """Return the shapes in which a marker could lie on a disk."""
    raw = marker.encode()
    shifted = [base64.b64encode(b"x" * shift + raw)[4:-4] for shift in range(3)]
    return [raw, marker.encode("utf-16-le"), raw.hex().encode(), raw.hex().upper().encode(), *shifted]


def _found(folder: Path, wanted: list[bytes]) -> list[str]:
    hits = []
    # What goes while it is searched has gone: the server lives on, and the tests beside this one drop their databases.
    for inside, _, names in os.walk(folder):
        for path in (Path(inside, name) for name in names):
            if path.is_file() and not path.is_symlink():
                try:
                    content = path.read_bytes()
                except FileNotFoundError:
                    continue
                hits += [f"{path}: {one!r}" for one in wanted if one in content]
    return hits


def _tables(owner: str, wanted: list[bytes]) -> list[str]:
    hits = []
    with psycopg.connect(owner) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in names:
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as rows:
                content = b"".join(bytes(row) for row in rows)
            hits += [f"{name}: {one!r}" for one in wanted if one in content]
    return hits


def _traces(lane: RunningLane) -> list[tuple]:
    tables = ("audit_entry", "audit_read", "procrastinate_jobs", "notices_notice")
    return [lane.sql(f"SELECT count(*) FROM {table}")[0] for table in tables]


def test_nothing_of_a_tip_and_nothing_of_its_sender_reaches_the_disk(lane: RunningLane) -> None:
    marker = f"Canary{secrets.token_hex(10)}"
    agent = f"Agent{secrets.token_hex(10)}"
    who = {"User_Agent": agent, "X_Forwarded_For": BEHIND, "X_Real_Ip": BEHIND, "Referer": f"https://{agent}.example/",
           "Cookie": f"id={agent}"}  # fmt: skip
    traces = _traces(lane)
    tell = {"do": "send", "kind": "sell", "area": "301409", "text": f"{marker} มีรถมาส่งของ {marker}", "place": marker,
            "when": marker, "reach": "yes", "contact": marker, "keep": "yes"}  # fmt: skip
    sent = lane.post(tell, (_photo(marker), marker.encode() * 1000), source=ADDRESS, **who)
    assert sent.status == 200
    about = lane.post(tell | {"official": "yes", "unit": "LGO-301409"}, (_photo(marker),), source=ADDRESS, **who)
    assert about.status == 200
    # What goes wrong leaves nothing either: a missing field, a broken file, a wrong receipt, an unknown address.
    assert lane.post(tell | {"area": ""}, source=ADDRESS, **who).status == 422
    assert lane.post(tell | {"keep": ""}, (b"\xff\xd8\xff" + marker.encode(),), source=ADDRESS, **who).status == 422
    assert lane.post({"do": "open", "receipt": receipts.new()}, source=ADDRESS, **who).status == 404
    assert lane.get(f"/{marker}", User_Agent=agent).status == 404
    assert lane.post({"do": "open", "receipt": sent.receipt}, source=ADDRESS, **who).status == 200
    added = lane.post({"do": "add", "receipt": sent.receipt, "text": marker}, (_photo(marker),), source=ADDRESS, **who)
    assert added.status == 200 and "ส่งเพิ่มแล้ว" in added.text
    assert _traces(lane) == traces, "no audit entry, no job, no message"

    wanted = [form for one in (marker, agent, sent.receipt, about.receipt) for form in _forms(one)]
    wanted += [receipts.grouped(sent.receipt).encode(), ADDRESS.encode(), BEHIND.encode()]
    with psycopg.connect(os.environ["TIDTAM_TEST_ADMIN"], autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        [folder] = admin.execute("SHOW data_directory").fetchone() or [""]
    hits = _tables(lane.owner, wanted)
    for place in (Path(folder), lane.data, lane.temp, lane.log.parent):
        hits += _found(place, wanted)
    assert hits == []
    # The search finds what is there: the tip's own opaque reference stands in table and log of writes.
    [(reference,)] = lane.sql("SELECT public_id FROM tips_tip ORDER BY ctid DESC LIMIT 1")
    assert _found(Path(folder), [reference.encode()]) and _tables(lane.owner, [reference.encode()])


def test_no_column_of_a_tip_tells_more_than_the_day(lane: RunningLane) -> None:
    tables = "('tips_tip', 'tips_message', 'tips_tipfile', 'tips_sealedcontact', 'tips_daycount')"
    columns = lane.sql(
        "SELECT table_name, column_name, data_type, column_default FROM information_schema.columns"
        f" WHERE table_name IN {tables}"
    )
    assert columns and not [one for one in columns if "time" in one[2] or "interval" in one[2] or one[3] is not None]
    assert (
        lane.sql(
            "SELECT c.relname FROM pg_class c JOIN pg_depend d ON d.objid = c.oid JOIN pg_class t ON t.oid = d.refobjid"
            f" WHERE c.relkind = 'S' AND t.relname IN {tables}"
        )
        == []
    )
    # Random keys: version 4, no clock in them.
    assert {one.version for (one,) in lane.sql("SELECT id FROM tips_tip")} <= {4}
    # After a night the numbers of the transactions that wrote the rows tell nothing of the day either.
    before = lane.sql("SELECT xmin::text FROM tips_tip")
    with psycopg.connect(lane.app) as app:
        app.execute("SELECT tips_blur('2000-01-01')")
    after = lane.sql("SELECT xmin::text FROM tips_tip")
    assert len(set(after)) == 1 and not set(after) & set(before)
