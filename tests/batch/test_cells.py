from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npguidelines.batch.cells import as_cell
from npguidelines.batch.write_csv import csv_line

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_compute_is_text(text: str) -> None:
    assert as_cell(text) == "'" + text


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_cells_come_back_as_they_were_but_for_the_apostrophe(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_line(cells), newline=""))
    for got, cell in zip(row, cells, strict=True):
        want = cell.encode("utf-8", "backslashreplace").decode()
        assert got == want or (got == "'" + want and want[0] in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
        assert not got.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
