"""What a benchmark found: each figure beside its reference, and what it should reach."""

import datetime
import os
import platform
import statistics
from dataclasses import asdict, dataclass


@dataclass
class Figure:
    name: str
    unit: str
    ours: float
    limit: float | None = None  # ours may be at most this
    reference_name: str = ""
    reference: float | None = None
    at_least: float | None = None  # ours / reference
    at_most: float | None = None  # ours / reference
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return None if not self.reference else self.ours / self.reference

    @property
    def reached(self) -> bool:
        if self.limit is not None and self.ours > self.limit:
            return False
        if self.at_least is not None and (self.ratio or 0) < self.at_least:
            return False
        return self.at_most is None or (self.ratio is not None and self.ratio <= self.at_most)

    @property
    def wanted(self) -> str:
        if self.limit is not None:
            return f"<= {number(self.limit)}"
        if self.at_least is not None:
            return f">= {self.at_least:g}x"
        if self.at_most is not None:
            return f"<= {self.at_most:g}x"
        return ""

    def __str__(self) -> str:
        text = f"{self.name}: {number(self.ours)} {self.unit}"
        if self.reference is not None:
            text += f"; {self.reference_name}: {number(self.reference)}; ratio {self.ratio:.2f}x"
        if self.wanted:
            text += f" (wanted {self.wanted}: {'reached' if self.reached else 'MISSED'})"
        return text + (f" [{self.note}]" if self.note else "")

    def row(self) -> str:
        reference = "" if self.reference is None else number(self.reference)
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        verdict = "" if not self.wanted else ("yes" if self.reached else "**no**")
        return (f"| {self.name} | {number(self.ours)} {self.unit} | {self.reference_name} | "
                f"{reference} | {ratio} | {self.wanted} | {verdict} |")

    def as_dict(self) -> dict:
        return asdict(self)


def number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def median(values: list[float]) -> float:
    return statistics.median(values)


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB of memory, "
            f"Linux {platform.release().split('-')[0]}")


def today() -> str:
    return datetime.date.today().isoformat()


def show(figures: list[Figure]) -> None:
    for figure in figures:
        print(figure, flush=True)
