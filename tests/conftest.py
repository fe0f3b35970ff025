"""What every test may ask for: the programs outside Python, and one way to do without them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.site import Site

# Read when Material is imported: its notice about MkDocs 2 would stand in every captured log.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

# The time of one example says more about the machine than about the code.
settings.register_profile("paramsize", deadline=None)
settings.load_profile("paramsize")


def program(*names: str) -> Path:
    """The first program of these on the PATH; else the test is skipped, or fails in CI."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    reason = f"needs {' or '.join(names)} on the PATH"
    if os.environ.get("PARAMSIZE_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason}, and PARAMSIZE_REQUIRE_BROWSER=1 forbids skipping", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser that pages are tried in."""
    return program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def node() -> Path:
    """The JavaScript engine that our script is compared with Python in."""
    return program("node", "nodejs")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A new site, with our plugin on."""
    return Site(tmp_path)
