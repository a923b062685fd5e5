"""What the published patterns are called elsewhere: suggestions for an analyst, never a statement about anybody.

ATT&CK techniques are those of Enterprise 17, DISARM's those of its snapshot of February 2025.  Techniques that say that
a persona is fabricated or impersonates somebody (DISARM T0143) are left to people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ATTACK = "mitre-attack"
DISARM = "DISARM"


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique of a published framework."""

    framework: str
    """Name of the source as STIX external references use it."""
    id: str
    name: str

    @property
    def url(self) -> str | None:
        """Its page, where the framework has one for each."""
        if self.framework != ATTACK:
            return None
        return f"https://attack.mitre.org/techniques/{self.id.replace('.', '/')}"


_PERSONA = Technique(ATTACK, "T1585.001", "Establish Accounts: Social Media Accounts")
_ELICITING = Technique(ATTACK, "T1598.001", "Phishing for Information: Spearphishing Service")
_BY_SERVICE = Technique(ATTACK, "T1566.003", "Phishing: Spearphishing via Service")
_RECRUITER = Technique(DISARM, "T0097.106", "Recruiter Persona")

BY_TEMPLATE: Mapping[str, tuple[Technique, ...]] = {
    "fake-headhunter": (_PERSONA, _ELICITING, _RECRUITER),
    "positive-asia-girl": (_PERSONA, _ELICITING),
    "consulting-front": (_PERSONA, _ELICITING),
    "conference-invite": (_PERSONA, _ELICITING),
    "dream-job": (_PERSONA, _BY_SERVICE, _RECRUITER),
}
"""By the id of the pattern."""

BY_CHECK: Mapping[str, tuple[Technique, ...]] = {
    "same-picture": (Technique(DISARM, "T0145.001", "Copy Account Imagery"),),
    "near-text": (Technique(DISARM, "T0144.002", "Persona Template"),),
    "lookalike-domain": (Technique(DISARM, "T0149.003", "Lookalike Domain"),),
    "domain-age": (Technique(ATTACK, "T1583.001", "Acquire Infrastructure: Domains"),),
}
"""By the id of the check that made a finding."""
