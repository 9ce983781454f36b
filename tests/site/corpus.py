"""More hostile strings: what breaks out of each place a text is put, in every wrapping that has worked somewhere."""

from __future__ import annotations

from base64 import b64encode
from itertools import product

from tests.pages.hostile import HOSTILE

_ACTS = (
    "<script>window.__hit=1</script>",
    "<img src=x onerror=window.__hit=1>",
    "<svg onload=window.__hit=1>",
    "<iframe srcdoc='<script>parent.__hit=1</script>'>",
    "<a href=javascript:window.__hit=1>x</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example/><input name=q>",
    "<style>*{display:none}</style>",
    "<object data=https://evil.example/x></object>",
    "<details open ontoggle=window.__hit=1>",
)
_BREAKS = (
    "{}",
    '">{}',
    "'>{}",
    "</title>{}",
    "</style>{}",
    "-->{}",
    "</script>{}",
    "]]>{}",
    "</p></article></main>{}",
    "</td></tr></table>{}",
    "BTC\x00{}",
    "BTC\u2028{}",
    "{}\u202eGNP",
)
_NEW_LINES = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00\n")
_HEADERS = (
    "Bcc: mallory@evil.example",
    "Content-Type: text/html",
    "Subject: Owned",
    "\r\n<script>window.__hit=1</script>",
    "Reply-To: <mallory@evil.example>",
    "List-Unsubscribe: <https://evil.example/>",
)
_CHARSETS = ("utf-8", "UTF-8", "us-ascii", "utf-7", "iso-8859-1")


def _quoted(text: str) -> str:
    return "".join(f"={octet:02X}" if chr(octet) in "\r\n:<>@ =_?" else chr(octet) for octet in text.encode())


def _injections() -> list[str]:
    """Return texts that become headers of their own where someone decodes or folds them carelessly."""
    raw = [f"Funding{line}{header}" for line, header in product(_NEW_LINES, _HEADERS)]
    word = [
        f"Funding =?{charset}?q?{_quoted(line + header)}?= rate"
        for charset, line, header in product(_CHARSETS, ("\r\n", "\n", "\r"), _HEADERS)
    ]
    b64 = [
        f"=?{charset}?b?{b64encode(('Eve' + line + header).encode()).decode()}?="
        for charset, line, header in product(_CHARSETS, ("\r\n", "\n"), _HEADERS)
    ]
    return raw + word + b64


_TEMPLATES = (
    *("{{ 7*7 }}", "{{7*7}}", "{{- site.time -}}", "{{ config.__class__ }}", "{{ cycler.__init__.__globals__ }}"),
    *("{% include '/etc/passwd' %}", "{%- raw -%}", "{% endraw %}{{ 7*7 }}", "{% for i in (1..9) %}x{% endfor %}"),
    *("{% liquid echo 7 %}", "{% render 'x' %}", "{% set x = 7 %}", "{# x #}", "{{! x }}", "{{> x }}", "{{{ x }}}"),
    *("{{ .Site.Title }}", "{{ printf `%s` 7 }}", "{{ template `x` }}", "{{/* x */}}", "{{< x >}}", "{{% x %}}"),
    *("{{ `7` | safeHTML }}", "{{ range $i := seq 9 }}x{{ end }}", "{{ define `x` }}", "<%= 7*7 %>", "<%- x %>"),
    *("${7*7}", "#{7*7}", "*{7*7}", "@{7*7}", "${{7*7}}", "[[${7*7}]]", "{{ '7'|safe }}", "{{ [] | first }}"),
    *("---\ntitle: x\n---", "+++\ntitle = 'x'\n+++", ";;;\n{}\n;;;", "{: .x }", "{:toc}", "[TOC]", "{.x}", "[[_TOC_]]"),
)
_PATHS = (
    *("../x", "..\\x", "....//x", "%2e%2e/x", "%2e%2e%2fx", "/x", "\\\\host\\x", "C:x", "x\x00.html", "x/../../y"),
    *("\u2025/x", "\uff0e\uff0e/x", "nul", "aux.txt", "com1", "site", ".site", "archive", "regime", "index.html"),
    *("file:///etc/passwd", "~root", "-rf", "--base-url", "*", "?", "x" * 300, " ", "\u00a0", "\u3000", "con "),
)
_SPREADSHEETS = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "=HYPERLINK('https://evil.example')", "=cmd|'/c calc'!A1")

CORPUS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *HOSTILE,
            *(around.format(act) for act, around in product(_ACTS, _BREAKS)),
            *_injections(),
            *_TEMPLATES,
            *_PATHS,
            *_SPREADSHEETS,
        )
    )
)
"""Hostile strings, each once."""
