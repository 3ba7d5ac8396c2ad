"""The dashboard in a real browser: signing up, working a ticket, keyboard, access, weight, and without scripts."""

import json
import os
import pathlib
import select
import socket
import time
import unittest

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import (by_text, crushed, field, fill, look, open_browser, overflow, page_text, press, requests, speak,
                     violations, whole_page)
from desk import Desk, wait_for

PICTURES = pathlib.Path(os.environ.get("SERVICEDESK_PICTURES", "screenshots"))
PASSWORD = "correct horse battery"
SIZES = [(320, 640), (768, 1024), (1440, 900)]

desk = None
driver = None


def setUpModule():
    global desk, driver
    desk = Desk(report_form=True).start()
    driver = open_browser()
    PICTURES.mkdir(parents=True, exist_ok=True)


def tearDownModule():
    if driver:
        driver.quit()
    if desk:
        desk.end()


def open_page(path):
    driver.get(desk.url + path)


def photograph(name, path, palettes=(False, True), sizes=SIZES):
    """The page at each width in both palettes; and what is wrong: scrolled sideways, or with words broken apart."""
    wrong = []
    for dark in palettes:
        for width, height in sizes:
            look(driver, width, height, dark)
            open_page(path)
            whole_page(driver, PICTURES / f"{name}-{width}-{'dark' if dark else 'light'}.png")
            if overflow(driver) > 0:
                wrong.append(f"{name} at {width}: {overflow(driver)} px too wide")
            wrong += [f"{name} at {width}: crushed: {word}" for word in crushed(driver)]
    look(driver, 1440, 900, False)
    return wrong


def keys(*pressed):
    ActionChains(driver).send_keys(*pressed).perform()


class A_SignUp(unittest.TestCase):
    """The one-time link, the first password, and an inbox that explains itself."""

    def test_1_link_leads_to_an_inbox_that_explains_itself(self):
        self.assertIsNotNone(desk.link, "serve printed no link")
        driver.get(desk.link)
        wrong = photograph("first-run", desk.link.removeprefix(desk.url))
        self.assertEqual(wrong, [])
        self.assertEqual(violations(driver), [])
        fill(driver, "Sign-in name", "ines")
        fill(driver, "Name", "Ines Duarte")
        fill(driver, "E-mail", "ines@team.example")
        fill(driver, "Password", PASSWORD)
        driver.find_element(By.CSS_SELECTOR, "main button[type=submit], main button:not([type])").click()
        wait_for(lambda: "support@velomont.example" in page_text(driver), 10, "the empty inbox")
        self.assertIn("ingest", page_text(driver))
        self.assertEqual(photograph("empty", "/"), [])

    def test_2_the_link_works_once(self):
        driver.get(desk.link)
        self.assertNotIn("Password", [label.text for label in driver.find_elements(By.TAG_NAME, "label")])

    def test_3_sign_out_and_in(self):
        open_page("/")
        press(driver, "Sign out")
        wait_for(lambda: "/sign-in" in driver.current_url, 10, "the sign-in page")
        self.assertEqual(photograph("sign-in", "/sign-in"), [])
        self.assertEqual(violations(driver), [])
        fill(driver, "Name or e-mail", "ines")
        fill(driver, "Password", "wrong password")
        press(driver, "Sign in")
        wait_for(lambda: "do not match" in page_text(driver), 10, "the refusal")
        fill(driver, "Password", PASSWORD)
        press(driver, "Sign in")
        wait_for(lambda: driver.current_url.rstrip("/") == desk.url, 10, "the inbox")


