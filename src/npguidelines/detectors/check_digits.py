"""Whether a number can be what it looks like.

Check digits come from python-stdnum; the structure of Social Security numbers from SSA (no area 000, 666, 900-999; no
group 00; no serial 0000). python-stdnum is imported for the first candidate: it takes a tenth of the time of a start, and most
comments hold none.
"""

from __future__ import annotations


def luhn_fits(digits: str) -> bool:
    """Whether the last digit is the check digit of a payment card."""
    from stdnum import luhn

    return bool(luhn.is_valid(digits))


def iban_fits(code: str) -> bool:
    """Whether country, length and check digits are those of an IBAN."""
    from stdnum import iban

    return bool(iban.is_valid(code))


def routing_fits(digits: str) -> bool:
    """Whether nine digits are a routing number of a bank in the United States."""
    from stdnum.us import rtn

    return bool(rtn.is_valid(digits))


def issuer_fits(part: str) -> bool:
    """Whether prefix and length fit Visa, Mastercard, American Express, Discover, Diners, JCB or Maestro."""
    two, four = int(part[:2]), int(part[:4])
    return (
        (part[0] == "4" and len(part) in (13, 16, 19))
        or (len(part) == 16 and (51 <= two <= 55 or 2221 <= four <= 2720 or two in (60, 64, 65, 62) or 3528 <= four <= 3589))
        or (len(part) == 15 and (two in (34, 37) or four in (2131, 1800)))
        or (len(part) == 14 and two in (30, 36, 38))
        or (len(part) in (13, 15, 19) and four in (5018, 5020, 5038, 6304, 6759, 6761))
    )


def ssn_fits(digits: str, named: bool = False) -> bool:
    """Whether nine digits can be a Social Security number; where a word names them, a taxpayer number (area 9) of the IRS and group 00 too."""
    if digits[:3] in ("000", "666") or (digits[3:5] == "00" and not named) or digits[5:9] == "0000":
        return False
    return digits[0] != "9" or (named and (50 <= int(digits[3:5]) <= 65 or (int(digits[3:5]) >= 70 and digits[3:5] not in ("89", "93"))))
