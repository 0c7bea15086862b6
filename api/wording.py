"""The words of the pages and the command line, in Chinese and English; the engine brings its own."""

from __future__ import annotations

from api.wording_audit import AUDIT_WORDS
from api.wording_people import PEOPLE_WORDS
from resolver.explain import RULE_WORDS
from schema.problems import Language

_WORDS: dict[str, tuple[str, str]] = {
    # outcomes: the badge
    "outcome.settled": ("已明确", "settled"),
    "outcome.needs_fact": ("还差一问", "one question left"),
    "outcome.contested": ("有争议", "contested"),
    "outcome.unassigned": ("无人认领", "unassigned"),
    # roles, kinds and states of claims
    "role.lead": ("主责", "lead"),
    "role.assist": ("配合", "assists"),
    "role.supervise": ("监管", "supervises"),
    "role.not_responsible": ("明确不负责", "stated not responsible"),
    "kind.precedent": ("先例", "precedent"),
    "state.applies": ("适用", "applies"),
    "state.possible": ("看情况", "possible"),
    "state.out": ("条件不符", "does not apply"),
    "state.vacant": ("无承担单位", "nobody bears it"),
    "state.lapsed": ("已失效，仅供参考", "lapsed, advice only"),
    # the step at which a department lost
    "step.owns": ("就是它", "it is the owner"),
    "step.unknown_yet": ("还不能排除", "not decided yet"),
    "step.contested": ("在争议之中", "among the contested"),
    "step.ended": ("该单位已不存在", "it has ended"),
    "step.no_claim": ("没有这项职责", "it has no such duty"),
    "step.elsewhere": ("管的是别处", "its duty lies elsewhere"),
    "step.condition": ("条件不符", "a condition does not hold"),
    "step.beside": ("只是配合或监管", "it only assists or supervises"),
    "step.excluded": ("明文规定不归它", "a stated exclusion"),
    "step.beaten": ("被更优先的规定排除", "another claim prevails"),
    "step.lapsed": ("先例已失效", "its precedent has lapsed"),
    # the ranks of legal texts
    "rank.law": ("法律", "law"),
    "rank.administrative_regulation": ("行政法规", "administrative regulation"),
    "rank.local_regulation": ("地方性法规", "local regulation"),
    "rank.department_rule": ("部门规章", "department rule"),
    "rank.local_rule": ("地方政府规章", "local rule"),
    "rank.normative_document": ("规范性文件", "normative document"),
    "rank.responsibility_list": ("权责清单", "list of responsibilities"),
    "rank.practice": ("实践做法", "practice"),
    "choice.issue_type": ("是哪个事项", "which issue"),
    "choice.location": ("是哪个地点", "which place"),
    "choice.division": ("在哪个辖区", "which division"),
    # the page
    "product": ("该谁管", "Whose"),
    "tagline": ("职责归属登记册", "the registry of who is responsible for what"),
    "skip": ("跳到结论", "Skip to the answer"),
    "nav": ("主导航", "Main"),
    "nav.ask": ("问归属", "Ask"),
    "nav.docs": ("接口说明", "API"),
    "language.other": ("English", "中文"),
    "notice.label": ("提示", "Notice"),
    "notice": (
        "演示数据，不是官方公布：法条照录原文，单位与职能的对应仅供演示。",
        "Demonstration data, not an official publication: the law is quoted verbatim, which bureau bears which duty is "
        "for demonstration only.",
    ),
    "ask.title": ("该谁管？", "Whose is it?"),
    "ask.words": ("来电人怎么说", "What the caller says"),
    "ask.words.hint": (
        "边听边打，或粘贴语音转写；听懂的字句会标出",
        "type or paste as it is said; what is understood is marked",
    ),
    "ask.words.none": ("没听懂，请再问一句是什么事", "Not understood; ask once more what it is about"),
    "ask.issue": ("事项", "Issue"),
    "ask.issue.hint": ("名称、俗称、拼音或首字母，如 sgbl、水管爆了", "name, what callers say, pinyin or its initials"),
    "ask.place": ("地点", "Place"),
    "ask.place.hint": ("公园、道路、小区、街道，如 rmgy、东湖", "park, road, estate, street; pinyin works too"),
    "ask.on": ("哪天的归属", "On the day"),
    "ask.more": ("按当时所知", "As known then"),
    "ask.known_at": ("登记簿截至（北京时间）", "Registry as of (Beijing time)"),
    "ask.known_at.hint": (
        "只用那时已经录入的内容作答；留空为现在。",
        "Answers only from what was recorded by then; empty means now.",
    ),
    "ask.submit": ("查归属", "Ask"),
    "ask.empty": ("选好事项和地点，这里就有答案。", "Choose an issue and a place, and the answer appears here."),
    "ask.examples": ("试试这些", "Try these"),
    "ask.need": ("还需要填写：{what}。", "Still needed: {what}."),
    "ask.suggestions": ("候选", "Suggestions"),
    "ask.found": ("{count} 个候选，用上下键选择", "{count} suggestions, use the arrow keys"),
    "ask.found.none": ("没有找到", "Nothing found"),
    "ask.waiting": ("正在查…", "Looking…"),
    "ask.failed": ("暂时查不了，请再试一次。", "That did not work just now; please try again."),
    "answer": ("结论", "Answer"),
    "answer.owner": ("归", "Responsible:"),
    "answer.on": ("对 {day} 有效", "holds for {day}"),
    "answer.known_at": ("按 {moment} 所知", "as known at {moment}"),
    "answer.question": ("请问来电人", "Ask the caller"),
    "answer.contested": (
        "这些单位都有依据，规则分不出先后",
        "Each has grounds, and the rules do not tell which prevails",
    ),
    "answer.unassigned": ("没有单位承担这件事", "No department bears this"),
    "answer.escalate": ("报轮值领导裁定。", "Take it to the duty leader."),
    "answer.then": ("归{name}", "{name}"),
    "answer.unknown": ("不清楚", "The caller does not know"),
    "answer.known": ("已知", "Known"),
    "answer.implied": ("地点推定", "implied by the place"),
    "answer.remove": ("去掉“{what}”", "Remove “{what}”"),
    "answer.why": ("为什么", "Why"),
    "answer.nothing": (
        "登记册里没有适用于这件事的主责。",
        "The registry holds no lead duty that applies to this.",
    ),
    "answer.others": ("其他主张", "Other claims"),
    "answer.beside.claims": ("配合与监管的依据", "Grounds of those who assist or supervise"),
    "answer.assisting": ("配合单位", "Assisting"),
    "answer.supervising": ("监管单位", "Supervising"),
    "answer.parallel": ("同时到场", "On site at once"),
    "answer.ruling": ("{day} 裁定，{by}", "ruled on {day} by {by}"),
    "answer.beaten": ("让位于{name}：{rule}", "gives way to {name}: {rule}"),
    "answer.disputed": ("有明文排除，二者分不出先后", "an exclusion speaks against it, undecided"),
    "answer.scope": ("{issue} · {place}", "{issue} · {place}"),
    "answer.script": ("答复话术", "To tell the caller"),
    "answer.copy": ("复制", "Copy"),
    "answer.copied": ("已复制", "Copied"),
    "why_not.title": ("为何不是…", "Why not…"),
    "why_not.hint": ("输入单位名称或拼音首字母", "name of a department, or pinyin initials"),
    "why_not.submit": ("说明", "Explain"),
    "why_not.this": ("为何不是{name}", "Why not {name}"),
    "error.suggested": ("您是不是要找：", "Did you mean:"),
    "error.request": ("请求编号（告诉管理员）：", "Request number, for the administrator: "),
    "error.title": ("没有查成", "That did not work"),
    "footer.registry": ("登记簿第 {version} 版，{moment} 更新", "Registry version {version}, updated {moment}"),
    "footer.keys": (
        "键盘：1–9 作答，0 不清楚，W 为何不是，/ 回到事项",
        "Keys: 1–9 answer, 0 unknown, W why not, / issue",
    ),
    "api.title": ("接口说明", "The HTTP interface"),
    "api.intro": (
        "全部地址、参数和可能的错误。机器可读的说明：",
        "Every address, its parameters and its errors. For machines:",
    ),
    "api.parameters": ("参数", "Parameters"),
    "api.body": ("请求体示例", "Example body"),
    "api.answers": ("返回", "Answers"),
    "api.required": ("必填", "required"),
    **PEOPLE_WORDS,
    **AUDIT_WORDS,
}


def say(key: str, language: Language, **values: object) -> str:
    """The words of a key in one language, with the values filled in; KeyError for a key that does not exist."""
    return _WORDS[key][language == "en"].format(**values)


def rule(code: str, language: Language) -> str:
    """Why one claim beats another, in words."""
    return RULE_WORDS[code][language]


def keys() -> frozenset[str]:
    """Every key, for the tests."""
    return frozenset(_WORDS)