class B_Story(unittest.TestCase):
    """A mail comes in, is worked by keyboard, answered, resolved, and reopened by its requester."""

    def test_1_a_mail_appears_in_an_open_inbox(self):
        desk.mail("greta@holm.example", "Door code", "What is the code of the side door?", name="Greta Holm")
        wait_for(lambda: desk.run("list", "--json").strip(), 20, "the first ticket")
        open_page("/")
        wait_for(lambda: "Live" in page_text(driver), 10, "the live indicator")
        driver.execute_script("window.isStillHere = true")
        began = time.monotonic()
        type(self).message_id = desk.mail(
            "ana@cafenorte.example", "[urgent] Checkout fails with 502", "Every card payment ends with 502.",
            name="Ana Lima", headers=["Authentication-Results: mx.velomont.example; dmarc=pass header.from=cafenorte.example"])
        wait_for(lambda: "Checkout fails with 502" in page_text(driver), 10, "the new ticket in the open inbox")
        took = time.monotonic() - began
        print(f"a mail in the maildir was in the open inbox after {took:.2f} s")
        self.assertTrue(driver.execute_script("return window.isStillHere === true"), "the page was loaded anew")
        self.assertLess(took, 10)
        row = by_text(driver, "tr, [role=row], li", "Checkout fails with 502")
        self.assertIn("High", row.text)

    def test_2_the_received_notice_arrives_at_the_sink(self):
        notice = wait_for(lambda: desk.sink.find("ana@cafenorte.example", "[SD-2]"), 20, "the received notice")
        self.assertIn("Auto-Submitted: auto-replied", notice)

    def test_3_assigned_by_keyboard(self):
        open_page("/")
        body = driver.find_element(By.TAG_NAME, "body")
        body.send_keys("j")
        body.send_keys("i")
        wait_for(lambda: "Checkout" in desk.run("list", "--assignee", "ines", "--json"), 10, "the assignment")
        open_page("/")
        driver.find_element(By.TAG_NAME, "body").send_keys("j", Keys.ENTER)
        wait_for(lambda: "/tickets/2" in driver.current_url, 10, "the ticket, opened by Enter")
        self.assertIn("Every card payment ends with 502.", page_text(driver))

    def test_4_who_wrote_is_verified(self):
        open_page("/tickets/2")
        mark = driver.find_element(By.CSS_SELECTOR, ".msg-incoming .flag.verified")
        self.assertEqual(mark.text, "Sender verified")
        self.assertEqual(mark.get_attribute("title"), "mx.velomont.example: dmarc=pass for cafenorte.example")

    def test_4_why_it_is_high(self):
        open_page("/tickets/2")
        self.assertIn("Why is this high?", page_text(driver))
        self.assertIn("[urgent]", page_text(driver))

    def test_5_reply(self):
        open_page("/tickets/2?compose=reply")
        text = driver.find_element(By.CSS_SELECTOR, "form textarea[name=text]")
        text.send_keys("Good morning Ana,\nwe are looking into it.")
        press(driver, "Send reply")
        wait_for(lambda: "we are looking into it." in page_text(driver), 10, "the reply in the conversation")
        reply = wait_for(lambda: desk.sink.find("we are looking into it."), 20, "the reply at the sink")
        self.assertIn("To: Ana Lima <ana@cafenorte.example>", reply)
        wait_for(lambda: (driver.refresh(), "Delivered to" in page_text(driver))[1], 20, "what became of the reply")
        type(self).reply = reply

    def test_6_resolve_with_the_text_of_the_notice(self):
        open_page("/tickets/2?compose=resolve")
        driver.find_element(By.CSS_SELECTOR, "form textarea[name=text]").send_keys("The certificate was rolled back.")
        press(driver, "Resolve ticket")
        wait_for(lambda: '"status":"resolved"' in desk.run("show", "2", "--json"), 10, "the resolution")
        self.assertTrue(wait_for(lambda: desk.sink.find("The certificate was rolled back."), 20, "the resolved notice"))

    def test_7_an_answer_reopens_and_appears(self):
        open_page("/tickets/2")
        wait_for(lambda: "Live" in page_text(driver), 10, "the live indicator")
        ours = next(line for line in self.reply.splitlines() if line.lower().startswith("message-id:"))
        desk.mail("ana@cafenorte.example", "Re: [SD-2] Checkout fails", "It fails again.", name="Ana Lima",
                  headers=[f"In-Reply-To: {ours.split(':', 1)[1].strip()}"])
        wait_for(lambda: "It fails again." in page_text(driver), 15, "the answer in the open ticket")
        self.assertIn('"status":"open"', desk.run("show", "2", "--json"))

    def test_9_bulk_and_undo(self):
        for number in range(3):
            desk.mail(f"p{number}@shop.example", f"Order {number} is late", "Where is it?")
        wait_for(lambda: desk.run("list", "--json").count('"id"') >= 5, 20, "three more tickets")
        open_page("/")
        for box in driver.find_elements(By.CSS_SELECTOR, "input[type=checkbox][name=ticket]")[:3]:
            driver.execute_script("arguments[0].click()", box)
        chosen = [box.get_attribute("value")
                  for box in driver.find_elements(By.CSS_SELECTOR, "input[type=checkbox][name=ticket]:checked")]
        before = desk.run("list", "--json", "--priority", "low").count('"id"')
        press(driver, "Priority…")
        press(driver, "Low")
        wait_for(lambda: desk.run("list", "--json", "--priority", "low").count('"id"') > before, 10, "the bulk action")
        press(driver, "Undo")
        wait_for(lambda: desk.run("list", "--json", "--priority", "low").count('"id"') == before, 10, "the undo")
        self.assertEqual(len(chosen), 3)


