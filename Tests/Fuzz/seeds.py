"""Writes the seed corpus: the sample mailbox under each way of reading, and a few shapes that mail rarely has."""

import pathlib
import struct
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


imap = (b'* OK [UIDVALIDITY 7] x\r\n* 3 FETCH (UID 7 FLAGS (\\Seen) RFC822.SIZE 5 INTERNALDATE "26-Nov-2026 08:56:12 +0100"'
        b' BODY[]<0> {5}\r\na(\r\n) X "y\\"" NIL)\r\n* LIST () "." ""\r\n* 2 EXPUNGE\r\n+ go\r\ns1 NO [TRYCREATE] no\r\n')
(target / "imap").write_bytes(b"\x15" + imap)
(target / "imap-cut").write_bytes(b"\x1D" + imap)


def attribute(name, level, data):
    """An attribute of a TNEF stream: level, name, type, length, data, checksum (which nobody holds against it)."""
    return struct.pack("<BHHI", level, name, 0, len(data)) + data + b"\0\0"


def properties(*values):
    """A block of MAPI properties of variable length."""
    block = struct.pack("<I", len(values))
    for kind, name, value in values:
        block += struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return block


outlook = b"".join([
    attribute(0x9007, 1, struct.pack("<II", 1251, 0)), attribute(0x8004, 1, b"subject\0"),
    attribute(0x9003, 1, properties((0x1F, 0x1000, "text".encode("utf-16le")), (0x102, 0x1013, b"<p>html"))),
    attribute(0x9002, 2, b"\0" * 14), attribute(0x8010, 2, b"A.TXT\0"), attribute(0x800F, 2, b"file"),
    attribute(0x9005, 2, properties((0x1E, 0x3707, b"a long name.txt\0"), (0x1E, 0x3712, b"cid\0"))),
])
(target / "tnef").write_bytes(b"\x0E" + outlook)
page = b'<body background="http://a/b"><a href="//c" style="color:red;background:url(d)"><img src="cid:a"><img src=http://e>'
(target / "page").write_bytes(b"\x0B" + page)
