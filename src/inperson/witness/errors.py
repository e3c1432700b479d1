"""Why a witness does not sign, or cannot."""

from inperson.core import InpersonError


class WitnessRefusal(InpersonError):
    """The witness does not sign the checkpoint."""

    code = "witness_refusal"


class LogUntrusted(WitnessRefusal):
    """The witness does not know the log of that origin."""

    code = "witness_log_unknown"


class CheckpointUnsigned(WitnessRefusal):
    """No key that the witness trusts for the log signed the checkpoint."""

    code = "witness_checkpoint_unsigned"


class SizeConflict(WitnessRefusal):
    """The witness signed another size last, or another state of this size."""

    code = "witness_size_conflict"

    def __init__(self, size: int) -> None:
        super().__init__(f"The witness signed size {size} last.")
        self.size = size


class GrowthUnproved(WitnessRefusal):
    """The hashes do not prove that the log grew out of what the witness signed last."""

    code = "witness_growth_unproved"


class ErasuresFewer(WitnessRefusal):
    """The log says that it has fewer erasures than the witness has seen."""

    code = "witness_erasures_fewer"


class WitnessBroken(InpersonError):
    """What the witness keeps is missing or damaged, so it signs nothing."""

    code = "witness_broken"


class WitnessExists(InpersonError):
    """There is a witness in the folder already."""

    code = "witness_exists"
