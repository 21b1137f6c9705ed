"""Files in which people keep examples: JSON lines, a list in JSON, CSV, Parquet; and what to do with others."""

import csv
import importlib
import io
import json
import re
import sys

from llm_edu.errors import CourseError
from llm_edu.files import LARGEST, parse_json, read_file
from llm_edu.finetuning.example_formats import NEEDED, keys_of

LONGEST_LINE = 1_000_000    # bytes: some 400 pages
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UNPACK = "is packed: unpack it first"
SAVE_AS_CSV = "open it in Excel or LibreOffice, and save the sheet as CSV UTF-8"
SAVE_AS_UTF8 = "is text in UTF-16 or UTF-32: save it as UTF-8, which editors offer under Save as"
OTHERS = {    # how files of other kinds begin, whatever their name is
    b"PK\x03\x04": f"is an Excel workbook, or another zip file: {SAVE_AS_CSV}",
    b"\xd0\xcf\x11\xe0": f"is a file of an older Excel or Word: {SAVE_AS_CSV}", b"%PDF": "is a PDF, not examples",
    b"\x1f\x8b": UNPACK, b"BZh": UNPACK, b"\xfd7zXZ": UNPACK, b"\x28\xb5\x2f\xfd": UNPACK, b"7z\xbc\xaf": UNPACK,
    b"\xff\xfe": SAVE_AS_UTF8, b"\xfe\xff": SAVE_AS_UTF8, b"ARROW1": "is an Arrow file: save it as Parquet or as JSONL",
}
COLUMNS = [keys for way, keys in NEEDED.items() if way not in ("messages", "conversations")]    # of which CSV has cells


def read_contents(path):
    """What a file of examples holds: (what they are counted by: "line", "example" or "row"; [(number, content), …])

    content: the JSON of an example, or a ValueError that says why it cannot be read
    Raises CourseError for a file that cannot be read at all.
    """
    if path.is_dir():
        raise CourseError(f"{path} is a folder: name a file in it, or join its files into one.")
    try:
        content = read_file(path).removeprefix(BYTE_ORDER_MARK)
    except FileNotFoundError:
        raise CourseError(f"there is no file {path}") from None
    except (OSError, ValueError) as problem:
        raise CourseError(f"{path} cannot be read: {problem}") from None
    if content.startswith(b"PAR1"):
        return "row", parquet_rows(path)
    for beginning, told in OTHERS.items():
        if content.startswith(beginning):
            raise CourseError(f"{path} {told}.")
    if b"\0" in content[:1000]:
        raise CourseError(f"{path} is not text, or text of another kind than UTF-8: save it as UTF-8.")
    if content.lstrip()[:1] == b"[":
        return "example", json_list(path, content)
    first = re.match(rb"[^\r\n]*", content.lstrip()[:10_000])[0]
    delimiter = None if first.startswith(b"{") else delimiter_of(first)
    if delimiter is not None:
        return "line", csv_rows(path, content, delimiter)
    if path.suffix.lower() in (".csv", ".tsv"):
        raise CourseError(f"{path}: its first line should name the columns, among them "
                          f"{'; or '.join(' and '.join(keys) for keys in COLUMNS)}. It is: "
                          f"{first[:100].decode('utf-8', 'replace')}")
    return "line", [(number, parsed_line(line)) for number, line in enumerate(content.split(b"\n"), start=1)
                    if line.strip()]


def parsed_line(written):
    """The JSON of a line, or a ValueError that says what keeps it from being that."""
    try:
        return parsed(written)
    except ValueError as problem:
        return problem


def parsed(written):
    """The JSON of a line; ValueError says what keeps it from being JSON."""
    if len(written) > LONGEST_LINE:
        raise ValueError(f"it is too long: {len(written):,} bytes, {LONGEST_LINE:,} at most; cut it into several")
    try:
        return parse_json(written)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text: save the file as UTF-8") from None
    except json.JSONDecodeError as problem:
        told = f"it is not JSON: {problem.msg}, at character {problem.pos + 1}{hint(written.strip())}"
        raise ValueError(told) from None
    except ValueError as problem:
        raise ValueError(f"it is not JSON: {problem!s:.100}") from None


