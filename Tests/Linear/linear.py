#!/usr/bin/env python3
"""Doubles inputs made to exhaust a parser, and compares how many instructions each takes: never more than twice as many.

usage: linear.py PROGRAM [-v] [CASE]

Instructions are counted by valgrind, which gives the same count each time: no clock is read. What the program does before
it looks at a message is taken off by an empty one.
"""
import concurrent.futures, os, re, shutil, subprocess, sys, tempfile

SIZE = 12_000
MOST = 2.2


def repeated(piece, head=b"", tail=b""):
    """An input of a piece over and over."""
    return lambda size: head + piece * (size // len(piece)) + tail


def numbered(piece, head=b"", tail=b""):
    """The same with a number in each piece, so that no two are alike."""
    return lambda size: head + b"".join(piece % number for number in range(size // (len(piece) + 3))) + tail


def header(name, piece, closing=b""):
    return repeated(piece, name + b": ", closing + b"\n\nx\n")


def body(piece, *fields, tail=b""):
    return repeated(piece, b"Subject: x\n" + b"".join(field + b"\n" for field in fields) + b"\n", tail)


def html(piece, tail=b""):
    return body(piece, b"Content-Type: text/html; charset=utf-8", tail=tail)


def plain(piece):
    return body(piece, b"Content-Type: text/plain; charset=utf-8")


def encoded(name, piece):
    return body(piece, b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: " + name)


def charset(name, piece):
    return body(piece, b"Content-Type: text/plain; charset=" + name)


MIXED = b"Content-Type: multipart/mixed; boundary=b"
REPORT = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b"
CASES = {
    # Headers
    "a header of many fields": numbered(b"X-%d: y\n", tail=b"\nx"),
    "one field folded over and over": repeated(b"\n y", b"Subject: x", b"\n\nx"),
    "a header without an end": repeated(b"X: y\n"),
    "a field without a colon": repeated(b"x", b"", b"\n\n"),
    "comments that open": header(b"To", b"("),
    "comments that open and close": header(b"To", b"()"),
    "quotes that open": header(b"To", b'"'),
    "backslashes": header(b"To", b"\\", b'"'),
    "groups": header(b"To", b"a:;,"),
    "angle brackets": header(b"To", b"<"),
    "addresses": header(b"To", b"a@b.c,"),
    "names without an address": header(b"To", b"abc, "),
    "commas": header(b"Cc", b","),
    "at signs": header(b"From", b"@"),
    "encoded words": header(b"Subject", b"=?utf-8?q?a?= "),
    "beginnings of encoded words": header(b"Subject", b"=?utf-8?q?"),
    "equals and question marks": header(b"Subject", b"=?"),
    "encoded words that split a character": header(b"Subject", b"=?utf-8?b?4g==?= =?utf-8?b?gpM=?= "),
    "references": numbered(b"<%d@x>", b"References: ", b"\n\nx"),
    "references that never close": header(b"References", b"<a"),
    "parameters": numbered(b"; p%d=x", b"Content-Type: text/plain", b"\n\nx"),
    "continuations": numbered(b"; filename*%d=x", b"Content-Disposition: attachment", b"\n\nx"),
    "continuations that are encoded": numbered(b"; filename*%d*=%%41", b"Content-Disposition: attachment", b"\n\nx"),
    "Received fields": repeated(b"Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\n", tail=b"\nx"),
    "a date of many words": header(b"Date", b"Mon, "),
    # Structure
    "parts": body(b"--b\n\nx\n", MIXED),
    "empty parts": body(b"--b\n", MIXED),
    "lines that nearly are a boundary": body(b"--bb\n--\n--c\n", MIXED),
    "parts after the end": body(b"--b--\n", MIXED),
    "multiparts in multiparts": lambda size: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(size // 50)),
    "messages in messages": repeated(b"Content-Type: message/rfc822\n\n"),
    "multiparts side by side": numbered(
        b"--b\nContent-Type: multipart/mixed; boundary=%d\n\n", b"Content-Type: multipart/mixed; boundary=b\n\n"),
    # Encodings
    "base64 of junk": encoded(b"base64", b"*"),
    "base64 joined end to end": encoded(b"base64", b"QQ==\n"),
    "quoted-printable of equals signs": encoded(b"quoted-printable", b"="),
    "quoted-printable of soft breaks": encoded(b"quoted-printable", b"=\n"),
    "quoted-printable of blanks": encoded(b"quoted-printable", b" "),
    "uuencode": encoded(b"x-uuencode", b"begin 644 a\n#0V%T\n"),
    "escapes of ISO-2022-JP": charset(b"iso-2022-jp", b"\x1b$B\x1b(B"),
    "UTF-7": charset(b"utf-7", b"+-+AOk"),
    "bytes that are no UTF-8": charset(b"utf-8", b"\xff\xc3"),
    "flowed lines": body(b"> a \n>> b \n", b"Content-Type: text/plain; format=flowed; delsp=yes"),
    # Text for people
    "tags": html(b"<b>"),
    "tags that nest": html(b"<div><blockquote>"),
    "tables": html(b"<table><tr><td>a"),
    "lists": html(b"<ul><li>a"),
    "angle brackets in HTML": html(b"<"),
    "comments in HTML": html(b"<!--"),
    "a comment that never ends": repeated(b"a -", b"Content-Type: text/html\n\n<!--"),
    "attributes": repeated(b" a='b'", b"Content-Type: text/html\n\n<p", b">x"),
    "quotes in an attribute": repeated(b"'\"", b"Content-Type: text/html\n\n<p title=", b">x"),
    "references of HTML": html(b"&amp;&#x41;&"),
    "styles that never end": html(b"<style>a"),
    "scripts that never end": html(b"<script>"),
    "links": html(b"<a href=http://a.example/>a</a>"),
    "quoted lines": plain(b"> a\n"),
    "quotes that nest": plain(b">"),
    "lines that begin a quote": plain(b"On Mon, 1 Jan 2024 at 10:00, A <a@b.c> wrote:\n"),
    "lines that nearly begin a quote": plain(b"On Mon, 1 Jan 2024\n"),
    "marks of a signature": plain(b"-- \na\n"),
    "headers of Outlook": plain(b"From: A\nSent: Monday\nTo: B\nSubject: c\n\n"),
    "blanks": plain(b" "),
    "line breaks": plain(b"\r"),
    # Reports
    "recipients of a report": repeated(
        b"Final-Recipient: rfc822; a@b.c\nAction: failed\nStatus: 5.1.1\n\n",
        b"Subject: x\n" + REPORT + b"\n\n--b\nContent-Type: message/delivery-status\n\n", b"--b--\n"),
    "failures in a text": body(b"<a@b.c>: host x said: 550 5.1.1 no such user\n", b"From: MAILER-DAEMON@x"),
    "attributes of winmail.dat": repeated(
        b"\x01\x03\x90\x06\x00\x04\x00\x00\x00" + bytes(6),
        b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\x01\x00"),
}


def instructions(program, data, folder, name):
    path = os.path.join(folder, name + ".eml")
    with open(path, "wb") as file:
        file.write(data)
    run = subprocess.run(
        ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", program, "inspect", "--json",
         path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    counted = re.search(rb"I\s+refs:\s+([\d,]+)", run.stderr)
    if run.returncode != 0 or not counted:
        raise SystemExit(f"{name}: ended with {run.returncode}\n{run.stderr.decode(errors='replace')[-2000:]}")
    return int(counted[1].replace(b",", b""))


def main():
    chosen = [word for word in sys.argv[2:] if word != "-v"]
    cases = {case: make for case, make in CASES.items() if not chosen or case in chosen}
    with tempfile.TemporaryDirectory() as folder:
        # Without the debug information, which valgrind cannot read.
        program = os.path.join(folder, "servicedesk")
        subprocess.run(["strip", "--strip-debug", "-o", program, sys.argv[1]], check=True)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            empty = pool.submit(instructions, program, b"Subject: x\n\nx\n", folder, "nothing")
            runs = {(case, size): pool.submit(instructions, program, make(size), folder, f"{number}-{size}")
                    for number, (case, make) in enumerate(cases.items()) for size in (SIZE, 2 * SIZE)}
        start, failed = empty.result(), 0
        for case in cases:
            once, twice = (runs[case, size].result() - start for size in (SIZE, 2 * SIZE))
            ratio = twice / max(once, 1)
            # What takes next to nothing, since a limit cuts it short, has no ratio worth a word.
            isFine = ratio <= MOST or twice < 20 * SIZE
            failed += not isFine
            if not isFine or "-v" in sys.argv:
                print(f"{case:44}{once:14,}{twice:14,}{ratio:7.2f}{'' if isFine else '  more than twice'}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
