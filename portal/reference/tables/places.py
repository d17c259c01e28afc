"""Rows of the region: municipalities, postal codes, offices, railway stations."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from portal.reference.codes import Confidence
from portal.reference.loading import Row, split_by


@dataclass(frozen=True)
class Municipality(Row):
    """A municipality by its AGS (eight digits), with its centre in degrees.

    Source: Destatis, dl-de/by-2-0: to be named wherever it is shown.
    """

    FILE: ClassVar = "municipalities.csv"
    KEY: ClassVar = ("ags",)

    ags: str
    name: str
    type: str
    kreis_key: str
    kreis: str
    lat: float
    lon: float
    area_km2: Decimal
    population_2019_12_31: int | None
    population_zensus_2022_05_15: int | None
    population_2015_12_31: int | None
    postal_codes: tuple[str, ...] = field(metadata=split_by(" "))
    km_from_heinsberg: Decimal
    jobcenter_office: str
    office_source: str
    in_kreis_heinsberg: bool
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class PostalCode(Row):
    """A postal code within a municipality, with the middle of that area in degrees.

    Source: OpenStreetMap contributors, ODbL: to be named wherever it is shown.
    """

    FILE: ClassVar = "postal_codes.csv"
    KEY: ClassVar = ("plz", "ags")

    plz: str
    place: str
    ags: str
    kreis: str
    lat: float
    lon: float
    coord_source: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class Office(Row):
    """An office of the Integration Point, an authority or a partner, and what it can receive."""

    FILE: ClassVar = "offices.csv"
    KEY: ClassVar = ("office_key",)

    office_key: str
    name: str
    body_kind: str
    can_receive: tuple[str, ...]
    role_2015: str
    street: str
    postal_code: str
    town: str
    ags: str
    phone: str
    area: str
    lat: float | None
    lon: float | None
    note: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class RailStation(Row):
    """A railway station and the lines that stop there."""

    FILE: ClassVar = "rail_stations.csv"
    KEY: ClassVar = ("station",)

    station: str
    municipality_ags: str
    lines: tuple[str, ...] = field(metadata=split_by(" "))
    note: str
    source: str
    confidence: Confidence
