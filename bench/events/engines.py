"""The two databases: as Keyward uses them, and written to with nothing in between."""

import glob
import json
import os
import pwd
import re
import shutil
import sqlite3
import subprocess
import time

COLUMNS = "environment_id, event_id, event_name, customer, at, received_at, source, properties"
SERVER_CORE = "0"


class Table:
    """What is written to raw: the columns that ours fills."""

    def __init__(self, name, columns):
        self.name, self.columns = name, columns


EVENTS = Table("events", COLUMNS)


def pinned(*command):
    return ["taskset", "-c", SERVER_CORE, *command]


class Sqlite:
    """Raw: Python's `sqlite3` (a loop in C over one prepared statement), with the pragmas that Keyward sets."""

    name = "SQLite"

    def __init__(self, directory, table=EVENTS):
        self.table = table
        self.data = f"{directory}/sqlite"
        self.environment = {}
        self.raw_file = f"{directory}/raw.db"
        self.raw = None

    @property
    def file(self):
        return f"{self.data}/keyward.db"

    def open(self, file):
        connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16384"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def prepare(self):
        """The same table with the same indexes, empty."""
        theirs = self.open(self.file)
        schema = theirs.execute("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (self.table.name,)).fetchall()
        theirs.close()
        self.raw = self.open(self.raw_file)
        for (statement,) in schema:
            self.raw.execute(statement)

    def last(self):
        return self._read(f"SELECT coalesce(max(id), 0) FROM {self.table.name}")[0][0]

    def rows(self, after):
        """What was added since."""
        return self._read(f"SELECT {self.table.columns} FROM {self.table.name} WHERE id > {after} ORDER BY id")

    def _read(self, query):
        connection = self.open(self.file)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def write(self, statement):
        """Into the database itself, whose server is stopped."""
        connection = self.open(self.file)
        connection.execute(statement)
        connection.close()

    def insert(self, rows, at_once):
        """Seconds for these rows, so many a commit."""
        places = ", ".join("?" * len(self.table.columns.split(",")))
        statement = f"INSERT INTO {self.table.name} ({self.table.columns}) VALUES ({places})"
        everywhere = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {int(SERVER_CORE)})
        begun = time.perf_counter()
        for start in range(0, len(rows), at_once):
            self.raw.execute("BEGIN IMMEDIATE")
            self.raw.executemany(statement, rows[start:start + at_once])
            self.raw.execute("COMMIT")
        took = time.perf_counter() - begun
        os.sched_setaffinity(0, everywhere)
        return took

    def end(self):
        self.raw.close()


class Postgres:
    """Raw: `psql`, one INSERT of so many rows a commit. The server and whoever talks to it share a core."""

    name = "PostgreSQL"

    def __init__(self, directory, table=EVENTS):
        self.table = table
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            raise SystemExit("PostgreSQL is not installed")
        self.programs, self.directory = programs[-1], f"{directory}/postgres"
        self.data = f"{directory}/on-postgres"
        self.port = 25_432
        os.makedirs(self.directory)
        if os.geteuid() == 0:
            shutil.chown(self.directory, "postgres")
        self._run("initdb", "-D", f"{self.directory}/data", "-U", "postgres", "-A", "trust", "--no-instructions")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=256MB"
        self._run("pg_ctl", "-D", f"{self.directory}/data", "-w", "-l", f"{self.directory}/log", "-o", options, "start")
        self.url = f"postgres://postgres@127.0.0.1:{self.port}"
        for name in ("keyward", "raw"):
            self.sql(f"CREATE DATABASE {name}", "postgres")
        self.environment = {"KEYWARD_DATABASE_URL": f"{self.url}/keyward"}

    def _run(self, program, *arguments):
        command = pinned(f"{self.programs}/{program}", *arguments)
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    def sql(self, query, database="keyward"):
        command = [f"{self.programs}/psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", f"{self.url}/{database}"]
        done = subprocess.run(pinned(*command), input=query, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout

    def prepare(self):
        dump = subprocess.run([f"{self.programs}/pg_dump", "-s", "-t", self.table.name, f"{self.url}/keyward"],
                              capture_output=True, text=True, check=True).stdout
        # Newer dumps are wrapped in a word that older programs don't know.
        dump = "\n".join(line for line in dump.splitlines() if not line.startswith("\\"))
        # What the rows point to is not there; to look for it would cost whoever writes raw.
        dump = re.sub(r"ALTER TABLE ONLY \S+\s+ADD CONSTRAINT \S+ FOREIGN KEY [^;]+;", "", dump)
        self.sql(dump, "raw")

    def last(self):
        return int(self.sql(f"SELECT coalesce(max(id), 0) FROM {self.table.name}"))

    def rows(self, after):
        found = self.sql(f"SELECT json_build_array({self.table.columns}) FROM {self.table.name} WHERE id > {after} ORDER BY id")
        return [json.loads(line) for line in found.splitlines()]

    def write(self, statement):
        self.sql(statement)

    def insert(self, rows, at_once):
        def literal(value):
            if value is None:
                return "NULL"
            return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"

        values = ["(" + ",".join(map(literal, row)) + ")" for row in rows]
        statements = [f"INSERT INTO public.{self.table.name} ({self.table.columns}) VALUES {','.join(values[start:start + at_once])};\n"
                      for start in range(0, len(values), at_once)]
        script = "".join(statements)
        begun = time.perf_counter()
        self.sql(script, "raw")
        return time.perf_counter() - begun

    def end(self):
        self._run("pg_ctl", "-D", f"{self.directory}/data", "-m", "immediate", "-w", "stop")
        if os.geteuid() == 0:
            # The folder is another user's.
            assert pwd.getpwnam("postgres")
