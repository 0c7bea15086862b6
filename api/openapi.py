"""The description of the interface: every error that can come, declared once and the same everywhere."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE
from schema.problems import ProblemDocument

Responses = dict[int | str, dict[str, Any]]

_MEANING = {
    400: "请求不合要求（如 cursor 不是这里给出的、请求体不是 UTF-8）/ it makes no sense here: a cursor from elsewhere, "
    "a body that is not UTF-8",
    401: "没有登录或登录已过期 / nobody is signed in, or the session has ended",
    403: "没有这个权限，或请求来自别的网站 / not allowed in these roles, or sent by another site",
    404: "没有这个编码；nearest 列出相近的 / no such code; `nearest` lists the ones close to it",
    408: "请求体没有及时发完 / the body did not arrive in time",
    409: "与现状冲突 / in conflict with what is there",
    413: "请求体太大 / the body is too large",
    422: "参数或请求体不合要求；where 指出字段 / parameters or body are wrong; `where` points to the field",
    429: "试错太多，稍后再试 / too many failed tries; try again later",
    500: "系统内部出错 / something went wrong inside",
    503: "数据库暂时不可用，Retry-After 秒后再试 / the database is away; try again after Retry-After seconds",
}
_EXAMPLE = {
    "type": "urn:whose:problem:unknown-location",
    "title": "unknown location",
    "status": 404,
    "code": "unknown-location",
    "detail": "没有编码为“renmin-prk”的地点。",
    "where": "path.code",
    "next": "改用 nearest 列出的编码，或按名称、拼音搜索（?q=）。",
    "nearest": ["renmin-park"],
}


def problems(*statuses: int, open: bool = False) -> Responses:
    """Declared error answers for `responses=`: those named, and those that every route can give; an `open` one never
    refuses anybody."""
    declared: Responses = {}
    for status in sorted({*statuses, 422, 503, *(() if open else (401, 403))}):
        content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
        if status == 404:
            content["example"] = _EXAMPLE
        declared[status] = {"description": _MEANING[status], "content": {MEDIA_TYPE: content}}
        if status == 503:
            declared[status]["headers"] = {
                "Retry-After": {"description": "秒 / seconds", "schema": {"type": "integer"}},
            }
    return declared


_SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "whose token create / 令牌"},
    "session": {"type": "apiKey", "in": "cookie", "name": "whose", "description": "POST /api/v1/sessions / 登录"},
}

TAGS = [
    {"name": "resolutions", "description": "该谁管：归属结论与为何不是 / whose it is, and why not another's"},
    {"name": "registry", "description": "登记簿：谁负责什么 / the registry: who is responsible for what"},
    {"name": "conflicts", "description": "职责交叉：三角地带 / overlapping mandates: triangle zones"},
    {"name": "people", "description": "人员：登录、角色、令牌 / people: signing in, roles, tokens"},
    {"name": "health", "description": "运行状况 / whether it runs"},
]


def install(app: FastAPI) -> None:
    """Describe the application, with the problem document in place of the framework's own errors."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=TAGS,
                license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
            )
            document.setdefault("components", {})["securitySchemes"] = _SECURITY
            document["security"] = [{name: []} for name in _SECURITY]
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas["ProblemDocument"] = ProblemDocument.model_json_schema()
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for methods in document["paths"].values():
                for operation in methods.values():
                    if "requestBody" in operation:  # refused before any route is reached
                        declared = problems(408, 413, open=True)
                        operation["responses"] |= {str(status): declared[status] for status in (408, 413)}
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]
