"""Debian's Chromium, driven by its own driver."""

import base64
import json
import os
import pathlib
import shutil

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service

AXE = os.environ.get("AXE_SCRIPT", "")


def open_browser(width=1440, height=900, dark=False, javascript=True, language="en"):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
                     "--disable-background-networking", "--disable-component-update", "--no-first-run",
                     f"--lang={language}", f"--window-size={width},{height}"):
        options.add_argument(argument)
    preferences = {"intl.accept_languages": language}
    if not javascript:
        preferences["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", preferences)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or "/usr/bin/chromedriver"))
    driver.set_page_load_timeout(60)
    look(driver, width, height, dark)
    return driver


def look(driver, width, height, dark):
    """Gives the page this size, and the palette that somebody prefers."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})


def speak(driver, language):
    """Asks for pages in this language from now on."""
    driver.execute_cdp_cmd("Emulation.setUserAgentOverride", {
        "userAgent": driver.execute_script("return navigator.userAgent"), "acceptLanguage": language})


def crushed(driver):
    """Words of ours that are broken inside, and texts in a column of a few pixels: a layout that has fallen apart."""
    return driver.execute_script("""
        const found = new Set(), range = document.createRange();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode());) {
          const parent = node.parentElement, text = node.data.trim();
          if (!text || !parent.checkVisibility({visibilityProperty: true})) continue;
          const box = parent.getBoundingClientRect();
          if (box.width <= 2 || box.right <= 0) continue;
          if (text.length > 20 && box.width < 40) found.add(text.slice(0, 40));
          if (!parent.closest('h1, h2, label, legend, button, th, dt, .button, .mark')) continue;
          for (const word of node.data.matchAll(/(?<!\\p{L})\\p{L}{4,24}(?!\\p{L})/gu)) {
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(rect => Math.round(rect.top))).size > 1) found.add(word[0]);
          }
        }
        return [...found];""")


def violations(driver):
    """What axe finds, a line each; frames of received mail are not ours to mend."""
    driver.execute_script(pathlib.Path(AXE).read_text())
    found = driver.execute_async_script("""
        const done = arguments[arguments.length - 1];
        axe.run({exclude: [['iframe']]}, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
           .then(result => done(result.violations), error => done([{id: String(error), nodes: []}]));""")
    return [
        f"{one['id']}: {one.get('help', '')}: " + "; ".join(str(node["target"]) for node in one["nodes"][:4])
        for one in found]


def overflow(driver):
    """By how many pixels the page can be scrolled sideways."""
    return driver.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth")


def requests(driver):
    """The URLs asked for since the last call."""
    urls = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            urls.append(message["params"]["request"]["url"])
    return urls


def whole_page(driver, file):
    """A picture of the whole page, however long."""
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    picture = driver.execute_cdp_cmd("Page.captureScreenshot", {
        "captureBeyondViewport": True,
        "clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}})
    pathlib.Path(file).write_bytes(base64.b64decode(picture["data"]))


def by_text(driver, selector, text):
    """The first element of a selector that shows a text."""
    for _ in range(5):
        try:
            for element in driver.find_elements(By.CSS_SELECTOR, selector):
                if text in element.text and element.is_displayed():
                    return element
            return None
        except StaleElementReferenceException:
            # A live page replaced it meanwhile.
            continue
    return None


def field(driver, label):
    """The field that a label names."""
    for element in driver.find_elements(By.TAG_NAME, "label"):
        if element.text.strip().rstrip("*").strip().startswith(label):
            target = element.get_attribute("for")
            if target:
                return driver.find_element(By.ID, target)
            return element.find_element(By.CSS_SELECTOR, "input, textarea, select")
    raise AssertionError(f"no field {label!r} on {driver.current_url}")


def fill(driver, label, text):
    element = field(driver, label)
    element.clear()
    element.send_keys(text)
    return element


def press(driver, text):
    """Presses the button or link that shows a text."""
    element = by_text(driver, "button, a, input[type=submit], summary", text)
    if not element:
        raise AssertionError(f"nothing to press says {text!r} on {driver.current_url}:\n{page_text(driver)[:1500]}")
    element.click()


def page_text(driver):
    return driver.execute_script("return document.body.innerText")
