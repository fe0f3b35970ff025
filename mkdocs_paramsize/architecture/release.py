"""What a release holds of its architecture: most hold all of it, some have another head or none.

The field `architectures` names the class that the weights were saved from. Source of its forms:
the classes of each models/*/modeling_*.py in Hugging Face transformers 5.23.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.model import Architecture

HEADLESS: Final = "Model"
CLASSIFIERS: Final = (
    "ForSequenceClassification",
    "ForTokenClassification",
    "ForQuestionAnswering",
    "ForRewardModel",
    "ForProcessRewardModel",
)
HALF: Final = "EncoderModel"
WITH_HEAD: Final = frozenset({"chatglm"})
"""Families of remote code whose class with a head is called `*Model` too."""


def held(config: Config, model: Architecture) -> Architecture:
    """The architecture as the release holds it: what else it holds is named, and it has no
    output head where its class has none.

    Raises ConfigError for the encoder of an encoder-decoder, which is half a model.
    """
    beside = uncounted(config)
    if beside and beside != model.left_out[-1:]:
        model = replace(model, left_out=(*model.left_out, *beside))
    family, name = config.text("model_type"), next(iter(config.classes()), "")
    rest = _after(family, name)
    if rest == HALF:
        raise config.error(
            f"architectures is {name}, an encoder without its decoder; only whole models of "
            f"the family {family} are counted here"
        )
    if not model.decoder or family in WITH_HEAD or rest not in (HEADLESS, *CLASSIFIERS):
        return model
    kept = tuple(tensor for tensor in model.tensors if tensor.component != "lm_head")
    told = "head" if rest == HEADLESS else "classifier"
    return replace(model, tensors=kept, left_out=(*model.left_out, told))


SEEING: Final = ("vision_config", "visual")
OTHER_MEDIA: Final = (
    "audio_config",
    "audio_encoder_config",
    "backbone_config",
    "qformer_config",
    "speech_config",
    "talker_config",
)


def uncounted(config: Config) -> tuple[str, ...]:
    """What a release holds beside the text model that is counted, by the configs inside its own:
    a vision tower, or modules for other media.

    >>> uncounted(Config({"vision_config": {}})), uncounted(Config({"audio_config": {}}))
    (('vision',), ('media',))
    """
    if any(map(config.has, OTHER_MEDIA)):
        return ("media",)
    return ("vision",) if any(map(config.has, SEEING)) else ()


def _after(family: str, name: str) -> str:
    """What follows the family's name in that of a class; empty where another name begins it.

    >>> _after("gemma3_text", "Gemma3TextModel"), _after("llama", "LlavaModel")
    ('Model', '')
    """
    folded = family.replace("_", "").replace("-", "")
    return name[len(folded) :] if name.lower().startswith(folded) else ""
