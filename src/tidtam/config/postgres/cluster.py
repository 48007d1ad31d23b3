"""One PostgreSQL server of our own in the data folder: `postgres` as a direct child, loopback only, SCRAM.

Source: design 3.2 (never the embedded package's own starter: it makes users and opens parent folders).
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tidtam.config.postgres import folder, locate, processes, runas
from tidtam.config.postgres.processes import Running
from tidtam.kernel.problem import Problem

SUPERUSER = "postgres"
LOCALES = ("C.UTF-8", "en_US.UTF-8")
MIB = 1024 * 1024
LOG_LIMIT = 10 * MIB


class Cluster:
    """The server of one data folder, run with the programs of `bin_dir`.

    Shape: `data_dir/postgres/data` belongs to the server's user; `data_dir/postgres.log` is its log.
    """

    def __init__(self, data_dir: Path, bin_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir
        self.bin_dir = bin_dir
        self.durable = durable
        self.home = data_dir / "postgres"
        self.pgdata = self.home / "data"
        self.log = data_dir / "postgres.log"
        self.who = runas.choose(data_dir)
        self._child: subprocess.Popen[bytes] | None = None

    @classmethod
    def of(cls, data_dir: Path, *, durable: bool = True) -> Cluster:
        """Return the cluster of a data folder with the programs that fit what lies there.

        Errors: Problem("database.no_programs"), Problem("database.other_version").
        """
        made_by = data_dir / "postgres/data/PG_VERSION"
        try:
            version = int(made_by.read_text()) if made_by.exists() else None
        except OSError as error:
            raise folder.closed(data_dir, error) from error
        return cls(data_dir, locate.server_bin(version), durable=durable)

    def is_made(self) -> bool:
        """Tell whether `init` has been run to its end."""
        return (self.pgdata / "PG_VERSION").exists()

    def init(self, password: str) -> None:
        """Make an empty cluster whose superuser has `password`; a crash in between leaves nothing.

        Errors: Problem("database.init_failed"), Problem("database.folder_unreachable").
        """
        if self.is_made():
            return
        folder.make(self.data_dir)
        runas.prepare(self.data_dir, self.home, self.who)
        programs = runas.programs(self.bin_dir, self.home, self.who)
        making = self.home / "data.new"
        said = ""
        for locale in LOCALES:
            shutil.rmtree(making, ignore_errors=True)
            done = self._initdb(programs, making, locale, password)
            if done.returncode == 0:
                making.rename(self.pgdata)
                folder.sync_folder(self.home)
                return
            said = said or done.stderr[-2000:]  # the first tells the cause; the next may only lack the locale
        raise Problem("database.init_failed", f"สร้างฐานข้อมูลไม่สำเร็จ · initdb failed: {said}")

    def _initdb(self, programs: Path, making: Path, locale: str, password: str) -> subprocess.CompletedProcess[str]:
        # Builtin exists from 17 on and does not change its rules with the machine's C library.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        given = self.home / f"pw.{secrets.token_hex(4)}"
        descriptor = os.open(given, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            os.write(descriptor, password.encode())
            if self.who:
                os.fchown(descriptor, self.who.uid, self.who.gid)
            os.close(descriptor)
            return subprocess.run(
                [
                    programs / "initdb",
                    f"--pgdata={making}",
                    f"--username={SUPERUSER}",
                    "--encoding=UTF8",
                    f"--locale={locale}",
                    *(builtin if locate.major(self.bin_dir) >= 17 else []),
                    "--data-checksums",
                    "--wal-segsize=4",
                    "--auth=scram-sha-256",
                    f"--pwfile={given}",
                    "--no-instructions",
                    *([] if self.durable else ["--no-sync"]),
                ],
                cwd=self.home,
                env=_environment(),
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                user=self.who.uid if self.who else None,
                group=self.who.gid if self.who else None,
                extra_groups=[] if self.who else None,
            )
        finally:
            given.unlink(missing_ok=True)

    def running(self) -> Running | None:
        """Return the live server of this folder, whoever started it; None when there is none.

        Errors: Problem("database.folder_closed") when the folder belongs to another user.
        """
        if self._child is not None and self._child.poll() is not None:
            self._child = None
        try:
            return processes.running(self.pgdata)
        except PermissionError as error:
            raise folder.closed(self.data_dir, error) from error

    def is_running(self) -> bool:
        """Tell whether a live server accepts connections."""
        found = self.running()
        return bool(found and found.ready)

    def start(self, port: int, *, seconds: float = 300) -> Running:
        """Start the server, or adopt the one that runs already, and return it once it accepts connections.

        Errors: Problem("database.port_taken"), Problem("database.start_failed") with the end of the log.
        """
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            found = self.running()
            if found and found.ready:
                return found
            if found:
                time.sleep(0.02)
                continue
            self._start_once(port, give_up)
        raise Problem("database.start_failed", f"เปิดฐานข้อมูลไม่สำเร็จใน {seconds:.0f} วินาที ดู {self.log}")

    def _start_once(self, port: int, give_up: float) -> None:
        """Start a postmaster and wait until it is ready or gone."""
        processes.clear_stale(self.pgdata)
        if not folder.port_is_free(port):
            raise Problem("database.port_taken", f"พอร์ต {port} ของ 127.0.0.1 มีโปรแกรมอื่นใช้อยู่ · port {port} is taken")
        runas.prepare(self.data_dir, self.home, self.who)
        programs = runas.programs(self.bin_dir, self.home, self.who)
        before = self._rotate_log()
        child = self._spawn(programs, port)
        while time.monotonic() < give_up:
            if child.poll() is not None:
                break
            found = processes.running(self.pgdata)
            if found and found.pid == child.pid and found.ready:
                self._child = child
                return
            time.sleep(0.01)
        else:
            child.send_signal(signal.SIGQUIT)
            child.wait(30)
        said = self._log_since(before)
        # Somebody else was faster, or orphans of a killed postmaster were a moment too slow: look again.
        if "postmaster.pid" in said or "pre-existing shared memory" in said:
            time.sleep(0.1)
            return
        if "could not bind" in said or "could not create any TCP/IP sockets" in said:
            raise Problem("database.port_taken", f"พอร์ต {port} ของ 127.0.0.1 มีโปรแกรมอื่นใช้อยู่ · port {port} is taken")
        raise Problem("database.start_failed", f"เปิดฐานข้อมูลไม่สำเร็จ ดู {self.log} · {said[-1500:]}")

    def _spawn(self, programs: Path, port: int) -> subprocess.Popen[bytes]:
        options = [f"-c{name}={value}" for name, value in self._settings(port).items()]
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(descriptor, "ab") as log:
            # A session of its own, so that Ctrl-C ends the command first and the command then ends the server.
            return subprocess.Popen(
                [programs / "postgres", "-D", self.pgdata, *options],
                cwd=self.home,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.who.uid if self.who else None,
                group=self.who.gid if self.who else None,
                extra_groups=[] if self.who else None,
            )

    def _settings(self, port: int) -> dict[str, str]:
        """Return the server's settings: 2 cores shared with the web server, memory by what the machine has."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
        safe = "on" if self.durable else "off"
        shared = min(4096, max(128, memory // 6)) if self.durable else 128
        return {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": f"{shared}MB",
            "effective_cache_size": f"{max(256, memory // 2)}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": f"{min(1024, max(64, memory // 24))}MB",
            "fsync": safe,
            "synchronous_commit": safe,
            "full_page_writes": safe,
            "wal_compression": "on",
            # By itself it is one segment at the most: whoever writes much would wait for the disk at every 4 MB.
            "wal_buffers": f"{min(64, shared // 32)}MB",
            "max_wal_size": "4GB",
            "min_wal_size": "128MB",
            "checkpoint_timeout": "15min",
            "random_page_cost": "1.1",
            "jit": "off",
            "max_worker_processes": "8",
            "max_parallel_workers": "2",
            "max_parallel_workers_per_gather": "1",
            "idle_in_transaction_session_timeout": "10min",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # Values belong to people: neither statements, parameters nor the key in a DETAIL line go to the log.
            "log_min_error_statement": "panic",
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
            "log_error_verbosity": "terse",
            "log_checkpoints": "off",
        }

    def stop(self, *, seconds: float = 60) -> None:
        """Stop the server (fast: open transactions are rolled back) and wait until it is gone."""
        found = self.running()
        if found is None:
            return
        child = self._child if self._child and self._child.pid == found.pid else None
        for how, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
            try:
                os.kill(found.pid, how)
            except ProcessLookupError:
                break
            if child:
                # Our own child stays a zombie until we wait for it.
                try:
                    child.wait(patience)
                    break
                except subprocess.TimeoutExpired:
                    continue
            if processes.wait_gone(found.pid, patience):
                break
        self._child = None

    def _rotate_log(self) -> int:
        """Start a new log when the old one is large; return where the next line will be."""
        if not self.log.exists():
            return 0
        if self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
            return 0
        return self.log.stat().st_size

    def _log_since(self, offset: int) -> str:
        with open(self.log, "rb") as file:
            file.seek(offset)
            return file.read().decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """Return a bare environment: a PGHOST or PGDATA of the caller must not reach our server."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TZ": "UTC", "LC_MESSAGES": "C"}
