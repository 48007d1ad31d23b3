"""The command line: one thing per command; each calls an action or a query.

Commands that need no database (`read-letter`, `rule`, `plan`, `check-roster`) start none and load no Django.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

from tidtam.cli import aftercare, assistance, mapping, nation, people, preparing, reports
from tidtam.cli.arguments import ThaiParser, day, port
from tidtam.kernel.problem import Problem

Command = Callable[[argparse.Namespace], int]


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def open_house(*, owner: bool = False) -> None:
    """Start or adopt the database, prepare an embedded one that is new or older than the program, load Django.

    `owner` adds the connection that migrates.
    """
    from tidtam.config.postgres import ensure_running, urls

    address = ensure_running()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    if urls.from_environment() is None and not preparing.is_current():
        subprocess.run([sys.executable, "-m", "tidtam.cli", "prepare"], check=True)
    if owner:
        address.owner_or_refuse()
        os.environ["TIDTAM_OWNER"] = "1"
    import django

    django.setup()
    if urls.from_environment() is not None:
        from tidtam.config.database import refuse_unfit

        refuse_unfit()


def prepare(_args: argparse.Namespace | None = None) -> int:
    """Migrate as the owner and load areas and offices: again and again, whatever is there already."""
    from tidtam.config.postgres import ensure_running

    ensure_running()
    preparing.prepare()
    return 0


def read_letter(args: argparse.Namespace) -> int:
    """Read one document and print what it says."""
    from tidtam.files.extract import extract
    from tidtam.letters import reader

    path = Path(args.file)
    if not path.is_file():
        raise Problem("files.missing", f"ไม่พบไฟล์ {path}")
    text = extract(path.read_bytes(), name=path.name).text
    found = reader.read(text).as_json()
    if args.json:
        _print(found)
        return 0
    for letter in found["letters"]:
        print(f"{letter['number'] or '(ไม่มีเลข)'}  {letter['date'] or '(ไม่มีวันที่)'}  {letter['subject'] or ''}")
        for deadline in letter["deadlines"]:
            print(f"  - {deadline['from_level']}: {deadline['quote']}")
    for flag in found["flags"]:
        print(f"! {flag['message']}")
    if not found["letters"]:
        print("ไม่พบหนังสือราชการในไฟล์นี้ ตรวจว่าเลือกถูกไฟล์ หรือกรอกเองในหน้าจอ", file=sys.stderr)
    return 0


def rule(args: argparse.Namespace) -> int:
    """Say a rule in Thai and list its due dates."""
    from tidtam.obligations.rules import explain

    found = explain(args.text, args.since, args.until)
    if args.json:
        _print(found)
    else:
        print(found["rule"], *found["due"], sep="\n")
    return 0


def init_db(args: argparse.Namespace) -> int:
    """Make roles and database on any PostgreSQL and print the two URLs; then migrate and load areas and offices."""
    from tidtam.config.postgres import data_dir, ensure_running, folder
    from tidtam.config.postgres.ensure import ROLE_KEYS
    from tidtam.config.postgres.roles import init_db as make

    if args.admin_url:
        data = data_dir()
        folder.make(data)
        passwords = {role: folder.secret(data, key) for role, key in ROLE_KEYS.items()}
        urls = make(args.admin_url, passwords=passwords)
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.app, urls.owner_or_refuse()
        print(f"DATABASE_URL={urls.app}\nDATABASE_OWNER_URL={urls.owner}\nDATABASE_TIPS_URL={urls.tips}")
    else:
        ensure_running()
    made = preparing.prepare(demo_lgos=args.demo_lgos)
    print(f"พื้นที่ {made['areas']:,} หน่วยงานใหม่ {made['offices']:,}", file=sys.stderr)
    return 0


def offices(args: argparse.Namespace) -> int:
    """List offices."""
    open_house()
    from tidtam.offices import queries

    asked = {name: getattr(args, name) or "" for name in ("line", "level", "province", "text")}
    rows = queries.as_rows(queries.listing(**asked))
    if args.json:
        _print(rows)
    else:
        for row in rows:
            print(row["code"], row["name"], row["level"], row["province"] or "", row["district"] or "", sep="\t")
    return 0


def duties(args: argparse.Namespace) -> int:
    """List an office's duties in a window."""
    open_house()
    from tidtam.kernel import wall
    from tidtam.obligations import queries
    from tidtam.offices.queries import by_code

    office = by_code(args.office)
    with wall.scope(office.path):
        rows = queries.duties_for_export(office, args.since, args.until)
    if args.json:
        _print(rows)
    else:
        for row in rows:
            print(row["due_on"], row["state"], row["letter"], row["obligation"], sep="\t")
    return 0


