"""manage.py create_administrators: the first three administrators of an empty platform."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.founding import FOUNDERS, found_administrators
from core import doors
from core.actors import SYSTEM
from core.errors import Refusal


class Command(BaseCommand):
    help = "Create the system, security and audit administrator; print their initial passwords."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = doors.run(found_administrators, actor=SYSTEM, founders=FOUNDERS)
        except Refusal as refusal:
            raise CommandError(f"{refusal.code}: {refusal.detail}") from refusal
        print("初始管理员已设立。初始密码只显示这一次，请分别交给三名不同的人员：")
        for one in made:
            print(f"  {one.user.get_duty_display()}  {one.user.username}  {one.initial_password}")
        print("首次登录时须绑定验证器并更换密码；初始密码 7 天内有效。")
