"""Writes the seed corpus: the sample mailbox under each way of reading, and a few shapes that mail rarely has."""

import pathlib
import sys

target = pathlib.Path(sys.argv[1])
target.mkdir(parents=True, exist_ok=True)
root = pathlib.Path(__file__).resolve().parent.parent.parent
mails = sorted((root / "Samples/maildir").glob("*/*")) + sorted((root / "Tests/Fuzz/cases").glob("*"))
for number, mail in enumerate(mails):
    content = mail.read_bytes()[:8000]
    (target / f"message-{number}").write_bytes(b"\x00" + content)
    if number % 4 == 0:
        body = content.split(b"\n\n", 1)[-1]
        for way in (3, 4, 5, 0x0D, 7):
            (target / f"text-{way}-{number}").write_bytes(bytes([way]) + body)
for label in ("utf-7", "utf-16", "utf-16le", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "shift_jis", "gb18030", "big5",
              "euc-kr", "euc-jp", "koi8-r", "windows-1258", "tis-620", "x-user-defined"):
    (target / f"charset-{label}").write_bytes(b"\x06" + label.encode() + b"\n\x1b$B$3\x1b(B+AGE-~{VP~}\xff\xfe\x00a\x82\xa0")
