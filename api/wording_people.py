"""The words of signing in, people, tokens and the audit trail, in Chinese and English."""

from __future__ import annotations

PEOPLE_WORDS: dict[str, tuple[str, str]] = {
    "role.operator": ("接线员", "operator"),
    "role.duty_leader": ("轮值领导", "duty leader"),
    "role.liaison": ("部门联络员", "liaison"),
    "role.supervisor": ("督办员", "supervisor"),
    "role.policy_analyst": ("政策分析员", "policy analyst"),
    "role.data_steward": ("数据管理员", "data steward"),
    "role.administrator": ("系统管理员", "administrator"),
    "sign_in": ("登录", "Sign in"),
    "sign_in.name": ("账号", "Account name"),
    "sign_in.password": ("密码", "Password"),
    "sign_in.submit": ("登录", "Sign in"),
    "sign_in.forgot": (
        "忘了密码，请管理员重发一次性链接。",
        "Forgotten your password? An administrator can send a new one-time link.",
    ),
    "sign_in.demonstration": ("演示：选一个角色直接进入", "Demonstration: enter in a role"),
    "sign_in.demonstration.hint": (
        "演示数据，谁都能进；正式运行时没有这些按钮。",
        "Demonstration data, open to anybody; there are no such buttons in production.",
    ),
    "sign_in.as": ("以{role}身份进入", "Enter as {role}"),
    "sign_out": ("退出", "Sign out"),
    "signed_in_as": ("当前登录：{title}", "Signed in: {title}"),
}
