"""Contacts: phone numbers, e-mail addresses, links, handles, street addresses, disguised or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ..text.hints import DIGIT, STREETS, STREETS_BY_CAPITALS
from .comment import ReadComment
from .digits import Run, digit_runs
from .protocol import Mark

_TLD: Final = (
    "com|net|org|edu|gov|mil|info|biz|io|co|me|us|uk|ca|au|de|fr|ru|cn|jp|in|tv|cc|ly|gg|gl|to|ws|xyz|club|online|site|shop|store|live|top|"
    "app|dev|link|vip|pro|life|world|today|click|win|page|art|eu|nl|br|mx|example|invalid|test|fm|ai|sh|be|it|es"
)
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HOSTS: Final = "gmail|yahoo|hotmail|outlook|aol|icloud|proton|protonmail|example|gci|msn|live"
_TOP: Final = "com|net|org|example|gov|edu|us|io|co|me|info|test|invalid"
_AT: Final = r"(?:\(\s?(?:at|a|@)\s?\)|\[\s?(?:at|a|@)\s?\]|\{\s?(?:at|@)\s?\}|<\s?(?:at|@)\s?>|[-_*~]at[-_*~]|\bat\b|@)"
_DOT: Final = r"(?:\(\s?(?:dot|\.)\s?\)|\[\s?(?:dot|\.)\s?\]|\{\s?(?:dot|\.)\s?\}|<\s?(?:dot|\.)\s?>|[-_*~]dot[-_*~]|\bdot\b|\.)"
_LOCAL: Final = r"\b[\w.+-]{1,40}(?:\s(?:dot|underscore|dash|hyphen|period|plus|point)\s[\w+-]{1,30}){0,3}"
_SPELLED_EMAIL: Final = re.compile(
    rf"(?P<local>{_LOCAL})\s{{0,2}}{_AT}\s{{0,2}}(?:[\w-]{{2,30}}\s{{0,2}}(?:{_DOT}\s{{0,2}}[\w-]{{2,20}}\s{{0,2}}){{0,2}}{_DOT}\s{{0,2}}(?:{_TOP})\b|(?:{_HOSTS})\s(?:{_TOP})\b|(?:gmail|hotmail|icloud|protonmail)\b)",
    re.IGNORECASE,
)
_ROLE_MAIL: Final = re.compile(
    r"^(?:records?|info|tips?|tipline|front-?desk|office|chief|police|pd|dispatch|seniors?|pantry|contact|admin|support|help|helpdesk|sales|orders?|volunteers?|press|media|news|tickets|booking|reservations|hr|jobs|careers|mail|hello|service|services|clerk|cityclerk|city|mayor|council|library|parks|recreation|permits?|billing|customerservice|care|team|"
    r"donate|donations|events|register|registration|schools?|court|complaints|feedback|questions|webmaster|postmaster|noreply|no-reply|alerts?|foodbank|shelter|animalcontrol|publicworks|codeenforcement|assembly|commission|board|editor|letters|community|outreach|crimestoppers|victimservices|evidence|training|recruit(?:ing|ment)?|k9|traffic)\d{0,2}(?:[._-]\w+)?@|@(?:[\w-]+\.)*(?:northpolepd|nppd|northpolepolice|npcity|northpolealaska|cityofnorthpole|nphs|[\w-]*(?:city|library|borough|state|school|shelter|foodbank|church|court)[\w-]*)\.|\.(?:gov|mil)$",
    re.IGNORECASE,
)
_NOT_LOCAL: Final = frozenset(["look", "looked", "looking", "is", "was", "be", "are", "am", "me", "him", "her", "them", "us", "it", "stop", "meet", "work", "works", "worked", "and", "or", "the", "a", "up", "down", "out", "here", "there", "someone", "anyone", "not", "only", "that", "this"])
_PHONE_CUE: Final = re.compile(r"\b(?:phone(?: (?:number|no|is|#))*|cell(?:phone)?|mobile|tel(?:ephone)?|fax|whats\s?app|(?:call|reach|text|ring|contact) (?:me|us|him|her|them)(?: (?:on|at|back))*|message on my registered|phone no)\W{0,3}(?:is|was|'s|:|=|at|on|number|no|#)?\W{0,3}$", re.IGNORECASE)
_DASHES: Final = frozenset(["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "~", "_"])
_MAIL_CUE: Final = re.compile(r"mail|inbox|\bwrite\b|\baddress\b", re.IGNORECASE)
_PHONE_WORD: Final = re.compile(r"\b(?:phone|cell(?:phone)?|mobile|tel|telephone|call|text|ring|dial|fax|reach|number)\b", re.IGNORECASE)
_NOT_PHONE: Final = re.compile(
    r"\b(?:tickets?|raffle|order|event|case|report|receipt|invoice|permit|parts?|serial|s/n|tracking|citation|confirmation|reference|ref|isbn|model|sku|batch|docket|claim|policy|license|licence|passport|account|acct|routing|ssn|social|sticker|slip|work order|vin|frequency|channel|latitude|longitude|score|member|medicaid|medicare|patient|mrn)\b[^.!?]*$",
    re.IGNORECASE,
)
_FREE: Final = re.compile(r"1?(?:800|833|844|855|866|877|888)\d{7}")
_URL: Final = re.compile(
    rf"\b(?:https?://|hxxps?://|www\.)[^\s<>\"']{{3,200}}|(?<![@\w.])(?:[a-z0-9-]{{1,40}}\.){{1,4}}(?:{_TLD})(?![\w-])(?:/[^\s<>\"']{{0,150}})?"
    rf"|\b[\w-]{{2,40}}\s?(?:\(dot\)|\[dot\]|\[\.\]|\(\.\)|\sdot\s)\s?(?:com|net|org|me|io|co|shop|example)\b(?:/\S{{0,80}})?",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"(?<![\w@.])@[A-Za-z0-9_][\w.]{1,30}|(?<![\w$])\$[A-Za-z][\w-]{2,24}\b")
_NAMED_HANDLE: Final = re.compile(
    r"\b(?:snap(?:chat)?|sc|insta(?:gram)?|ig|tele(?:gram)?|tg|kik|cash\s?app|venmo|zelle|signal|whats\s?app|wickr|discord|onlyfans|of(?=[:=@])|tiktok|twitter|x(?=[:=@])|facebook|fb)\s*(?:[:=@\u2192>]|is\b|handle\b|name\b|-)\s*[:=@\u2192>]?\s*[@$]?(?P<value>[a-z0-9][\w.-]{2,30})",
    re.IGNORECASE,
)
_SUFFIX_WORD: Final = re.compile(rf"\b(?:{STREETS})\b", re.IGNORECASE)
_UNIT: Final = r"(?:,?\s*(?:apt|apartment|unit|#|suite|ste|space|spc|lot|room|rm|trailer|bldg)\.?\s*#?\w{1,5})?"
_ONES: Final = "zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|double|triple"
_HOUSE: Final = rf"(?:\d[\d-]{{0,6}}[A-Za-z]?|(?:{_ONES})(?:[\s-]+(?:{_ONES}|\d{{1,4}})){{0,5}})"
_LETTER: Final = r"(?:,?\s+[A-Za-z]\s+(?:as in|like in|for)\s+[A-Za-z]{1,12})?"
_LETTERED: Final = re.compile(r",?\s+[a-z]\s+(?:as in|like in|for)\s+[a-z]{1,12}")
_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_STREET: Final = re.compile(
    rf"(?<![\d.])\b{_HOUSE}{_LETTER},?\s+(?:(?:[NSEW]|north|south|east|west|n\.?e|n\.?w|s\.?e|s\.?w)\.?\s+)?(?:(?!(?:{STREETS})\b)[^\W_][\w'\u2019.-]*\s+){{1,3}}(?:{STREETS})\b\.?{_UNIT}"
    rf"|\b{_HOUSE},?\s+(?:{STREETS})\s+[A-Z0-9][\w'-]*{_UNIT}",
    re.IGNORECASE,
)
_UNIT_STREET: Final = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?\s+(?!(?:{_MONTHS})\b)[A-Z][a-z'\u2019]{{2,20}}(?:\s[A-Z][a-z]{{2,20}})?,?\s+(?:upstairs|downstairs|basement|(?:apt|apartment|unit|space|lot|trailer)\.?\s*#?\w{{1,4}}|#\d{{1,4}}|(?:second|third|top|ground|bottom)\sfloor"
    r"|(?:blue|red|green|white|brown|black|yellow|gr[ae]y|purple|orange)\s(?:door|house|trailer|roof|cabin))\b"
)
_POINT: Final = re.compile(r"(?<![\d.-])-?\d{1,2}\.\d{3,8}\s?\u00b0?\s?[NS]?\s?[,/ ]\s?-?\d{2,3}\.\d{3,8}(?:\s?\u00b0)?(?:\s?[EW]\b)?")
_CAP_STREET: Final = re.compile(rf"\b\d{{1,6}}[A-Za-z]?,?\s+(?:[NSEW]\.?\s+)?(?:[A-Z][\w'\u2019.-]*\s+){{1,3}}(?:{STREETS_BY_CAPITALS})\b{_UNIT}")
_MILE: Final = re.compile(r"\b(?:mile(?:post)?|mi|mp)\.?\s?\d{1,3}(?:\.\d{1,2})?,?\s+(?:of\s+|on\s+)?(?:the\s+)?(?:old\s+)?[A-Z][\w'-]+(?:\s[A-Z][\w'-]+){0,2}")
_MILE_CUE: Final = re.compile(r"\b(?:lives?|living|house|home|cabin|place|stays?|staying|trailer|crib|address|driveways?|doorbell|porch|mailbox|resides?|hiding|crashing|renting)\b", re.IGNORECASE)
_NOT_STREET: Final = frozenset(["minutes", "minute", "hours", "hour", "days", "day", "times", "years", "year", "months", "weeks", "of", "in", "on", "at", "the", "cars", "car", "guys", "officers", "people", "more", "percent", "dollars", "bucks", "feet", "miles", "mile", "mph", "to", "a", "from", "and", "for", "per", "cops", "kids", "blocks", "over", "is", "was", "are", "my", "your", "his", "her", "this", "that", "or", "by", "near", "an", "am", "pm", "with", "down", "up", "off", "i", "he", "she", "they", "we", "you", "it", "degrees", "lanes", "trucks", "dogs", "moose", "lane", "way", "out", "no", "not", "than", "then", "but", "so", "if", "who", "what", "does", "do", "did", "can", "will", "every", "each", "any", "all", "some", "other", "different", "thing", "person", "man", "guy", "whole", "bad", "good", "new", "long", "dead", "wrong", "right", "left", "only"])
_BEFORE_HANDLE: Final = frozenset(["the", "a", "an", "not", "so", "is", "was", "my", "your", "up", "at", "it", "if", "in", "on", "this", "that", "and", "or", "down", "out", "for", "to", "off"])


class ContactDetector:
    """Marks ways to reach somebody. Whose they are, rules decide."""

    name: Final = "contacts"
    version: Final = "2"
    concepts: Mapping[str, str] = dict.fromkeys(("phone", "email", "url", "handle", "street_address"), "contact") | dict.fromkeys(("toll_free", "role_email"), "topic")
    hints: Mapping[str, str] = {
        "phone": "digits6", "email": "mail", "url": "dot", "handle": "handle", "street_address": "road", "toll_free": "digits6", "role_email": "mail",
    }  # fmt: skip

    def mark(self, comment: ReadComment) -> Iterable[Mark]:
        """Mark every contact of `comment`. Linear in its length."""
        text = comment.text
        found = list(_emails(text)) if comment.shows("mail") else []
        mails = [(m.start, m.end) for m in found if m.concept == "email"]
        if comment.shows("dot"):
            found.extend(Mark("url", *match.span(), match[0]) for match in _URL.finditer(text) if not any(low <= match.start() < high for low, high in mails))
        if comment.shows("handle"):
            found.extend(_handles(text, mails))
        if comment.shows("digits6"):
            found.extend(m for run in digit_runs(text) for m in _phones(run, text))
        if comment.shows("road"):
            found.extend(_streets(text))
        return found


def _emails(text: str) -> Iterator[Mark]:
    """E-mail addresses, written plainly or with words for the signs; invisible characters are read over."""
    plain = text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")
    source = range(len(text) + 1) if len(plain) == len(text) else [i for i, c in enumerate(text) if unicodedata.category(c) != "Cf"]
    ends: set[int] = set()
    for pattern, how in ((_EMAIL, "as_written"), (_SPELLED_EMAIL, "evasion")):
        for match in pattern.finditer(plain):
            if match.end() in ends or (how == "evasion" and _is_site(plain, match)):
                continue
            low, high = source[match.start()], source[match.end() - 1] + 1
            read = re.sub(r"\s", "", match[0])
            reading = how if len(plain) == len(text) else "evasion"
            yield Mark("email", low, high, read, reading)
            if _ROLE_MAIL.search(read):
                yield Mark("role_email", low, high, read)
            ends.add(match.end())


def _is_site(text: str, match: re.Match[str]) -> bool:
    """Whether `word at site.com` names a place on the web: the word `at`, plain dots, and nothing that speaks of mail."""
    local = match["local"].lower()
    if local in _NOT_LOCAL:
        return True
    rest = match[0][len(local) :].lower()
    if not rest.strip().startswith("at ") or "." not in rest or " dot " in rest or "(" in rest or "[" in rest:
        return False
    host = rest.strip()[3:].strip().split(".")[0].strip()
    return "." not in local and "_" not in local and host not in _HOSTS.split("|") and not _MAIL_CUE.search(text[max(0, match.start() - 40) : match.start()])


def _streets(text: str) -> Iterator[Mark]:
    for match in _STREET.finditer(text) if _SUFFIX_WORD.search(text) else ():
        words = _LETTERED.sub("", match[0].lower()).split()
        if not _NOT_STREET & {w.strip(".,") for w in words[1:-1]}:
            yield Mark("street_address", *match.span(), match[0])
    if not DIGIT.search(text):  # the other ways to write one need a figure
        return
    for pattern in (_CAP_STREET, _UNIT_STREET):
        for match in pattern.finditer(text):
            if not _NOT_STREET & set(match[0].lower().split()[1:-1]):
                yield Mark("street_address", *match.span(), match[0])
    for match in _POINT.finditer(text):
        yield Mark("street_address", *match.span(), match[0])
    for match in _MILE.finditer(text):
        if _MILE_CUE.search(text[max(0, match.start() - 40) : match.start()]) or _MILE_CUE.search(text[match.end() : match.end() + 30]):
            yield Mark("street_address", *match.span(), match[0])


def _handles(text: str, mails: list[tuple[int, int]]) -> Iterator[Mark]:
    for match in _HANDLE.finditer(text):
        if not any(low <= match.start() < high for low, high in mails):
            yield Mark("handle", *match.span(), match[0])
    for match in _NAMED_HANDLE.finditer(text):
        if match["value"].lower() not in _BEFORE_HANDLE:
            yield Mark("handle", *match.span(), match[0])


def _phones(run: Run, text: str) -> Iterator[Mark]:
    """Ten digits of the North American plan, eleven with 1, seven written 3-4, or an international number behind `+` or a word for a phone."""
    how = "as_written" if run.plain else "digits"
    digits = run.digits
    international = text[max(0, run.starts[0] - 1) : run.starts[0]] == "+" and 9 <= len(digits) <= 15 and not digits.startswith("1")
    if international and _possible("+" + digits):
        yield Mark("phone", run.starts[0] - 1, run.ends[-1], "+" + digits, how)
        return
    before = text[max(0, run.starts[0] - 40) : run.starts[0]]
    if _NOT_PHONE.search(before) and not _PHONE_WORD.search(before):
        return
    places = list(_phone_places(run, text))
    for first, length in places:
        low, high = run.span(first, first + length - 1)
        yield Mark("phone", low, high, digits[first : first + length], how)
        if _FREE.fullmatch(digits[first : first + length]):
            yield Mark("toll_free", low, high, digits[first : first + length])
    if not places and 7 <= len(digits) <= 13 and len(run.groups) <= 13 and _PHONE_CUE.search(before):
        yield Mark("phone", run.starts[0], run.ends[-1], digits, how)


def _phone_places(run: Run, text: str) -> Iterator[tuple[int, int]]:
    """First digit and length of each phone number in the run, from left to right."""
    digits, bounds = run.digits, run.bounds()
    places = set(bounds)
    taken = 0
    spelled = sum(len(group) == 1 for group in run.groups) * 2 >= len(run.groups)
    for index, low in enumerate(bounds[:-1]):
        if low < taken:
            continue
        if (low - taken) and not (low == 1 and digits[0] == "1") and not taken and index > 1:
            break  # a long code with a number at its end is no phone
        for length in (10, 11):
            part = digits[low : low + length]
            core = part[1:] if length == 11 else part
            if len(part) < length or low + length not in places or (length == 11 and part[0] != "1"):
                continue
            shape = {b - low - (length - 10) for b in bounds[index : index + 12] if b <= low + length}
            if core[0] in "23456789" and core[3] in "23456789" and (3 in shape or len(shape) <= 2 or spelled):
                yield low, length
                taken = low + length
                break
        else:
            sizes = tuple(len(g) for g in run.groups[index : index + 2])
            short = digits[low : low + 7]
            between = text[run.ends[2] : run.starts[3]] if len(digits) == 7 else ""
            if low == 0 and len(digits) == 7 and ((sizes == (3, 4) and (between.strip() in _DASHES or (between == " " and _PHONE_WORD.search(text[max(0, run.starts[0] - 40) : run.starts[0]])))) or (spelled and len(run.groups) >= 5 and not run.plain)) and short[0] in "23456789":
                yield 0, 7
                return


def _possible(number: str) -> bool:
    import phonenumbers  # half a megabyte of tables: only when a number begins with +

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