def hint(written):
    """What to do with a line that is not JSON, if its beginning and end tell; otherwise nothing."""
    if written in (b"[", b"{", b"]", b"}"):
        return " (every line should hold an object of its own)"
    if written.startswith(b"{"):
        return " (remove the comma after it)" if written.endswith(b"},") else ""
    a_text = not written.startswith((b"[", b"]", b"}", b'"'))
    return ' (a text needs a line such as {"text": "Whales are mammals."})' if a_text else ""


def json_list(path, content):
    """The items of a file that is one list."""
    try:
        found = parse_json(content)
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8 text: save it as UTF-8.") from None
    except json.JSONDecodeError as problem:
        raise CourseError(f"{path} begins as a list in JSON, but is not one: {problem.msg}, in line {problem.lineno} "
                          f"at character {problem.colno}.") from None
    except ValueError as problem:
        raise CourseError(f"{path} begins as a list in JSON, but is not one: {problem!s:.100}.") from None
    return list(enumerate(found, start=1))


def delimiter_of(first):
    """What parts the columns of a file of which this is the first line; None where it names none that are known.

    >>> delimiter_of(b"id;Prompt;Completion"), delimiter_of(b"question,answer")
    (';', None)
    """
    for delimiter in ",;\t":
        names = column_names(first.decode("utf-8", "replace"), delimiter)
        if any(set(keys) <= set(names) for keys in COLUMNS):
            return delimiter
    return None


def column_names(line, delimiter):
    """The names in a line, in small letters, without white space around them."""
    return [name.strip().lower() for names in csv.reader([line], delimiter=delimiter) for name in names]


def csv_rows(path, content, delimiter):
    """The rows of a CSV file below its first line, each under the number of the line in which it begins."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8 text: in Excel save it as CSV UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names, rows, line = None, [], 1
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                pass
            elif names is None:
                names = [name.strip().lower() for name in cells]
                if doubled := sorted(name for name in set(names) if name and names.count(name) > 1):
                    raise CourseError(f"{path} has two columns with the name {doubled[0]!r:.60}: rename one.")
            elif len(cells) != len(names):
                rows.append((line, ValueError(f"it has {len(cells)} cells, and there are {len(names)} columns: put "
                                              f"a cell with a {delimiter!r} in it between quotation marks")))
            else:
                rows.append((line, dict(zip(names, cells, strict=True))))
            line = reader.line_num + 1
    except csv.Error as problem:
        raise CourseError(f"{path} is not a whole CSV file: {problem}, in the row that begins in line {line}. "
                          "Is a quotation mark missing there, or a cell longer than this?") from None
    return rows


def parquet_rows(path):
    """The rows of a Parquet file, by pyarrow where that is installed: the course does not need it otherwise."""
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise CourseError(f"{path} is a Parquet file, and pyarrow, which reads such files, is not installed. Run "
                          f"`{sys.executable} -m pip install pyarrow`") from None
    errors = importlib.import_module("pyarrow").ArrowException
    try:
        with parquet.ParquetFile(path) as file:
            groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
            if sum(group.total_byte_size for group in groups) > LARGEST:
                raise ValueError(f"it is larger than {LARGEST:,} bytes when unpacked")
            names = file.schema_arrow.names
            if not any(set(keys) <= set(names) for keys in NEEDED.values()):
                raise ValueError(f"its columns are {keys_of(names)}, and should be "
                                 f"{'; or '.join(' and '.join(keys) for keys in NEEDED.values())}")
            return list(enumerate(file.read().to_pylist(), start=1))
    except (errors, OSError, ValueError) as problem:
        raise CourseError(f"{path} cannot be read: {problem!s:.300}") from None
