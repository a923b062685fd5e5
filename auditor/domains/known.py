"""Names that say nothing about a company's age: builders, free mail, shorteners, profile sites.

State of October 2026.  The public suffix list's private section is asked as well; these are the ones it does not have.
A name counts with everything below it.
"""

from __future__ import annotations


def _listed(names: str) -> frozenset[str]:
    return frozenset(names.split())


HOSTED = _listed(
    """
    about.me bigcartel.com blogspot.com business.site canva.site cargo.site carrd.co dorik.io durable.co
    edublogs.org framer.website gitbook.io github.io gitlab.io glitch.me godaddysites.com hashnode.dev
    hubspotpagebuilder.com hubspotpagebuilder.eu imxprs.com jimdo.com jimdofree.com jimdosite.com jouwweb.nl
    leadpages.co live-website.com livejournal.com medium.com myportfolio.com mystrikingly.com netlify.app
    notion.site odoo.com one.com pages.dev readymag.com simplesite.com site123.me sites.google.com
    squarespace.com strikingly.com substack.com super.site tilda.ws tumblr.com typedream.app ucraft.net
    unaux.com unbounce.com vercel.app web.app webador.com webflow.io webnode.com webnode.page weebly.com
    wix.com wixsite.com wordpress.com wpcomstaging.com yolasite.com zohosites.com zyrosite.com
    """
)

FREE_MAIL = _listed(
    """
    126.com 139.com 163.com 189.cn abv.bg aim.com aliyun.com aol.com bk.ru bluewin.ch btinternet.com cock.li
    comcast.net daum.net duck.com fastmail.com fastmail.fm foxmail.com free.fr freemail.hu freenet.de
    gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.fr gmx.net googlemail.com hanmail.net hey.com hotmail.co.uk
    hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it hushmail.com icloud.com inbox.lv inbox.ru
    keemail.me laposte.net libero.it list.ru live.co.uk live.com live.fr live.nl mac.com mail.com mail.ee
    mail.ru mailbox.org mailfence.com me.com msn.com naver.com onet.pl orange.fr outlook.com outlook.de
    outlook.fr outlook.jp pm.me posteo.de proton.me protonmail.ch protonmail.com qq.com rambler.ru
    rediffmail.com rocketmail.com runbox.com seznam.cz sfr.fr sina.cn sina.com sky.com sohu.com t-online.de
    terra.com.br tuta.com tuta.io tutamail.com tutanota.com tutanota.de ukr.net uol.com.br verizon.net
    vip.163.com vip.qq.com virgilio.it wanadoo.fr web.de wp.pl xtra.co.nz ya.ru yahoo.ca yahoo.co.id
    yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.au yahoo.com.br yahoo.de yahoo.es yahoo.fr
    yahoo.in yahoo.it yandex.com yandex.ru yeah.net ymail.com zoho.com zohomail.com
    """
)

SHORTENERS = _listed(
    """
    aka.ms amzn.to b.link bit.do bit.ly bitly.com buff.ly cutt.ly dlvr.it fb.me forms.gle g.co goo.gl hubs.ly
    ift.tt is.gd j.mp lnkd.in ow.ly qr.ae rb.gy rebrand.ly s.id shorturl.at spoti.fi surl.li t.cn t.co t.ly
    tiny.cc tinyurl.com u.to v.gd wa.me wp.me yhoo.it youtu.be
    """
)

PROFILE_SITES = _listed(
    """
    academia.edu angel.co artstation.com behance.net bento.me bilibili.com bio.link biolinky.co bsky.app
    bumble.com calendly.com codepen.io crunchbase.com dailymotion.com dev.to deviantart.com discord.com
    discord.gg doi.org douban.com douyin.com dribbble.com eventbrite.com facebook.com fiverr.com flickr.com
    freelancer.com gitee.com github.com gitlab.com glassdoor.com goodreads.com google.com gravatar.com
    hackerrank.com handshake.com huggingface.co imdb.com indeed.com instagram.com issuu.com kaggle.com
    keybase.io kununu.com leetcode.com letterboxd.com licdn.com line.me linkedin.cn linkedin.com linktr.ee
    maimai.cn malt.fr mastodon.social medium.com meetup.com mixcloud.com ok.ru orcid.org patreon.com
    pinterest.com polywork.com producthunt.com quora.com reddit.com researchgate.net sched.com
    scholar.google.com signal.me skype.com slideshare.net snapchat.com soundcloud.com speakerdeck.com
    spotify.com stackexchange.com stackoverflow.com steamcommunity.com strava.com t.me teamblind.com
    teams.microsoft.com telegram.me telegram.org threads.net tiktok.com toptal.com tripadvisor.com
    trustpilot.com twitch.tv twitter.com unsplash.com upwork.com viadeo.com vimeo.com vk.com wantedly.com
    wechat.cn wechat.com weibo.cn weibo.com weixin.qq.com wellfound.com whatsapp.com wikidata.org
    wikipedia.org x.com xiaohongshu.com xing.com yelp.com youku.com youtube.com zhihu.com zhipin.com zoom.us
    """
)

PRIVATE_REGISTRIES = _listed(
    """
    ae.org br.com cn.com co.com co.nl co.no com.de com.se de.com eu.com eu.org gb.net hu.net in.net jp.net
    jpn.com mex.com radio.am radio.fm ru.com sa.com se.net uk.com uk.net us.com us.org za.bz za.com
    """
)
"""Private suffixes that are registries and not hosting: a name below one has a registration date of its own."""

RESERVED_SUFFIXES = frozenset({"example", "test"})
"""RFC 2606: never delegated, so a name below one can only be invented."""

WORDS_NOT_NAMES = _listed(
    "ado.net asp.net vb.net socket.io node.js next.js vue.js b.sc m.sc ph.d e.g i.e a.m p.m u.s u.k"
)
"""Products and abbreviations that look like names when they stand in a text without an address around them."""

SUFFIXES_THAT_ARE_WORDS = _listed(
    "am an as at au be by ca de do en es et id im in is it la le me mi mu my na ne no of on or pa py re rs sa "
    "sc se si so st to tv us va ve vi"
)
"""Two-letter suffixes that a text has after a full stop without a space ("done.In"): not taken from bare words."""
