"""What a release holds of its architecture: most hold all of it, some have another head or none.

The field `architectures` names the class that the weights were saved from. Source of its forms:
the classes of each models/*/modeling_*.py in Hugging Face transformers 5.23.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.model import Architecture, LeftOut
from mkdocs_paramsize.architecture.prediction import predicts
from mkdocs_paramsize.architecture.registry import ADAPTERS
from mkdocs_paramsize.errors import UnknownArchitectureError

HEADLESS: Final = "Model"
CLASSIFIERS: Final = (
    "ForSequenceClassification",
    "ForTokenClassification",
    "ForQuestionAnswering",
    "ForRewardModel",
    "ForProcessRewardModel",
)
WHOLE: Final = (
    "ForCausalLM",
    "ForConditionalGeneration",
    "ForMaskedLM",
    "ForPreTraining",
    "LMHeadModel",
)
"""What a class with the usual output head is called behind its family's name."""

HALF: Final = "EncoderModel"
HALVES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("t5", "mt5", "umt5"), "ForTokenClassification"),
    "whisper": "ForCausalLM",
}
"""Classes that hold one side of an encoder-decoder beside a head that others have whole."""

WITH_HEAD: Final = frozenset({"chatglm"})
"""Families of remote code whose class with a head is called `*Model` too."""

_ENCODER: Final = "an encoder without its decoder"
_HEAD: Final = re.compile(r"(?:For|LMHead)(?=[A-Z])\w*$")
_DRAFTS: Final = re.compile(r"Draft|Eagle|EAGLE|Medusa|MTP|NextN|Speculator")
"""What the names of models are made of that only draft for another, and share its tables."""


def held(config: Config, model: Architecture) -> Architecture:
    """The architecture as the release holds it: what else it holds is named, and it has no
    output head where its class has none.

    Raises ConfigError for the encoder of an encoder-decoder, which is half a model, and
    UnknownArchitectureError for a class whose head is not known.
    """
    if model.decoder and config.text("model_type") in ADAPTERS:
        refuse_other_heads(config)
    if predicts(config):
        model = replace(model, left_out=(*model.left_out, "mtp"))
    beside = uncounted(config)
    if beside and beside != model.left_out[-1:]:
        model = replace(model, left_out=(*model.left_out, *beside))
    family, name = config.text("model_type"), next(iter(config.classes()), "")
    rest = _after(family, name)
    if rest in (HALF, HALVES.get(family)):
        half = "a decoder without its encoder" if rest == "ForCausalLM" else _ENCODER
        raise config.error(
            f"architectures is {name}, {half}; only whole models of the family {family} are "
            "counted here"
        )
    if not model.decoder or family in WITH_HEAD or rest not in (HEADLESS, *CLASSIFIERS):
        return model
    kept = tuple(tensor for tensor in model.tensors if tensor.component != "lm_head")
    told: LeftOut = "head" if rest == HEADLESS else "classifier"
    return replace(model, tensors=kept, left_out=(*model.left_out, told))


def refuse_other_heads(config: Config) -> None:
    """Raise UnknownArchitectureError for a class that is no usual one of a decoder.

    A name that says nothing of a head, such as GritLM or MiniCPMV, is let pass.
    """
    for name in config.classes():
        head = _HEAD.search(name)
        if _DRAFTS.search(name):
            why = "a model that drafts for another"
        elif head is not None and head[0] not in (*WHOLE, *CLASSIFIERS):
            why = f"a class with a head, {head[0][:60]}, whose tensors are not known here"
        else:
            continue
        raise UnknownArchitectureError(
            f"{config.place}: architectures is {name[:60]}, {why}; counted are those that end "
            f"in {', '.join((*WHOLE, *CLASSIFIERS))} or Model, so write one of these where the "
            "weights are those of it"
        )


SEEING: Final = ("vision_config", "visual")
OTHER_MEDIA: Final = (
    "audio",
    "audio_config",
    "audio_encoder_config",
    "backbone_config",
    "qformer_config",
    "speech_config",
    "talker_config",
)


def uncounted(config: Config) -> tuple[LeftOut, ...]:
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
