"""Bad input: a clear message with the cure, what was read is kept and listed, nothing half-written."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from npguidelines import DataFileError, MissingExtraError, Moderator
from npguidelines.batch import read_csv
from npguidelines.batch.score import score_file
from npguidelines.cli.main import main


def listed(target: Path) -> list[tuple[str, str]]:
    """Line and reason of each unreadable row."""
    side = target.with_name(target.name + ".unreadable.csv")
    with side.open(encoding="utf-8", newline="") as handle:
        return [(r["line"], r["reason"]) for r in csv.DictReader(handle)]


def texts(target: Path) -> list[str]:
    with target.open(encoding="utf-8-sig", newline="") as handle:
        return [r["text"] for r in csv.DictReader(handle)]


BROKEN_CSV = [
    ("never closed", 'id,text\n1,fine\n2,"never closed\n3,also fine\n4,"with ""quotes"", inside"\n', ["fine", "also fine", 'with "quotes", inside'], [("3", "close the quotation mark")]),
    ("text after a quote", 'id,text\n1,"He said "hi" there"\n2,fine\n', ["fine"], [("2", "double those inside the text")]),
    ("closed by a later row", 'id,text\n1,"open\n2,"x"\n3,fine\n', ["x", "fine"], [("2", "broken quoting")]),
    ("lines inside quotes", 'id,text\n1,"two\nlines"\n2,fine\n', ["two\nlines", "fine"], []),
    ("too few cells", "id,text\n1\n2,fine\n", ["fine"], [("2", "1 cells where the header has 2")]),
    ("too many cells", "id,text\n1,a,b\n2,fine\n", ["fine"], [("2", "3 cells where the header has 2")]),
    ("delimiter at the end", "id,text\n1,fine,\n", ["fine"], []),
    ("old line ends", "id,text\r1,fine\r2,too\r", ["fine", "too"], []),
    ("zero bytes", "id,text\n1,a\x00b\n", ["a\x00b"], []),
    ("separator line of Excel", "sep=;\nid;text\n1;fine\n", ["fine"], []),
]


@pytest.mark.parametrize(("content", "want", "faults"), [c[1:] for c in BROKEN_CSV], ids=[c[0] for c in BROKEN_CSV])
def test_a_broken_record_costs_itself_alone(tmp_path: Path, moderator: Moderator, content: str, want: list[str], faults: list[tuple[str, str]]) -> None:
    (tmp_path / "in.csv").write_bytes(content.encode())
    target = tmp_path / "out.csv"
    summary = score_file(moderator, tmp_path / "in.csv", target)
    assert texts(target) == want and summary.unreadable == len(faults)
    for (line, words), (got_line, reason) in zip(faults, listed(target) if faults else [], strict=True):
        assert line == got_line and words in reason


def test_ids_stay_when_a_row_is_mended(tmp_path: Path, moderator: Moderator) -> None:
    ids = []
    for second in ("broken,row,here", "mended row"):
        (tmp_path / "in.csv").write_text(f"text\nfirst\n{second}\nthird\n", encoding="utf-8")
        score_file(moderator, tmp_path / "in.csv", tmp_path / "out.jsonl")
        ids.append({json.loads(x)["row"]["text"]: json.loads(x)["verdict"]["comment"]["id"] for x in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()})
    assert ids[0]["third"] == ids[1]["third"] == "3"


def test_a_quote_that_nobody_closes_runs_no_further_than_its_limit(tmp_path: Path, moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_csv, "_LINES", 50)
    (tmp_path / "in.csv").write_text('text\n"open\n' + "fine\n" * 500, encoding="utf-8")
    summary = score_file(moderator, tmp_path / "in.csv", tmp_path / "out.csv")
    assert (summary.rows, summary.unreadable) == (500, 1) and "more than 50 lines" in listed(tmp_path / "out.csv")[0][1]


def bytes_of(write: object) -> bytes:
    buffer = io.BytesIO()
    write(buffer)  # type: ignore[operator]
    return buffer.getvalue()


PARQUET = bytes_of(lambda b: pq.write_table(pa.table({"text": ["Thanks"] * 2_000, "n": range(2_000)}), b, row_group_size=500))
XLSX = bytes_of(lambda b: openpyxl.Workbook().save(b))
ZIPPED = bytes_of(lambda b: zipfile.ZipFile(b, "w").writestr("x.txt", "x"))
NOT_WHAT_ITS_NAME_SAYS = [
    ("Parquet as CSV", "x.csv", PARQUET, "NPG202", "rename it to x.parquet"),
    ("XLSX as CSV", "x.csv", XLSX, "NPG202", "rename it to x.xlsx"),
    ("CSV as XLSX", "x.xlsx", b"id,text\n1,a\n", "NPG202", "rename it to x.csv"),
    ("CSV as Parquet", "x.parquet", b"id,text\n1,a\n", "NPG202", "rename it to x.csv"),
    ("JSON Lines as CSV", "x.csv", b'{"text": "a"}\n', "NPG202", "rename it to x.jsonl"),
    ("CSV as JSON Lines", "x.jsonl", b"id,text\n1,a\n", "NPG202", "rename it to x.csv"),
    ("a list as JSON Lines", "x.jsonl", b'[{"text": "a"}]', "NPG202", "rename it to x.json"),
    ("old Excel", "x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "NPG202", "without a password"),
    ("old Excel by name", "x.xls", b"\xd0\xcf\x11\xe0", "NPG202", "export the comments"),
    ("gzip as CSV", "x.csv", gzip.compress(b"text\na\n"), "NPG202", "gunzip"),
    ("zip as XLSX", "x.xlsx", ZIPPED, "NPG202", "unpack it first"),
    ("PDF as CSV", "x.csv", b"%PDF-1.7\n", "NPG202", "export the comments as CSV"),
    ("web page as XLSX", "x.xlsx", b"<html><table></table></html>", "NPG202", "save it as .csv or .xlsx"),
    ("binary as CSV", "x.csv", bytes(range(256)) * 40, "NPG202", "binary data"),
    ("truncated Parquet", "x.parquet", PARQUET[: len(PARQUET) // 2], "NPG202", "cut off or damaged"),
    ("truncated XLSX", "x.xlsx", XLSX[: len(XLSX) // 2], "NPG202", "copy or export it again"),
    ("empty CSV", "x.csv", b"", "NPG203", "export the comments with a header"),
    ("empty JSON Lines", "x.jsonl", b"", "NPG203", "text column"),
    ("empty XLSX", "x.xlsx", XLSX, "NPG203", "first row"),
    ("no text column", "x.csv", b"id,words\n1,a\n", "NPG203", "--text COLUMN"),
    ("no text column in Parquet", "x.parquet", bytes_of(lambda b: pq.write_table(pa.table({"a": ["x"]}), b)), "NPG203", "--text COLUMN"),
    ("text column of numbers", "x.parquet", bytes_of(lambda b: pq.write_table(pa.table({"text": [1]}), b)), "NPG208", "int64"),
    ("no text column in JSON", "x.jsonl", b'{"a": 1}\n{"b": 2}\n', "NPG203", "--text COLUMN"),
    ("duplicated headers", "x.csv", b"text,text\na,b\n", "NPG203", "--text 'text (2)'"),
    ("duplicated headers in Parquet", "x.parquet", bytes_of(lambda b: pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"]), b)), "NPG203", "text (2)"),
    ("JSON without a list", "x.json", b'{"a": {"b": 1}}', "NPG202", "list of objects"),
    ("broken JSON", "x.json", b'{"a": [', "NPG202", "export it again"),
    ("quote open in the header", "x.csv", b'id,"text\n1,a\n', "NPG203", "close its quotation marks"),
]


@pytest.mark.parametrize(("name", "content", "code", "words"), [c[1:] for c in NOT_WHAT_ITS_NAME_SAYS], ids=[c[0] for c in NOT_WHAT_ITS_NAME_SAYS])
def test_files_that_cannot_be_used_say_the_cure(tmp_path: Path, moderator: Moderator, name: str, content: bytes, code: str, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataFileError) as caught:
        score_file(moderator, tmp_path / name, tmp_path / "out.csv")
    assert caught.value.code == code and words in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == [name]


def test_of_duplicated_headers_each_can_be_named(tmp_path: Path, moderator: Moderator) -> None:
    (tmp_path / "in.csv").write_text("text,text,id,id\nThanks,Fuck it,1,2\n", encoding="utf-8")
    for column, outcome in (("text", "allow"), ("text (2)", "removable")):
        summary = score_file(moderator, tmp_path / "in.csv", tmp_path / "out.csv", column)
        assert summary.outcomes[outcome] == 1 and "the header 'id' stands twice; the second is called 'id (2)'" in summary.text()
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("text,text (2),id,id (2),npg_outcome,")


def test_a_parquet_damaged_in_the_middle_gives_what_was_read(tmp_path: Path, moderator: Moderator) -> None:
    whole = tmp_path / "in.parquet"
    pq.write_table(pa.table({"text": [f"Thanks {n}" for n in range(40_000)]}), whole, row_group_size=10_000, compression="zstd", use_dictionary=False)
    start = pq.ParquetFile(whole).metadata.row_group(2).column(0).data_page_offset
    data = bytearray(whole.read_bytes())
    data[start : start + 2_000] = b"\xff" * 2_000
    whole.write_bytes(data)
    summary = score_file(moderator, whole, tmp_path / "out.csv")
    assert summary.rows >= 10_000 and summary.unreadable == 1 and "damaged from row" in listed(tmp_path / "out.csv")[0][1]
    assert texts(tmp_path / "out.csv") == [f"Thanks {n}" for n in range(summary.rows)]


def test_json_that_breaks_off_gives_what_was_read(tmp_path: Path, moderator: Moderator) -> None:
    (tmp_path / "in.json").write_text('[{"text": "Thanks"}, {"text": "Fuck it"}, {"te', encoding="utf-8")
    summary = score_file(moderator, tmp_path / "in.json", tmp_path / "out.csv")
    assert summary.rows == 2 and "the JSON breaks off after object 2" in listed(tmp_path / "out.csv")[0][1]


def test_formulas_merged_cells_and_errors_of_a_workbook(tmp_path: Path, moderator: Moderator) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["n", "text"], [1, "Thanks"], [2, '="Fu"&"ck"'], [3, "merged"], [4, None], [5, "#REF!"], [6, None], [7, "Bye"], [8, "a", "beyond"]):
        sheet.append(row)
    sheet["B6"].data_type = "e"
    sheet.merge_cells("B4:B5")
    book.create_sheet("more").append(["x"])
    book.save(tmp_path / "in.xlsx")
    summary = score_file(moderator, tmp_path / "in.xlsx", tmp_path / "out.csv")
    assert texts(tmp_path / "out.csv") == ["Thanks", "merged", "", "Bye"]
    assert [(line, words) for line, words in listed(tmp_path / "out.csv")] == [
        ("3", "a formula without a stored value; open the file in Excel and save it"),
        ("5", "part of the merged cells of rows 4 to 5; unmerge them in Excel"),
        ("6", "the cell holds the error #REF!; mend it in Excel"),
        ("9", "3 cells where the header has 2"),
    ]
    assert "not read: more (--sheet NAME reads another)" in summary.text()


def test_stored_values_of_formulas_are_read(tmp_path: Path, moderator: Moderator) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    cells = '<row r="1"><c r="A1" t="str"><v>text</v></c></row><row r="2"><c r="A2" t="str"><f>"Fu"&amp;"ck it"</f><v>Fuck it</v></c></row>'
    with zipfile.ZipFile(tmp_path / "empty.xlsx") as old, zipfile.ZipFile(tmp_path / "in.xlsx", "w") as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, re.sub(rb"<sheetData ?/>|<sheetData></sheetData>", f"<sheetData>{cells}</sheetData>".encode(), data) if item.endswith("sheet1.xml") else data)
    assert score_file(moderator, tmp_path / "in.xlsx", tmp_path / "out.csv").clauses == {"a": 1}


def test_a_sheet_can_be_named(tmp_path: Path, moderator: Moderator) -> None:
    book = openpyxl.Workbook()
    book.active.append(["cover", "page"])
    book.create_sheet("data").append(["text"])
    book["data"].append(["Thanks"])
    book.save(tmp_path / "in.xlsx")
    assert score_file(moderator, tmp_path / "in.xlsx", tmp_path / "out.csv").rows == 1
    with pytest.raises(DataFileError, match="did you mean 'data'"):
        score_file(moderator, tmp_path / "in.xlsx", tmp_path / "out.csv", sheet="date")


@pytest.mark.parametrize("name", ["in.csv", "in.jsonl", "in.parquet"])
def test_cells_of_ten_megabytes(tmp_path: Path, moderator: Moderator, name: str) -> None:
    long = "Thank you all. " * 700_000 + "Fuck it"
    source = tmp_path / name
    if name.endswith("csv"):
        source.write_text(f'text\nThanks\n"{long}"\n', encoding="utf-8")
    elif name.endswith("jsonl"):
        source.write_text(json.dumps({"text": "Thanks"}) + "\n" + json.dumps({"text": long}) + "\n", encoding="utf-8")
    else:
        pq.write_table(pa.table({"text": ["Thanks", long]}), source)
    summary = score_file(moderator, source, tmp_path / "out.xlsx")
    assert summary.clauses == {"a": 1} and "1 cell(s) held more than Excel's 32,767 characters" in summary.text()
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").active["A3"].value
    assert len(cell) == 32_767 and cell.endswith(" [cut]")
    assert score_file(moderator, source, tmp_path / "out.csv").rows == 2 and texts_length(tmp_path / "out.csv") == len(long)


def texts_length(path: Path) -> int:
    csv.field_size_limit(64_000_000)
    return max(map(len, texts(path)))


def test_a_cell_beyond_the_limit_is_told_and_the_rest_is_read(tmp_path: Path, moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_csv, "_LIMIT", 1_000)
    (tmp_path / "in.csv").write_text("text\n" + '"' + "x" * 900 + "\n" + "y" * 900 + '"\nThanks\n', encoding="utf-8")
    score_file(moderator, tmp_path / "in.csv", tmp_path / "out.csv")
    assert "more than 1,000 characters" in listed(tmp_path / "out.csv")[0][1] and texts(tmp_path / "out.csv")[-1] == "Thanks"


def test_control_characters_in_a_workbook(tmp_path: Path, moderator: Moderator) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "a\\u0007b\\ud800"}\n', encoding="utf-8")
    summary = score_file(moderator, tmp_path / "in.jsonl", tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").active["A2"].value == "a\ufffdb\\ud800" and "control characters" in summary.text()


def test_a_full_sheet_goes_on_in_another(tmp_path: Path, moderator: Moderator, monkeypatch: pytest.MonkeyPatch) -> None:
    from npguidelines.batch import write_xlsx

    monkeypatch.setattr(write_xlsx, "_ROWS", 3)
    (tmp_path / "in.csv").write_text("text\na\nb\nc\nd\ne\n", encoding="utf-8")
    score_file(moderator, tmp_path / "in.csv", tmp_path / "out.xlsx")
    assert [[r[0].value for r in s.iter_rows()] for s in openpyxl.load_workbook(tmp_path / "out.xlsx")] == [["text", "a", "b"], ["text", "c", "d"], ["text", "e"]]


def test_an_output_that_cannot_be_written(tmp_path: Path, moderator: Moderator) -> None:
    source = tmp_path / "in.csv"
    source.write_text("text\na\n", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for target, words in ((tmp_path / "file" / "out.csv", "choose another -o"), (tmp_path / "out.docx", "choose -o out.csv"), (source, "choose another -o")):
        with pytest.raises(DataFileError, match=words) as caught:
            score_file(moderator, source, target)
        assert caught.value.code == "NPG205"
    assert source.read_text(encoding="utf-8") == "text\na\n"


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission(tmp_path: Path, moderator: Moderator) -> None:
    (tmp_path / "in.csv").write_text("text\na\n", encoding="utf-8")
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(DataFileError, match="NPG205"):
        score_file(moderator, tmp_path / "in.csv", tmp_path / "locked" / "out.csv")


FULL = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)); from npguidelines.cli.main import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.skipif(os.name != "posix", reason="needs limits of the file size")
@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.parquet", "out.xlsx"])
def test_a_full_disk(tmp_path: Path, name: str) -> None:
    """The system refuses to write more than 40 kB, as a full disk does."""
    lines = "".join(f"Thanks {n} {n * 7919 % 100_003:x} {n * 104_729 % 1_000_003:x}\n" for n in range(6_000))
    (tmp_path / "in.csv").write_text("text\n" + lines, encoding="utf-8")
    (tmp_path / name).write_text("the result of yesterday", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", FULL, "score", str(tmp_path / "in.csv"), "-o", str(tmp_path / name)], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "NPG205" in done.stderr and "free the disk" in done.stderr and "Traceback" not in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["in.csv", name])
    assert (tmp_path / name).read_text(encoding="utf-8") == "the result of yesterday"


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
def test_a_run_that_is_stopped_leaves_nothing(tmp_path: Path, ask: signal.Signals, jobs: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(f'{{"text": "Thanks {n}, and kill the noise {n}"}}\n' for n in range(60_000)), encoding="utf-8")
    target = tmp_path / "out" / "v.jsonl"
    run = subprocess.Popen([sys.executable, "-m", "npguidelines.cli.main", "score", str(source), "-o", str(target), "--jobs", jobs], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(p.stat().st_size for p in target.parent.glob(".v.jsonl.*.part")):
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    run.send_signal(ask)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 2 and "nothing half-written was left" in err and "Traceback" not in err and not out
    assert list(target.parent.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminated"])
@pytest.mark.parametrize("lost", ["turned into another error", "swallowed"])
def test_an_interruption_that_a_library_loses_still_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ask: signal.Signals, lost: str) -> None:
    """pydantic turns a `KeyboardInterrupt` in Python code that it calls into an error of its own; a finalizer drops it."""

    def write(*_: object) -> None:
        try:
            os.kill(os.getpid(), ask)
            time.sleep(5)
        except KeyboardInterrupt as error:
            if lost == "swallowed":
                return
            raise ValueError(repr(error)) from error

    (tmp_path / "in.jsonl").write_text('{"text": "Thanks"}\n', encoding="utf-8")
    monkeypatch.setattr("npguidelines.batch.write_json.JsonWriter.write", write)
    before = signal.getsignal(ask)
    assert main(["score", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl")]) == 2
    assert "nothing half-written was left" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"] and signal.getsignal(ask) is before


@pytest.mark.parametrize(("package", "name"), [("pyarrow", "x.parquet"), ("openpyxl", "x.xlsx"), ("ijson", "x.json")])
def test_what_is_not_installed_is_named_with_its_extra(tmp_path: Path, moderator: Moderator, monkeypatch: pytest.MonkeyPatch, package: str, name: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    content = {"pyarrow": PARQUET, "openpyxl": XLSX, "ijson": b'[{"text": "a"}]'}[package]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MissingExtraError, match=rf'{package}.*pip install "npguidelines\[batch\]"'):
        score_file(moderator, tmp_path / name, tmp_path / "out.csv")
    if package != "ijson":
        (tmp_path / "in.csv").write_text("text\na\n", encoding="utf-8")
        with pytest.raises(MissingExtraError):
            score_file(moderator, tmp_path / "in.csv", tmp_path / f"out{Path(name).suffix}")
    assert not [p for p in tmp_path.iterdir() if p.name.startswith((".", "out"))]


def test_on_a_terminal_the_text_column_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_text("id,words\n1,Fuck it\n", encoding="utf-8")
    arguments = ["score", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv")]
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    for answer, code in (("words", 0), ("", 2), ("wrds", 2)):
        monkeypatch.setattr("builtins.input", lambda _, given=answer: given)
        assert main(arguments) == code
    assert "did you mean 'words'" in capsys.readouterr().err


def test_workbooks_damaged_inside(tmp_path: Path, moderator: Moderator) -> None:
    book = openpyxl.Workbook()
    book.active.append(["text"])
    for n in range(200):
        book.active.append([f"Thanks {n}"])
    book.save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as old, zipfile.ZipFile(tmp_path / "in.xlsx", "w") as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, data[: len(data) // 2] if item.endswith("sheet1.xml") else data)
    summary = score_file(moderator, tmp_path / "in.xlsx", tmp_path / "out.csv")
    assert 50 < summary.rows < 200 and "the sheet is damaged after row" in listed(tmp_path / "out.csv")[0][1]
