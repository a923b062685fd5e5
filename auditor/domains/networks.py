"""Networks that are never asked for anything, whoever says they may."""

from __future__ import annotations

FORBIDDEN = frozenset(
    "linkedin.com lnkd.in licdn.com facebook.com fb.com fb.me messenger.com instagram.com threads.net threads.com"
    " whatsapp.com x.com twitter.com t.co tiktok.com xing.com snapchat.com pinterest.com reddit.com vk.com ok.ru"
    " weibo.com weibo.cn wechat.com zhihu.com douyin.com xiaohongshu.com researchgate.net academia.edu quora.com"
    " glassdoor.com indeed.com upwork.com fiverr.com discord.com telegram.org t.me".split()
)
"""Networks whose terms forbid automated access, or allow it by permission only (read November 2026)."""
