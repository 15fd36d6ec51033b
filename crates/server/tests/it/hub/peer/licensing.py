"""The routes of licences, sites, updates and tickets as FastAPI has them.

Rules of the application's own are validators that raise what the server says of the same value; behind the fields stands what whoever has
no licence is told.
"""

import re
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, File, Form, HTTPException, Query, Request, Response, UploadFile
from pydantic import AfterValidator, BaseModel, Field

Tier = Literal["starter", "business", "agency"]
Source = Literal["individual", "bulk_pack", "commitment", "nfr"]
Status = Literal["active", "expired", "suspended", "revoked"]
Channel = Literal["stable", "rc", "beta", "alpha", "dev"]
Priority = Literal["low", "normal", "high", "urgent"]
Category = Literal["billing", "technical", "licensing", "other"]


def must(pattern: str, reason: str):
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(reason)
        return text

    return AfterValidator(check)


NO_CONTROL = r"[^\x00-\x1f\x7f]*"
Domain = Annotated[
    str,
    Field(min_length=1, max_length=2048),
    must(r"[a-z0-9-]+(\.[a-z0-9-]+)*", "must be a domain, such as shop.example.com"),
]
Version = Annotated[
    str,
    Field(min_length=1, max_length=64),
    must(r"\d+\.\d+\.\d+(-[a-z0-9.]+)?", "must be a semantic version such as 1.5.0 or 2.0.0-beta.1, without build metadata"),
]
Label = Annotated[str, Field(max_length=255), must(NO_CONTROL, "must not contain control characters")]
Name = Annotated[str, Field(min_length=1, max_length=255), must(NO_CONTROL, "must not contain control characters")]
Key = Annotated[str, Field(min_length=1, max_length=255)]
Slug = Annotated[str, Field(min_length=1, max_length=64)]


class NewLicense(BaseModel):
    product_id: int
    tier: Tier | None = None
    expires_at: datetime | None = None
    customer_id: int | None = None


class NewLicenses(BaseModel):
    product_id: int
    tier: Tier | None = None
    quantity: int = Field(ge=1, le=100)
    customer_id: int | None = None
    expires_at: datetime | None = None
    source: Source | None = None


class BulkAction(BaseModel):
    action: Literal["revoke", "reactivate", "delete", "renew"]
    ids: list[int] = Field(min_length=1, max_length=100)


class Renewal(BaseModel):
    months: int = Field(ge=1, le=120)


class Upgrade(BaseModel):
    tier: Tier


class Reason(BaseModel):
    reason: Name | None = None


class Activation(BaseModel):
    license_key: Key
    domain: Domain
    product: Slug | None = None
    fingerprint: Label | None = None
    version: Label | None = None
    label: Label | None = None
    replace_domain: Domain | None = None


class Deactivation(BaseModel):
    license_key: Key
    domain: Domain


class Verification(BaseModel):
    license_key: Key
    domain: Domain
    product: Slug | None = None
    fingerprint: Label | None = None
    nonce: Label | None = None


class UpdateCheck(BaseModel):
    product: Slug
    version: Version
    license_key: str | None = Field(default=None, max_length=255)
    domain: str | None = Field(default=None, max_length=2048)
    channel: Channel | None = None


class DownloadRequest(BaseModel):
    license_key: Key
    domain: Annotated[str, Field(min_length=1, max_length=2048)]
    product: Slug
    version: Version | None = None


class ComponentCheck(BaseModel):
    license_key: Key
    domain: Annotated[str, Field(min_length=1, max_length=2048)]
    product: Slug
    version: Version
    components: dict[str, Version] = Field(max_length=200)


class NewTicket(BaseModel):
    subject: str = Field(min_length=3, max_length=200)
    message: str = Field(min_length=1, max_length=20000)
    priority: Priority | None = None
    category: Category | None = None
    license_id: int | None = None


class Webhook(BaseModel):
    url: str = Field(min_length=1, max_length=2048)
    events: list[
        Literal["license.created", "license.activated", "license.deactivated", "license.revoked", "license.expired"]
    ] = Field(min_length=1, max_length=20)
    description: str | None = Field(default=None, max_length=1000)