HTML = """<html><head><meta http-equiv="refresh" content="0;url=https://evil.example/"><base href="https://evil.example/">
</head><body onload="parent.document.title='owned'"><h1 style="color:#639">Café Norte</h1>
<script>parent.document.title='owned'</script><img src="https://evil.example/pixel.png" onerror="top.location='x'">
<img src="cid:logo@x"><a href="javascript:alert(1)">here</a><form action="https://evil.example/"><input name=a></form>
<table><tr><td>88 340</td><td>Visa</td></tr></table></body></html>"""


class C_Pages(unittest.TestCase):
    """Every page: axe, sideways scrolling, hostile mail, weight, and nothing asked for outside."""

    @classmethod
    def setUpClass(cls):
        hostile = '"><script>document.title="owned"</script><img src=x onerror=document.title="owned">'
        desk.mail("eve@evil.example", hostile, hostile, name="<b>Eve</b>")
        desk.mail("html@shop.example", "An order in HTML", HTML, headers=[
            "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8"], name="Café Norte")
        desk.mail("long@shop.example", "Long " + "word" * 1200, "x" * 3000, name="N" * 300)
        boundary = "b0b"
        desk.mail("file@shop.example", "Files of all kinds", f"""--{boundary}
Content-Type: text/plain

See the files.

On Wed, 25 Nov 2026 at 10:00, Ines wrote:
> line one
> line two
--{boundary}
Content-Type: image/svg+xml; name="../../evil.svg"
Content-Disposition: attachment; filename="../../evil.svg"

<svg xmlns="http://www.w3.org/2000/svg"><script>top.document.title='owned'</script></svg>
--{boundary}
Content-Type: text/html; name="a.html"
Content-Disposition: attachment; filename="a very long name of a file that has to be cut in the middle so that its ending stays.html"

<script>top.document.title='owned'</script>
--{boundary}--""", headers=["Authentication-Results: mx.velomont.example; dmarc=fail", "MIME-Version: 1.0",
                              f"Content-Type: multipart/mixed; boundary={boundary}"])
        wait_for(lambda: desk.run("list", "--json", "--limit", "0").count('"id"') >= 8, 30, "the tickets")
        cls.tickets = {
            word: desk.run("search", word, "--json", "--status", "all").split('"id":"SD-')[1].split('"')[0]
            for word in ("HTML", "Files", "Long")}

    def pages(self):
        return {
            "inbox": "/", "search": "/?q=order", "search-wrong": "/?q=is%3Aoverdu+zzzz", "mine": "/?assignee=me",
            "ticket": "/tickets/2", "ticket-note": "/tickets/2?compose=note", "ticket-resolve": "/tickets/2?compose=resolve",
            "ticket-html": f"/tickets/{self.tickets['HTML']}", "ticket-files": f"/tickets/{self.tickets['Files']}",
            "ticket-long": f"/tickets/{self.tickets['Long']}", "new": "/tickets/new", "report": "/report",
            "reports": "/reports", "health": "/health", "help": "/help", "account": "/account", "operators": "/operators",
            "missing": "/tickets/999999",
        }

    def test_1_axe_finds_nothing_in_light_and_dark(self):
        found = []
        for name, path in self.pages().items():
            for dark in (False, True):
                for width, height in ((1440, 900), (320, 640)):
                    look(driver, width, height, dark)
                    open_page(path)
                    found += [f"{name} {width} {'dark' if dark else 'light'}: {one}" for one in violations(driver)]
        look(driver, 1440, 900, False)
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_2_pictures_and_nothing_scrolls_sideways(self):
        wrong = []
        for name, path in self.pages().items():
            wrong += photograph(name, path)
        speak(driver, "de")
        for name in ("inbox", "ticket", "ticket-resolve", "new", "report", "reports", "health", "account"):
            wrong += photograph(name + "-german", self.pages()[name], [False], [SIZES[0], SIZES[-1]])
        speak(driver, "en")
        self.assertEqual(wrong, [], "\n" + "\n".join(wrong))

    def test_3_no_word_of_mail_is_executed(self):
        for path in self.pages().values():
            open_page(path)
            self.assertNotIn("owned", driver.title, path)
            self.assertEqual(driver.current_url.split("?")[0].rstrip("/"), (desk.url + path).split("?")[0].rstrip("/"))
        serious = [entry for entry in driver.get_log("browser") if "Uncaught" in entry["message"]]
        self.assertEqual(serious, [])

    def test_4_nothing_is_asked_for_outside(self):
        driver.get_log("performance")
        for path in self.pages().values():
            open_page(path)
        foreign = [url for url in requests(driver) if not url.startswith((desk.url, "data:", "about:", "chrome"))]
        self.assertEqual(foreign, [])

    def test_5_the_first_page_weighs_little(self):
        driver.get_log("performance")
        driver.execute_cdp_cmd("Network.enable", {})
        driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        open_page("/")
        total = 0
        for entry in driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.loadingFinished":
                total += int(message["params"]["encodedDataLength"])
        print(f"the inbox and all that it needs: {total / 1000:.1f} kB over the wire")
        self.assertGreater(total, 1000)
        self.assertLess(total, 50_000)


