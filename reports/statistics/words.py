"""What each method does, in one plain sentence for the page it is used on."""

from typing import Literal

from reports.statistics.change import Verdict
from reports.statistics.control import Rule
from reports.statistics.funnel import Zone

Method = Literal[
    "mean",
    "pooled",
    "share",
    "median",
    "shrinkage",
    "ranks",
    "close",
    "funnel",
    "dispersion",
    "change",
    "movers",
    "sets",
    "control",
    "ewma",
    "slope",
    "season",
    "mix",
    "severity",
    "agreement",
    "icc",
    "reliability",
    "best",
    "improved",
    "consistent",
    "shortfall",
    "drivers",
]

METHOD_WORDS: dict[Method, str] = {
    "mean": "The bar shows where the true score very likely lies: the fewer visits and the more "
    "they differ, the wider it is.",
    "pooled": "With one or two visits a branch's own spread says nothing, so the usual spread "
    "between visits of one branch is used.",
    "share": "The range shows how far the share may be off by chance with so few visits.",
    "median": "Half of the visits waited less than the median, half more; one very long wait "
    "does not move it.",
    "shrinkage": "Few visits are partly luck, so such a branch is drawn towards the average of "
    "its peers; the score as measured stands beside it.",
    "ranks": "The rank range holds the places that the branch may well have; where ranges "
    "overlap, the order may be luck.",
    "close": "Too close to call: the visits do not tell which of the two is better.",
    "funnel": "Between the lines lies what chance alone does; with more visits the lines come "
    "closer together.",
    "dispersion": "Branches differ more than chance alone would make them, so the lines are set "
    "wider, and only truly unusual branches fall outside.",
    "change": "“Real” means: a change this large would seldom come about by chance; everything "
    "smaller is “within noise”.",
    "movers": "With many branches some always move by chance, so the bar is higher here: of the "
    "movers named, about one in twenty is a false alarm at most.",
    "sets": "Both sets count each branch alike; waves are compared over the branches that were "
    "visited in both.",
    "control": "A point outside the dashed lines, or a named pattern, is more than the usual up "
    "and down.",
    "ewma": "The smoothed line gives recent waves more weight and shows small lasting changes "
    "sooner.",
    "slope": "The slope is the middle of the changes between all pairs of waves, so a single odd "
    "wave does not bend it.",
    "season": "Compared with the same wave of last year, so that the season does not look like a "
    "change.",
    "mix": "Worked out as if every branch had been visited at the same times of day and through "
    "the same channels.",
    "severity": "How many points an auditor gives less than the others at the same branches; "
    "known only where auditors share branches.",
    "agreement": "How far two auditors agree on the same visit beyond what chance would give; 1 "
    "is full agreement.",
    "icc": "How much of the difference between totals lies in the visits and not in who scored "
    "them; 1 is perfect.",
    "reliability": "How much of the difference between branches is real and would show again with "
    "new visits; 1 is all of it.",
    "best": "Ordered by how likely each branch is truly among the best, so that one lucky visit "
    "does not win.",
    "improved": "Only rises beyond noise count; in some waves there is none.",
    "consistent": "Ordered by how large the spread may be at worst; it takes at least three "
    "visits.",
    "shortfall": "Sorted by gap to target times weight: what costs the most points comes first.",
    "drivers": "Items that were met far more often in visits with a good outcome than in those "
    "with a poor one; this alone does not prove a cause.",
}

VERDICT_WORDS: dict[Verdict, str] = {
    "real": "Real",
    "within noise": "Within noise",
    "not comparable": "Not comparable",
}
ZONE_WORDS: dict[Zone, str] = {
    "below 99.8": "Far below what chance does",
    "below 95": "Below what chance usually does",
    "inside": "Within chance",
    "above 95": "Above what chance usually does",
    "above 99.8": "Far above what chance does",
}
RULE_WORDS: dict[Rule, str] = {
    "beyond limits": "Outside the limits",
    "two of three": "Two of three waves far from the middle",
    "run of eight": "Eight waves in a row on one side of the middle",
    "six in one direction": "Six waves in a row rising or falling",
}


def explain(method: Method) -> str:
    """Return the sentence that explains a method, in English, which is its key for translation."""
    return METHOD_WORDS[method]
