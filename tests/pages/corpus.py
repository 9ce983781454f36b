"""The whole corpus of hostile texts: the chosen ones, and families of them spelt out."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from tests.pages.hostile import HOSTILE

_TAGS = (
    "a abbr address applet area article audio b base bdo blink body br button canvas details dialog div embed fieldset "
    "form frameset h1 head html iframe img input isindex keygen label link listing main map marquee math meta noembed "
    "noscript object ol output p param picture plaintext pre portal script select slot source span style summary svg "
    "table template textarea title track video xmp"
).split()
_HANDLERS = ("onload", "onerror", "onfocus autofocus tabindex=1 onfocus", "onmouseover", "onanimationstart", "ontoggle")
_SCHEMES = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)"),
    *(" javascript:alert(1)", "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "vbscript:msgbox(1)"),
    *("data:text/html,<script>alert(1)</script>", "data:image/svg+xml,<svg onload=alert(1)>", "file:///etc/passwd"),
    *("//evil.example/x", "\\\\evil.example\\share", "https://evil.example/\u202egpj.exe", "blob:x", "about:srcdoc"),
)
_LINKS = ("[BTC]({})", "![BTC]({})", "<{}>", '[BTC]({} "t")', "[a]: {}", "[![a]({})](b)", "<a href='{}'>BTC</a>")
_HEADERS = ("Bcc: m@evil.example", "Subject: Owned", "Content-Type: text/html", "From: m@evil.example", "X-Mailer: x")
_BREAKS = ("\r\n", "\n", "\r", "%0d%0a", "\\r\\n", "=0D=0A", "\u2028", "\x0b", "\x0c", "\x85")
_TEMPLATES = (
    *("{{ site.time }}", "{{ config }}", "{{7*'7'}}", "{{ self }}", "{{ cycler.__init__.__globals__.os }}"),
    *("{% raw %}", "{% endraw %}", "{% include x.html %}", "{% assign a = 1 %}", "{%- if true -%}x{%- endif -%}"),
    *("{% set x = 1 %}", "{% extends 'base' %}", "{% import 'os' as os %}", "{#- note -#}", "{{- x -}}", "{{{ x }}}"),
    *(
        "{{< youtube x >}}",
        "{{% note %}}",
        "{{</* x */>}}",
        "{{ .Site.Params }}",
        "{{ printf `x` }}",
        "{{ . | safeHTML }}",
    ),
    *('{{ template "x" }}', "{{ define `x` }}", "{{ with .Env }}{{ .PATH }}{{ end }}", "{{ readFile `/etc/passwd` }}"),
    *(
        "{{ collections.all | dump }}",
        "{{ page.url | slug }}",
        "---js\n{}\n---",
        "{{ eleventy.env }}",
        "{% renderFile 'x' %}",
    ),
    *(
        "{{#each x}}{{/each}}",
        "{{> partial}}",
        "{{&raw}}",
        "{{!-- note --}}",
        "<% system('id') %>",
        "<%= x %>",
        "<%# c %>",
    ),
    *("<?= 1 ?>", "<?xml version='1.0'?>", "<jsp:include page='x'/>", "#{7*7}", "${{7*7}}", "*{7*7}", "@(7*7)", "~{x}"),
    *(
        "<#assign x=1>",
        "${x?new()}",
        "#set($x=1)",
        "$x.class",
        "[[${7*7}]]",
        "[(${7*7})]",
        "{php}1{/php}",
        "{$smarty.version}",
    ),
    *("[% INCLUDE x %]", "%% x %%", "<%inherit file='x'/>", "${self.module}", "@include('x')", "{!! x !!}", "@{{ x }}"),
    *("v-html='x'", "ng-init='x'", "{{constructor.constructor('alert(1)')()}}", "[(ngModel)]", "x-data='alert(1)'"),
    *("[[_TOC_]]", "[toc]", "[gallery ids=1]", "[caption]x[/caption]", "<!--more-->", "<!--kg-card-begin: html-->"),
    *(
        "*|FNAME|*",
        "*|IF:X|*",
        "%%unsubscribe%%",
        "{{ UnsubscribeURL }}",
        "{{ TrackLink `x` . }}",
        "::: danger\n",
        "$$x$$",
    ),
)
_PATHS = (
    *(
        "../" * 8 + "etc/passwd",
        "..\\..\\windows",
        "....//....//x",
        "%2e%2e%2fx",
        "..%2fx",
        "..%252fx",
        "..;/x",
        "./.git/config",
    ),
    *(
        "file\x00.html",
        "a/b",
        "a\\b",
        "C:",
        "\\\\?\\C:\\x",
        "~root",
        "~/.ssh/id_rsa",
        "$HOME",
        "%APPDATA%",
        "`id`",
        "$(id)",
    ),
    *("; rm -rf /", "| cat /etc/passwd", "&& id", "-rf", "--help", "aux", "AUX.txt", "nul", "com1", "LPT9", "prn.html"),
    *("...", ". .", ".hidden", "trailing.", "trailing ", "a" * 300, "\u2024\u2024/x", "\u2215etc", "\uff0f", "\uff3c"),
    *("CON.", "con ", "index.html", "charts", "snapshot.json", ".part", "x.old", "*", "?", '"', "<>", ":stream:$DATA"),
)
_CONTROLS = (
    *range(1, 9), *range(14, 32), 0x7F, *range(0x80, 0xA0, 3), 0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010),
    *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), 0xE0001, 0xE0041, 0x1F1E6, 0x300,
)  # fmt: skip
_MARKS = (
    *(
        "]]>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
        "&xxe;",
        "<!DOCTYPE x [<!--",
    ),
    *(
        "<use href='data:x#y'/>",
        "<foreignObject><body onload=alert(1)>",
        "<animate onbegin=alert(1)>",
        "<set attributeName=onload>",
    ),
    *(
        "<svg><style>*{fill:url(//evil.example)}</style>",
        "url(javascript:alert(1))",
        "expression(alert(1))",
        "@import '//evil.example'",
    ),
    *(
        "}</style><script>alert(1)</script>",
        "*/}body{display:none}/*",
        "\\3c script\\3e",
        "&lt",
        "&#0;",
        "&#xD800;",
        "&#x110000;",
    ),
    *(
        "&NewLine;&Tab;",
        "&lpar;&rpar;",
        "&bsol;",
        "&lbrace;",
        "&#123;&#123;x",
        "\uff1cscript\uff1e",
        "\u02c2script\u02c3",
        "\ufe64b\ufe65",
    ),
    *(
        "$x$ and $y^2$",
        "$\\frac{1}{0}$",
        "\\input{/etc/passwd}",
        "$\\unknowncommand$",
        "$_{",
        "$$",
        "\\N{SNOWMAN}",
        "%s%n%x",
        "{0}{1}",
    ),
    *(
        "=cmd|' /C calc'!A0",
        "+1+1",
        "@SUM(1)",
        "-2+3",
        "\t=1",
        "'; DROP TABLE observations; --",
        '" OR 1=1',
        "\\'; --",
        "0x41",
        "NaN",
    ),
    *(
        "null",
        "undefined",
        "true",
        "None",
        "1e309",
        "-0",
        "\u0660\u0661\u0662",
        "\u215f",
        "\u00bd",
        "I\u0307",
        "\u0131",
        "\u00df",
        "\ufb01",
    ),
    *(
        "<@123>",
        "@everyone",
        "@here",
        "<!channel>",
        "<#C1>",
        "<https://evil.example|BTC>",
        ":smile:",
        "/giphy x",
        "||spoiler||",
    ),
    *(
        "\u05d1\u05d9\u05d8\u05e7\u05d5\u05d9\u05df",
        "\u0e1a\u0e34\u0e15",
        "\u092c\u093f\u091f",
        "\uac00",
        "\U0001f1fa\U0001f1f8",
        "Z\u0351\u036b\u0343",
    ),
)


def _families() -> Iterator[str]:
    for number, tag in enumerate(_TAGS):
        handler = _HANDLERS[number % len(_HANDLERS)]
        yield f"<{tag} {handler}=alert(1)>"
        yield f"</{tag}><{tag}/{handler}=alert(1) x='"
        yield f"<{tag.upper()} STYLE=\"background:url('//evil.example')\">{tag}</{tag}"
    for number, link in enumerate(_SCHEMES):
        yield _LINKS[number % len(_LINKS)].format(link)
        yield _LINKS[(number + 3) % len(_LINKS)].format(quote(link, safe=""))
        yield _LINKS[(number + 5) % len(_LINKS)].format(escape(link))
    for number, line in enumerate(_HEADERS):
        for at, gap in enumerate(_BREAKS):
            if at % 2 == number % 2:
                yield f"BTC{gap}{line}"
        yield f"=?utf-8?q?BTC=0D=0A{line.replace(' ', '_')}?="
        yield f"=?utf-8?b?{line.encode().hex()}?= =?us-ascii?q?x?="
    yield from (*_TEMPLATES, *_PATHS, *_MARKS)
    for number, code in enumerate(_CONTROLS):
        yield f"B{chr(code)}TC" if number % 2 else f"{chr(code)}BTC<b>"


CORPUS = tuple(dict.fromkeys((*HOSTILE, *_families())))
"""More than five hundred: HTML, links, headers, templates, paths, what cannot be seen, and what other tools read."""
