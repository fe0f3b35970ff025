"""ProperDocs, the fork of MkDocs; in a process of its own, as it takes MkDocs' place in one."""

from __future__ import annotations

import pytest

from tests.site import Site

pytest.importorskip("properdocs")


@pytest.fixture
def site(site: Site) -> Site:
    """With a theme that comes with MkDocs and ProperDocs alike."""
    return site.theme("material", font=False)


def test_the_plugin_works_there_unchanged(site: Site) -> None:
    site.page("It has << params: Llama 3.1 70B >>.\n\n<< breakdown: 70B >>")
    built = site.plugin("search").run("properdocs", "--strict")
    assert built.exit_code == 0, built.log
    built.shows("It has 70.6B.").has('<tr data-part="attention">').has("paramsize-workings")
    built.has("assets/paramsize/paramsize.").lacks("<style")


def test_a_wrong_marker_is_told_and_fails_a_strict_build(site: Site) -> None:
    built = site.page("# A\n\nOf << params: x >> or << params: 7B >>.").run(
        "properdocs", "--strict"
    )
    assert built.exit_code != 0
    assert "index.md:3: << params: x >>: no model called 'x'" in built.warnings[0]


def test_a_wrong_option_stops_the_build(site: Site) -> None:
    built = site.page("# A").options(modles="docs").run("properdocs")
    assert built.exit_code != 0
    assert any("did you mean 'models'?" in line for line in built.log)
