"""`emulation new`: a province's package, and a campaign file with its cases, to begin with."""

from emulation_core.scaffold.names import CampaignName, campaign_name, province_name
from emulation_core.scaffold.write import Words, campaign_files, package_files, put, words_of

__all__ = [
    "CampaignName",
    "Words",
    "campaign_files",
    "campaign_name",
    "package_files",
    "province_name",
    "put",
    "words_of",
]
