"""The coverage of the policy as a page that prints: one HTML file without scripts or links to elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..evaluation.wording import ClauseCoverage, Phrase
from ..model.policy import Policy

_STYLE = """
body { font: 11pt/1.45 Georgia, serif; color: #111; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; break-after: avoid }
section { break-inside: avoid-page }
blockquote { margin: .3rem 0 .8rem; padding-left: .8rem; border-left: 3px solid #888 }
.open { background: #fff; border: 2px solid #b00; padding: 0 .15rem; font-weight: bold }
table { border-collapse: collapse; width: 100%; font-size: .9rem } th, td { border: 1px solid #999; padding: .25rem .5rem; text-align: left; vertical-align: top }
td.n, th.n { text-align: right; white-space: nowrap } thead { display: table-header-group } tr { break-inside: avoid }
td.rules { font: .78rem/1.5 monospace; overflow-wrap: anywhere } .test { font-style: italic }
p.none { color: #b00; font-weight: bold } footer { margin-top: 2rem; font-size: .8rem; color: #444 }
@media print { body { margin: 0; max-width: none; font-size: 9.5pt } a { color: inherit } }
@page { margin: 18mm }
"""


def coverage_page(policy: Policy, digest: str, covered: Sequence[ClauseCoverage]) -> str:
    """Return the page: each clause verbatim, words without a rule boxed, and a table of the words that rules implement."""
    total = sum(len(one.open) for one in covered)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">',
        f"<title>Coverage of the policy, edition {escape(policy.edition)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>Which words of the policy which rules implement</h1>\n<p>{escape(policy.title)}, edition {escape(policy.edition)}.",
        f"Words that no rule implements: <strong>{total or 'none'}</strong>{', boxed below' if total else ''}.",
        "A violation is a text that a rule must find, a near miss one that it must leave alone; both are run by <code>npguidelines check</code>.</p>",
    ]
    parts += [_section(one) for one in covered]
    parts.append(f"<footer>Rulebook {escape(digest)}. Rules in italics rehearse: they count for nothing yet.</footer>\n</body>\n</html>\n")
    return "\n".join(parts)


def _section(one: ClauseCoverage) -> str:
    rows = "\n".join(_row(p) for p in one.phrases)
    head = '<tr><th>Words</th><th class="n">Rules</th><th class="n">Violations</th><th class="n">Near misses</th><th>Which rules</th></tr>'
    table = f"<table>\n<thead>{head}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>" if rows else '<p class="none">No rule implements this clause.</p>'
    return f"<section>\n<h2>{one.clause.id}. {escape(one.clause.citation)}</h2>\n<blockquote>{_words(one)}</blockquote>\n{table}\n</section>"


def _words(one: ClauseCoverage) -> str:
    """The clause with the words that no rule implements boxed."""
    words, at, parts = one.clause.words, 0, []
    for start, end in one.open:
        parts += [escape(words[at:start]), f'<span class="open">{escape(words[start:end])}</span>']
        at = end
    return "".join([*parts, escape(words[at:])])


def _row(phrase: Phrase) -> str:
    rules = " ".join(f'<span class="test">{escape(r.rule)}</span>' if r.status == "test" else escape(r.rule) for r in phrase.rules)
    cells = f'<td class="n">{len(phrase.rules)}</td><td class="n">{phrase.violations}</td><td class="n">{phrase.near_misses}</td>'
    return f'<tr><td>{escape(phrase.words)}</td>{cells}<td class="rules">{rules}</td></tr>'
