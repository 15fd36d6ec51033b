"""The hub's routes (those of licences are in `licensing.py`) as FastAPI and slowapi have them: what `parity.rs` compares the server with.

Usage: app.py limited|unlimited. Prints its port on loopback, then serves until it is killed.
"""

import socket
import sys
from typing import Literal

import licensing
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, EmailStr, Field
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

app = FastAPI()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True, enabled=sys.argv[1] == "limited")
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)


class Login(BaseModel):
    email: EmailStr
    password: str


class Register(BaseModel):
    email: EmailStr
    password: str = Field(min_length=8, max_length=128)
    name: str = Field(min_length=1, max_length=255)
    company: str | None = Field(default=None, max_length=255)


class Refresh(BaseModel):
    refresh_token: str


class Password(BaseModel):
    current_password: str
    new_password: str = Field(min_length=8, max_length=128)


class Upgrade(BaseModel):
    target: Literal["developer", "reseller", "agency"]


class NewKey(BaseModel):
    name: str = Field(min_length=1, max_length=100)


def person(credentials: HTTPAuthorizationCredentials = Depends(HTTPBearer())) -> None:
    if credentials.credentials != "good":
        raise HTTPException(401, "Could not validate credentials", {"WWW-Authenticate": "Bearer"})


@app.post("/api/v1/portal/auth/login")
@limiter.limit("5/minute")
def login(request: Request, response: Response, body: Login):
    raise HTTPException(401, "Invalid email or password", {"WWW-Authenticate": "Bearer"})


@app.post("/api/v1/portal/auth/register", status_code=201)
@limiter.limit("5/minute")
def register(request: Request, response: Response, body: Register):
    raise HTTPException(400, "Email already registered")


@app.post("/api/v1/portal/auth/refresh")
@limiter.limit("10/minute")
def refresh(request: Request, response: Response, body: Refresh):
    raise HTTPException(401, "Invalid refresh token", {"WWW-Authenticate": "Bearer"})


@app.post("/api/v1/portal/auth/logout", status_code=204)
def logout(body: Refresh):
    return None


@app.post("/api/v1/portal/profile/password", status_code=204, dependencies=[Depends(person)])
def change_password(body: Password):
    raise HTTPException(400, "Current password is incorrect")


@app.post("/api/v1/portal/profile/upgrade", dependencies=[Depends(person)])
def upgrade(body: Upgrade):
    return None


@app.post("/api/v1/portal/api-keys", status_code=201, dependencies=[Depends(person)])
def create_key(body: NewKey):
    raise HTTPException(403, "Reseller or Agency account required")


@app.get("/api/v1/portal/api-keys", dependencies=[Depends(person)])
def list_keys():
    raise HTTPException(403, "Reseller or Agency account required")


@app.delete("/api/v1/portal/api-keys/{key_id}", status_code=204, dependencies=[Depends(person)])
def delete_key(key_id: int):
    raise HTTPException(403, "Reseller or Agency account required")


licensing.add(app, limiter, person)

if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])
