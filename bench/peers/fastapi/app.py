"""The peer: what a team writes in an afternoon. FastAPI, SQLAlchemy, SQLite; a key's SHA-256 is looked up on each request.

usage: app.py DATABASE KEYS; prints {"port", "keys"} when the table is filled and the socket is open, then serves.
"""

import asyncio
import hashlib
import json
import secrets
import socket
import sqlite3
import sys
from datetime import datetime, timezone

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

path, count = sys.argv[1], int(sys.argv[2])
engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
sessions = async_sessionmaker(engine, expire_on_commit=False)
header = APIKeyHeader(name="X-API-Key")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Key(Base):
    __tablename__ = "keys"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    name: Mapped[str]
    is_active: Mapped[bool]
    expires_at: Mapped[datetime | None]


@event.listens_for(engine.sync_engine, "connect")
def kinder_than_its_defaults(connection, _):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


async def session():
    async with sessions() as session:
        yield session


@app.get("/check")
async def check(key: str = Depends(header), session: AsyncSession = Depends(session)):
    digest = hashlib.sha256(key.encode()).digest()
    found = await session.scalar(select(Key).where(Key.digest == digest))
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    if found is None or not found.is_active or (found.expires_at and found.expires_at <= now):
        raise HTTPException(401, "Invalid API key")
    return {"valid": True, "key_id": found.id, "name": found.name}


async def fill():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    keys = [f"bench_{secrets.token_hex(20)}" for _ in range(count)]
    rows = ((hashlib.sha256(key.encode()).digest(), f"key {n}", True) for n, key in enumerate(keys))
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO keys (digest, name, is_active) VALUES (?, ?, ?)", rows)
    await engine.dispose()
    return keys


# Other peers hold as many keys; the load rotates over the first thousand.
keys = asyncio.run(fill())
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(1024)
print(json.dumps({"port": listener.getsockname()[1], "keys": keys[:1000]}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])