def import_letters(args: argparse.Namespace) -> int:
    """Take in every document of a folder for one office; running the command confirms what was read (ADR 0006)."""
    open_house()
    from tidtam.console.confirming.importing import import_folder

    results = import_folder(
        Path(args.folder), code=args.office, confirm=not args.leave_unconfirmed, counts_from=args.counts_from
    )
    if args.json:
        _print(results)
    else:
        for one in results:
            print(one["file"], one["state"], one["number"] or "", one["message"] or "", sep="\t")
    return 0 if all(one["state"] != "failed" for one in results) else 1


def backup(args: argparse.Namespace) -> int:
    """Write a backup of a chain that holds."""
    open_house()
    from tidtam.audit import actions, queries
    from tidtam.config.postgres.backup import backup as write

    while actions.seal(at=_now()):
        pass
    if not queries.verify().holds:
        raise Problem("audit.broken", "บันทึกการใช้งานถูกแก้ไข ตรวจด้วย tidtam verify ก่อนสำรองข้อมูล")
    found = write(Path(args.to))
    if args.json:
        _print(dataclasses.asdict(found))
    else:
        print(f"สำรองแล้วที่ {found.path}\nลายนิ้วมือ {found.digest}\n{found.notice}")
    return 0


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


def restore(args: argparse.Namespace) -> int:
    """Restore a backup into the empty data folder, compare every count, and verify the audit chain."""
    from tidtam.config.postgres.backup import restore as read

    found = read(Path(args.source), keys=Path(args.keys) if args.keys else None)
    open_house(owner=True)
    from tidtam.audit import actions, queries

    actions.begin_anew(at=_now())
    verdict = queries.verify()
    if args.json:
        _print(dataclasses.asdict(found) | {"audit_holds": verdict.holds})
    else:
        print(f"กู้คืนแล้ว {len(found.tables)} ตาราง จำนวนแถวตรงกันทุกตาราง บันทึกการใช้งาน {verdict.entries:,} รายการ")
        for name in found.missing_keys:
            print(f"ยังไม่มีกุญแจ {name} ให้คัดลอกจากที่เก็บแยกไว้")
    return 0 if verdict.holds else 1


def verify(args: argparse.Namespace) -> int:
    """Verify the audit chain."""
    open_house()
    from tidtam.audit import queries

    verdict = queries.verify()
    if args.json:
        _print(
            {
                "holds": verdict.holds, "blocks": verdict.blocks, "entries": verdict.entries,
                "unsealed": verdict.unsealed, "faults": verdict.faults,
            }
        )  # fmt: skip
    else:
        print(f"{verdict.blocks:,} บล็อก {verdict.entries:,} รายการ รอปิดผนึก {verdict.unsealed:,}")
        print("\n".join(verdict.faults) or "ครบถ้วน ไม่มีรายการใดถูกแก้ไข")
    return 0 if verdict.holds else 1