class D_Keyboard(unittest.TestCase):
    """Everything can be reached by Tab, and what has the focus is seen."""

    def test_the_focus_is_seen_at_every_stop(self):
        for path in ("/", "/tickets/2", "/tickets/new", "/reports", "/health"):
            open_page(path)
            first = None
            for stop in range(60):
                keys(Keys.TAB)
                state = driver.execute_script("""
                    const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
                    return {id: e.outerHTML.slice(0, 120), tag: e.tagName,
                            ring: [s, getComputedStyle(e, '::after'), getComputedStyle(e.closest('tr, li, label') || e)].some(
                                s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none'),
                            seen: r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight}""")
                if state["tag"] in ("BODY", "HTML"):
                    break
                if stop == 0:
                    first = state["id"]
                self.assertTrue(state["ring"] or state["tag"] == "IFRAME", f"{path}: no ring on {state['id']}")
                self.assertTrue(state["seen"], f"{path}: out of sight: {state['id']}")
            self.assertIn("#content", first or "", f"{path}: the first stop is not the way to the content")


class E_WithoutScripts(unittest.TestCase):
    """The same desk with JavaScript off: creates, replies, resolves."""

    def test_all_that_matters_works(self):
        global driver
        kept, driver = driver, open_browser(javascript=False)
        try:
            open_page("/sign-in")
            fill(driver, "Name or e-mail", "ines")
            fill(driver, "Password", PASSWORD)
            press(driver, "Sign in")
            wait_for(lambda: "/sign-in" not in driver.current_url, 30, "the inbox after signing in")
            open_page("/tickets/new")
            fill(driver, "Requester’s e-mail", "carla@shop.example")
            fill(driver, "Subject", "Called about her order")
            fill(driver, "What happened?", "She wants to know when it comes.")
            press(driver, "Create ticket")
            wait_for(lambda: "/tickets/new" not in driver.current_url, 10, "the new ticket's page")
            self.assertIn("Called about her order", page_text(driver))
            number = driver.current_url.split("/tickets/")[1].split("?")[0].split("#")[0]
            open_page(f"/tickets/{number}?compose=reply")
            driver.find_element(By.CSS_SELECTOR, "form textarea[name=text]").send_keys("It comes tomorrow.")
            press(driver, "Send reply")
            wait_for(lambda: "compose" not in driver.current_url or "It comes" in page_text(driver), 10, "the answer")
            wait_for(lambda: "It comes tomorrow." in desk.run("show", number, "--json"), 10, "the reply")
            open_page(f"/tickets/{number}?compose=resolve")
            driver.find_element(By.CSS_SELECTOR, "form textarea[name=text]").send_keys("Delivered.")
            press(driver, "Resolve ticket")
            wait_for(lambda: '"status":"resolved"' in desk.run("show", number, "--json"), 10, "the resolution")
            self.lose_an_update()
        finally:
            driver.quit()
            driver = kept


    def lose_an_update(self):
        """Somebody changes the ticket while an answer is typed: it is refused, and what was typed stays."""
        open_page("/tickets/2?compose=reply")
        driver.find_element(By.CSS_SELECTOR, "form textarea[name=text]").send_keys("My long answer.")
        desk.run("operator", "add", "tom", "--name", "Tom Okafor", "--address", "tom@team.example", "--as", "ines")
        desk.run("priority", "2", "low", "--as", "tom")
        press(driver, "Send reply")
        wait_for(lambda: "changed while you were writing" in page_text(driver), 10, "the conflict")
        kept = driver.find_element(By.CSS_SELECTOR, "form textarea[name=text]").get_attribute("value")
        self.assertIn("My long answer.", kept)
        self.assertNotIn("My long answer.", desk.run("show", "2", "--json"))
        press(driver, "Send anyway")
        wait_for(lambda: "My long answer." in desk.run("show", "2", "--json"), 10, "the reply, sent anyway")


