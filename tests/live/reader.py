"""What a reader of a live page does and sees."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def dial(page: Page, name: str) -> Locator:
    """The first control over an input."""
    return page.locator(f"[data-dial={name}] .paramsize-control").first


def enter(page: Page, name: str, text: str) -> None:
    """Type into a dial and be done."""
    dial(page, name).focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def change(page: Page, name: str, text: str) -> None:
    """Choose a value, or type it where any may be typed."""
    if dial(page, name).evaluate("control => control.localName") == "select":
        dial(page, name).select_option(text)
    else:
        enter(page, name, text)
    settled(page)


def settled(page: Page) -> None:
    """Wait until a change has been said and stands in the address."""
    page.wait_for_timeout(600)


def numbers(page: Page) -> dict[str, str]:
    """Every number of the page that follows a dial, by its key; those of hidden rows left out."""
    return dict(
        page.evaluate(
            """() => [...document.querySelectorAll('[data-live]')]
            .filter(element => !element.closest('[hidden]'))
            .map(element => [element.dataset.live, element.textContent])"""
        )
    )


def content(page: Page) -> str:
    """All that the article says, controls and what the script adds left out."""
    return str(
        page.evaluate(
            """() => { const copy = document.querySelector('article').cloneNode(true);
            const added = '[hidden], select, input, datalist, aside, .paramsize-tools, script,' +
              '.paramsize-status';
            copy.querySelectorAll(added).forEach(element => element.remove());
            const drawn = [...copy.querySelectorAll('desc')].map(desc => desc.textContent);
            return [copy.innerText, ...drawn].join(' ').replace(/\\s+/g, ' '); }"""
        )
    )


def status(page: Page) -> str:
    return page.locator(".paramsize-status").inner_text()
