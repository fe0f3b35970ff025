"""Names to entries: the models that come with the package, and those of the site."""

from __future__ import annotations

from mkdocs_paramsize.catalogue.catalogue import Catalogue
from mkdocs_paramsize.catalogue.model import Model, ModelRecord
from mkdocs_paramsize.catalogue.own import OwnModels

__all__ = ["Catalogue", "Model", "ModelRecord", "OwnModels"]