def add_person(args: argparse.Namespace) -> int:
    """Make a person with one grant and print the first password once."""
    open_house()
    from tidtam.accounts import actions
    from tidtam.kernel import wall
    from tidtam.kernel.actor import ROOT, system
    from tidtam.offices.queries import by_code

    by, at = system("บรรทัดคำสั่ง"), _now()
    with wall.scope(ROOT):
        user, password = actions.create_user(username=args.username, name=args.name, email=args.email, by=by, at=at)
        actions.give(user=user, office=by_code(args.office), role=args.role, valid_from=at.date(), by=by, at=at)
    print(f"{user.username}\t{password}")
    return 0


def bench(args: argparse.Namespace) -> int:
    """Run benchmarks; one line per work."""
    from tidtam.demo import bench as benches

    for line in benches.run(*args.name):
        print(json.dumps(line, ensure_ascii=False) if args.json else benches.said(line), flush=True)
    return 0


def serve(args: argparse.Namespace) -> int:
    """Serve the pages."""
    from tidtam.config import running

    with running.hold(args.port, args.host):
        open_house()
        return running.serve(port=args.port, host=args.host, workers=args.workers)


def tips(args: argparse.Namespace) -> int:
    """Serve the tip lane: its own process, database role and pages; nothing of the rest of the house is loaded."""
    from tidtam.config import postgres, running

    with running.hold(args.port, args.host, lane=True):
        postgres.ensure_running().tips_or_refuse()
        return running.serve_tips(port=args.port, host=args.host)


def worker(args: argparse.Namespace) -> int:
    """Run jobs and periodic tasks."""
    open_house()
    from tidtam.config import running

    return running.work()


def demo(args: argparse.Namespace) -> int:
    """Make the demo if there is none, print its accounts, run server, worker and database until Ctrl-C."""
    from tidtam.config import running

    with running.hold(args.port, "127.0.0.1"), running.hold(args.port + 1, "127.0.0.1", lane=True):
        os.environ.setdefault("TIDTAM_URL", f"http://localhost:{args.port}")  # stands in codes, links and mail
        os.environ.setdefault("TIDTAM_TIPS_URL", f"http://localhost:{args.port + 1}")
        open_house()
        from tidtam.demo import seed

        accounts = seed.ensure_demo(as_of=args.as_of)
        return running.supervise(port=args.port, announce=seed.announcement(accounts, args.port))


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    top = ThaiParser(prog="tidtam", description="ติดตาม: หนังสือ → หน้าที่ → รายงาน เป็นสายเดียว")
    top.add_argument("--version", action="version", version=metadata.version("tidtam"))
    commands = top.add_subparsers(dest="command", required=True, metavar="คำสั่ง")

    def add(name: str, run: Command, text: str, *, json_too: bool = True) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        one.set_defaults(run=run)
        if json_too:
            one.add_argument("--json", action="store_true", help="พิมพ์เป็น JSON")
        return one

    one = add("read-letter", read_letter, "อ่านหนังสือหนึ่งไฟล์ ไม่ใช้ฐานข้อมูล")
    one.add_argument("file")
    one = add("rule", rule, "อ่านกำหนดเวลาภาษาไทย แล้วแสดงวันครบกำหนด")
    one.add_argument("text")
    _window(one)
    aftercare.add_commands(add)
    assistance.add_commands(add)
    people.add_commands(add)
    nation.add_commands(add)
    reports.add_commands(add)
    mapping.add_commands(add)
    one = add("import-letters", import_letters, "นำหนังสือทั้งโฟลเดอร์เข้าทะเบียนของหน่วยงาน")
    one.add_argument("folder")
    one.add_argument("--office", required=True)
    one.add_argument("--counts-from", type=day, help="นับหน้าที่ตั้งแต่วันใด (ปกติ: วันที่รับ)")
    one.add_argument("--leave-unconfirmed", action="store_true", help="อ่านไว้ให้เจ้าหน้าที่ยืนยันในหน้าจอ")
    one = add("offices", offices, "รายชื่อหน่วยงานพร้อมรหัส")
    for name in ("line", "level", "province", "text"):
        one.add_argument(f"--{name}")
    one = add("duties", duties, "หน้าที่ของหน่วยงานในช่วงวัน")
    one.add_argument("--office", required=True)
    _window(one)
    one = add("bench", bench, "วัดความเร็วและความถูกต้อง")
    one.add_argument("name", nargs="*")
    one = add("backup", backup, "สำรองข้อมูล (ไม่รวมกุญแจ)")
    one.add_argument("to")
    one = add("restore", restore, "กู้คืนลงโฟลเดอร์ว่าง แล้วตรวจจำนวนแถว")
    one.add_argument("source")
    one.add_argument("--keys", help="โฟลเดอร์กุญแจที่เก็บแยกไว้")
    add("verify", verify, "ตรวจสายโซ่บันทึกการใช้งาน")
    _operating(add)
    return top


