"""The home of an embedded server: what it keeps before any server runs."""

from __future__ import annotations

from pathlib import Path

from graph.embedded.home import Home


def test_a_new_password_is_plain_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """It goes into a command's arguments, where a leading dash would be an option: one start in 64 failed by that."""
    home = Home(tmp_path)
    home.lay_out()
    made = {home.new_password()[0] for _ in range(300)}
    assert len(made) == 300
    assert all(password.isalnum() and len(password) >= 32 for password in made)
    _, pending = home.new_password()
    assert pending.stat().st_mode & 0o777 == 0o600