class FormsApart:
    """FastAPI has no route that takes both: what is a form goes to one of its own."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        kind = dict(scope.get("headers", ())).get(b"content-type", b"")
        if scope.get("path") == TICKETS and kind.startswith(b"multipart/form-data"):
            scope = {**scope, "path": TICKETS + "-form", "raw_path": (TICKETS + "-form").encode()}
        await self.app(scope, receive, send)


PORTAL = "/api/v1/portal/licenses"
TICKETS = "/api/v1/portal/tickets"


def add(app: FastAPI, limiter, person) -> None:
    app.add_middleware(FormsApart)
    signed_in = [Depends(person)]

    def role_required():
        raise HTTPException(403, "Developer, Reseller or Agency account required")

    def no_license():
        raise HTTPException(404, "License not found")

    @app.get(PORTAL, dependencies=signed_in)
    def list_licenses(
        status: Status | None = None,
        source: Source | None = None,
        search: Annotated[str | None, Query(max_length=255)] = None,
        customer_id: int | None = None,
        product_id: int | None = None,
        tier: Tier | None = None,
        expires_before: datetime | None = None,
        page: Annotated[int, Query(ge=1, le=2147483647)] = 1,
        per_page: Annotated[int, Query(ge=1, le=100)] = 25,
    ):
        return []

    @app.post(PORTAL, status_code=201, dependencies=signed_in)
    def create(body: NewLicense):
        role_required()

    @app.post(PORTAL + "/bulk", status_code=201, dependencies=signed_in)
    def bulk(body: NewLicenses):
        role_required()

    @app.post(PORTAL + "/bulk-actions", dependencies=signed_in)
    def bulk_actions(body: BulkAction):
        failed = [{"id": id, "code": "license_not_found", "detail": "License not found"} for id in body.ids]
        return {"succeeded": [], "failed": failed}

    @app.get(PORTAL + "/{id}", dependencies=signed_in)
    def get(id: int):
        no_license()

    @app.post(PORTAL + "/{id}/renew", dependencies=signed_in)
    def renew(id: int, body: Renewal):
        no_license()

    @app.post(PORTAL + "/{id}/upgrade", dependencies=signed_in)
    def upgrade(id: int, body: Upgrade):
        no_license()

    @app.post(PORTAL + "/{id}/revoke", dependencies=signed_in)
    def revoke(id: int, body: Reason | None = None):
        no_license()

    @app.post("/api/v1/licenses/activate")
    @limiter.limit("10/minute")
    def activate(request: Request, response: Response, body: Activation):
        no_license()

    @app.post("/api/v1/licenses/deactivate")
    @limiter.limit("10/minute")
    def deactivate(request: Request, response: Response, body: Deactivation):
        no_license()

    @app.post("/api/v1/licenses/verify")
    @limiter.limit("30/minute")
    def verify(request: Request, response: Response, body: Verification):
        no_license()

    def no_product():
        raise HTTPException(404, "Product not found")

    @app.post("/api/v1/updates/check")
    @limiter.limit("30/minute")
    def check(request: Request, response: Response, body: UpdateCheck):
        no_product()

    @app.get("/api/v1/updates/info")
    @limiter.limit("30/minute")
    def info(
        request: Request,
        response: Response,
        product: Annotated[str, Query(min_length=1, max_length=64)],
        license_key: Annotated[str | None, Query(max_length=255)] = None,
        domain: Annotated[str | None, Query(max_length=2048)] = None,
        installed_version: Annotated[str | None, Query(max_length=64)] = None,
        channel: Channel | None = None,
    ):
        no_product()

    @app.post("/api/v1/updates/download")
    @limiter.limit("5/minute")
    def link(request: Request, response: Response, body: DownloadRequest):
        no_product()

    @app.get("/api/v1/updates/download")
    @limiter.limit("5/minute")
    def download(request: Request, response: Response, token: Annotated[str, Query(max_length=1024)] = ""):
        raise HTTPException(403, "Download link is invalid")

    @app.post("/api/v1/components/check")
    @limiter.limit("30/minute")
    def check_components(request: Request, response: Response, body: ComponentCheck):
        no_license()

    @app.get(TICKETS, dependencies=signed_in)
    def list_tickets(
        status: Literal["open", "pending", "resolved", "closed"] | None = None,
        page: Annotated[int, Query(ge=1, le=2147483647)] = 1,
        per_page: Annotated[int, Query(ge=1, le=100)] = 25,
    ):
        return {"items": [], "total": 0, "page": page, "per_page": per_page}

    @app.post(TICKETS, status_code=201, dependencies=signed_in)
    def open_ticket(body: NewTicket):
        no_license()

    @app.post(TICKETS + "-form", status_code=201, dependencies=signed_in)
    def open_ticket_with_files(
        subject: Annotated[str, Form(min_length=3, max_length=200)],
        message: Annotated[str, Form(min_length=1, max_length=20000)],
        files: Annotated[list[UploadFile], File(max_length=5)] = [],
        priority: Annotated[Priority | None, Form()] = None,
        category: Annotated[Category | None, Form()] = None,
        license_id: Annotated[int | None, Form()] = None,
    ):
        no_license()

    @app.get(TICKETS + "/{id}", dependencies=signed_in)
    def get_ticket(id: int):
        raise HTTPException(404, "Ticket not found")

    @app.post("/api/v1/portal/webhooks", status_code=201, dependencies=signed_in)
    def create_webhook(body: Webhook):
        raise HTTPException(403, "Reseller or Agency account required")