def _operating(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands of whoever runs the installation."""
    one = add("init-db", init_db, "สร้างผู้ใช้ ฐานข้อมูล พื้นที่ และหน่วยงาน", json_too=False)
    one.add_argument("--admin-url", help="ผู้ดูแล PostgreSQL เช่น postgresql://postgres@host/postgres")
    one.add_argument("--demo-lgos", action="store_true", help="เพิ่ม อปท. สมมุติ")
    add("prepare", prepare, "ปรับฐานข้อมูลให้ตรงกับโปรแกรม แล้วโหลดพื้นที่และหน่วยงาน", json_too=False)
    one = add("add-person", add_person, "เพิ่มผู้ใช้พร้อมสิทธิ์หนึ่งข้อ", json_too=False)
    one.add_argument("username")
    one.add_argument("--name", required=True)
    one.add_argument("--email", default="")
    one.add_argument("--office", required=True)
    one.add_argument("--role", required=True)
    one = add("serve", serve, "ให้บริการหน้าเว็บ", json_too=False)
    one.add_argument("--port", type=port, default=8000)
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--workers", type=int, default=2)
    one = add("tips", tips, "ให้บริการช่องทางแจ้งเบาะแส แยกจากหน้าเว็บอื่น", json_too=False)
    one.add_argument("--port", type=port, default=8001)
    one.add_argument("--host", default="127.0.0.1")
    add("worker", worker, "ทำงานเบื้องหลังและงานตามเวลา", json_too=False)
    one = add("demo", demo, "ชุดสาธิต: ฐานข้อมูล เว็บ และงานเบื้องหลังในคำสั่งเดียว", json_too=False)
    one.add_argument("--port", type=port, default=8000)
    one.add_argument("--as-of", type=day, default=date(2026, 5, 21), help="วันของชุดสาธิต")


def _window(one: argparse.ArgumentParser) -> None:
    one.add_argument("--from", dest="since", type=day, required=True)
    one.add_argument("--to", dest="until", type=day, required=True)


def _leave(_signal: int, _frame: object) -> NoReturn:
    sys.exit(143)


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; what the caller can mend is said in Thai on standard error."""
    args = parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _leave)  # so that what this command started is stopped again
    try:
        if getattr(args, "since", None) and args.since > args.until:
            raise Problem("cli.window", f"--from {args.since} อยู่หลัง --to {args.until} ให้สลับวันกัน")
        return int(args.run(args))
    except Problem as problem:
        print(problem.message, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("TIDTAM_LOG") == "DEBUG" or not _is_outside(error):
            raise
        print(f"ทำงานต่อไม่ได้ ให้ตรวจพื้นที่ว่าง สิทธิ์ของโฟลเดอร์ และฐานข้อมูล · {error}", file=sys.stderr)
        return 3


def _is_outside(error: BaseException) -> bool:
    """Say whether disk, network or database failed us, and not the program."""
    from psycopg import OperationalError

    return isinstance(error, (OSError, OperationalError)) or isinstance(error.__cause__, OperationalError)
