"""Every error leaves as a problem document (RFC 9457) that says what to do next; never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import language
from api.console import errors
from schema.problems import Problem

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5  # seconds: an embedded database that was killed is back in eight, a restart takes four

log = logging.getLogger(__name__)


def answer(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as a response, in the request's language; 503 says when to come again."""
    extra = dict(headers or {})
    if problem.status == 503:
        extra.setdefault("Retry-After", str(RETRY_AFTER))
    name = request.scope.get("state", {}).get("request_id") if problem.status >= 500 else None
    page = errors.page(request, problem, extra, name)
    if page is not None:
        return page
    spoken = language.of_request(request)
    document = problem.document(spoken).model_copy(update={"request_id": name})
    extra |= {"Content-Language": spoken, "Vary": "Accept, Accept-Language"}
    return Response(document.model_dump_json(), status_code=problem.status, media_type=MEDIA_TYPE, headers=extra)


class Refused(HTTPException):
    """A problem that comes up while a body is being read: the framework lets nothing else of that pass as it is."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status)
        self.problem = problem


def install(app: FastAPI) -> None:
    """Give the application its error handlers."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(request, error)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return answer(request, invalid(error.errors()))


def invalid(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem that pydantic's list of errors amounts to: the first field by name, and a sentence for each."""
    told = [(_where(each["loc"]), *_sentence(each)) for each in errors[:3]]
    more = len(errors) - len(told)
    return Problem(
        "invalid-request",
        zh="；".join(f"{where}：{zh}" for where, zh, _ in told) + (f"；另有 {more} 处。" if more else "。"),
        en="; ".join(f"{where}: {en}" for where, _, en in told) + (f"; and {more} more." if more else "."),
        status=422,
        where=told[0][0] if told else None,
        next_zh="按提示改正后重发；字段说明见 /docs。",
        next_en="Correct it and send it again; /docs describes every field.",
    )


def _where(location: Sequence[str | int]) -> str:
    """`body.location[0]` for `("body", "location", 0)`; the alternatives of a union are no part of the address."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not any(mark in part for mark in "[(") and part not in ("str", "constrained-str"):
            path += f".{part}" if path else part
    return path


_SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("缺少这一项", "this field is required"),
    "extra_forbidden": ("没有这个字段", "there is no such field"),
    "string_pattern_mismatch": (
        "编码只含小写字母、数字、“.”和“-”，例如 water.supply.pipe-burst",
        "a code has only a-z, 0-9, '.' and '-', for instance water.supply.pipe-burst",
    ),
    "string_too_long": ("太长，最多 {max_length} 个字符", "too long: at most {max_length} characters"),
    "string_too_short": ("太短，至少 {min_length} 个字符", "too short: at least {min_length} characters"),
    "string_type": ("应当是文字", "must be a string"),
    "list_type": ("应当是列表", "must be a list"),
    "too_short": ("至少要有 {min_length} 个", "needs at least {min_length}"),
    "too_long": ("最多 {max_length} 个", "takes at most {max_length}"),
    "dict_type": ("应当是“要素: 值”的对象", "must be an object of factor: value"),
    "int_parsing": ("应当是整数", "must be a whole number"),
    "less_than_equal": ("不能大于 {le}", "must be at most {le}"),
    "greater_than_equal": ("不能小于 {ge}", "must be at least {ge}"),
    "enum": ("只能是：{expected}", "must be one of: {expected}"),
    "literal_error": ("只能是：{expected}", "must be one of: {expected}"),
    "json_invalid": ("请求体不是合法的 JSON", "the body is not valid JSON"),
    "model_attributes_type": ("请求体应当是 JSON 对象", "the body must be a JSON object"),
}
_DAY = ("日期写作 2026-11-24", "write a day as 2026-11-24")
_INSTANT = ("时刻写作 2026-11-24T08:00:00Z", "write an instant as 2026-11-24T08:00:00Z")


def _sentence(error: Mapping[str, Any]) -> tuple[str, str]:
    kind = str(error["type"])
    if kind.startswith("date_"):
        return _DAY
    if kind.startswith(("datetime_", "timezone_")):
        return _INSTANT
    known = _SENTENCES.get(kind)
    if known is None:
        return f"不合要求（{error['msg']}）", str(error["msg"])
    context = error.get("ctx", {})
    try:
        return known[0].format(**context), known[1].format(**context)
    except (KeyError, IndexError):
        return known


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, Refused):
        return answer(request, error.problem)
    return answer(request, http(error.status_code, request.url.path, request.method), error.headers)


def http(status: int, path: str, method: str) -> Problem:
    """What the framework itself refuses: no such address, not this method."""
    if status == 404:
        return Problem(
            "no-such-address",
            zh=f"没有这个地址：{path}。",
            en=f"There is nothing at {path}.",
            status=404,
            next_zh="全部地址见 /docs。",
            next_en="/docs lists every address.",
        )
    if status == 405:
        return Problem(
            "method-not-allowed",
            zh=f"{path} 不接受 {method}。",
            en=f"{path} does not take {method}.",
            status=405,
            next_zh="可用的方法见响应头 Allow 和 /docs。",
            next_en="The Allow header and /docs name the methods it takes.",
        )
    if status == 400:  # the framework's word for a body that is not even text
        return Problem(
            "unreadable-body",
            zh="请求体读不出来：不是 UTF-8 编码的 JSON。",
            en="The body cannot be read: it is not JSON in UTF-8.",
            status=400,
            where="body",
            next_zh="以 UTF-8 编码发送 JSON，Content-Type 写 application/json。",
            next_en="Send JSON encoded in UTF-8, with Content-Type application/json.",
        )
    return Problem(
        "refused",
        zh=f"请求被拒绝（{status}）。",
        en=f"The request was refused ({status}).",
        status=status,
        next_zh="用法见 /docs。",
        next_en="/docs describes the usage.",
    )


def _unexpected(request: Request, error: Exception) -> Response:
    return answer(request, unexpected(error))


def unexpected(error: Exception) -> Problem:
    """What nobody thought of: where it happened goes into the log, and its words to nobody."""
    log.error("unexpected error", exc_info=error)
    return Problem(
        "internal-error",
        zh="系统内部出错，已记入日志。",
        en="Something went wrong inside; it has been logged.",
        status=500,
        next_zh="稍后再试；若再次出现，把请求编号告诉管理员。",
        next_en="Try again later; if it happens again, tell the administrator the request's number.",
    )