class F_Report(unittest.TestCase):
    """The public form."""

    def test_a_report_becomes_a_ticket_and_its_writer_hears_of_it(self):
        global driver
        kept, driver = driver, open_browser()
        try:
            open_page("/report")
            press(driver, "Send report")
            wait_for(lambda: driver.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]"), 10, "an error beside a field")
            fill(driver, "Your name", "Nora Quist")
            fill(driver, "Your e-mail", "nora@shop.example")
            fill(driver, "Subject", "The pump leaks")
            fill(driver, "What happened?", "Since yesterday.")
            time.sleep(3)
            press(driver, "Send report")
            wait_for(lambda: desk.sink.find("nora@shop.example", "The pump leaks"), 20, "the received notice")
        finally:
            driver.quit()
            driver = kept


class G_Wire(unittest.TestCase):
    """What no browser sends, on the wire itself."""

    def test_broken_requests_are_the_senders_fault(self):
        head = b"POST /sign-in HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n"
        log = (desk.folder / "serve.log").read_text()
        for chunk in (b"zz\r\n", b"F" * 17 + b"\r\n", b"0\r\n" + b"x: y\r\n" * 2000 + b"\r\n"):
            with socket.create_connection(("127.0.0.1", desk.port), timeout=20) as wire:
                wire.sendall(head + chunk)
                self.assertTrue(wire.recv(4096).startswith(b"HTTP/1.1 400 "), chunk[:20])
        with socket.create_connection(("127.0.0.1", desk.port), timeout=20) as wire:
            wire.sendall(b"POST /sign-in HTTP/1.1\r\nHost: desk\r\nContent-Length: 1000\r\n\r\nname=")
        self.assertEqual(desk.get("/healthz")[0], 200)
        self.assertNotIn("error", (desk.folder / "serve.log").read_text().removeprefix(log))

    def test_slow_reports_of_one_client_keep_nobody_else_out(self):
        slow = [socket.create_connection(("127.0.0.1", desk.port), timeout=20) for _ in range(6)]
        for wire in slow:
            wire.sendall(b"POST /report HTTP/1.1\r\nHost: desk\r\nContent-Length: 100000\r\n\r\nname")
        wait_for(lambda: any(select.select(slow, [], [], 0)[0]), 10, "the refusal of those that are too many")
        with socket.create_connection(("127.0.0.1", desk.port), timeout=20, source_address=("127.0.0.2", 0)) as wire:
            wire.sendall(b"POST /report HTTP/1.1\r\nHost: desk\r\nContent-Length: 4\r\n\r\nname")
            self.assertFalse(wire.recv(4096).startswith(b"HTTP/1.1 429 "))
        for wire in slow:
            wire.close()


class H_End(unittest.TestCase):
    def test_sigterm_ends_it_with_success_though_somebody_is_slow(self):
        sending = socket.create_connection(("127.0.0.1", desk.port), timeout=20)
        sending.sendall(b"POST /sign-in HTTP/1.1\r\nHost: desk\r\nContent-Length: 1000000\r\n\r\nname=")
        unread = socket.create_connection(("127.0.0.1", desk.port), timeout=20)
        unread.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: desk\r\n\r\n" * 200)
        time.sleep(1)
        begun = time.monotonic()
        self.assertEqual(desk.stop(), 0)
        self.assertLess(time.monotonic() - begun, 9, "it waited for those who do nothing until its patience ended")
        sending.close()
        unread.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
