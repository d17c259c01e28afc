"""The codes that law and code lists speak in, as enums: where code must name one, it names it here."""

from enum import StrEnum


class Confidence(StrEnum):
    """How firm a row is; `verify` must be shown as such and never carries a plain yes."""

    SOURCED = "sourced"
    HIGH = "high"
    VERIFY = "verify"


class Answer(StrEnum):
    """A fact that is known to be so, known not to be so, or not known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Need(StrEnum):
    """Whether somebody's permission or consent is needed."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Verdict(StrEnum):
    """The answer to "may this person do this kind of work from this day?"."""

    ALLOWED = "allowed"
    ALLOWED_WITH_PERMISSION = "allowed_with_permission"
    FORBIDDEN = "forbidden"
    ASK = "ask"


class Housing(StrEnum):
    """Where an asylum seeker must live (AsylG section 47)."""

    COMMUNITY = "community"
    RECEPTION = "reception"
    UNKNOWN = "unknown"


class Paper(StrEnum):
    """What the residence paper itself says about work."""

    NONE = "none"
    GENERAL = "general"
    THIS_JOB = "this_job"
    OTHER_JOB = "other_job"
    UNKNOWN = "unknown"


class CardDate(StrEnum):
    """The printed date of a residence card, seen from the day asked."""

    VALID = "valid"
    OVER = "over"
    UNKNOWN = "unknown"


class StatusGroup(StrEnum):
    """What kind of paper a status is."""

    TITLE = "title"
    TITLE_RESTRICTED = "title_restricted"
    FICTION = "fiction"
    NO_TITLE = "no_title"
    EU = "eu"
    OTHER = "other"


class PortalDecision(StrEnum):
    """What a residence rule decides before the paper and the waiting months are looked at."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    RED_ASK = "red_ask"
    INHERIT = "inherit"


class DecisionGroup(StrEnum):
    """How a legal kind enters the decision on the work permission."""

    NOT_EMPLOYMENT = "not_employment"
    MEASURE = "measure"
    CONSENT = "consent"
    CONSENT_FREE = "consent_free"
    CONSENT_UNCLEAR = "consent_unclear"
    SGB2_ONLY = "sgb2_only"
    ASK = "ask"


class OfferKindCode(StrEnum):
    """The plain kinds a firm chooses from; `standing_offer` is a flag on any of them."""

    SHADOWING = "shadowing"
    INTERNSHIP = "internship"
    ENTRY_QUALIFICATION = "entry_qualification"
    APPRENTICESHIP = "apprenticeship"
    MINI_JOB = "mini_job"
    PART_TIME_JOB = "part_time_job"
    FULL_TIME_JOB = "full_time_job"
    STANDING_OFFER = "standing_offer"


class PlacementKindCode(StrEnum):
    """The legal kinds a caseworker fixes per person."""

    HOSPITATION = "hospitation"
    PROBEARBEIT = "probearbeit"
    MAG = "mag"
    PFLICHTPRAKTIKUM = "pflichtpraktikum"
    ORIENTIERUNGSPRAKTIKUM = "orientierungspraktikum"
    BEGLEITPRAKTIKUM = "begleitpraktikum"
    FREIWILLIGES_PRAKTIKUM = "freiwilliges_praktikum"
    BERUFSORIENTIERUNGSPRAKTIKUM = "berufsorientierungspraktikum"
    SPRACHPRAKTIKUM_INTV = "sprachpraktikum_intv"
    EQ = "eq"
    BERUFSAUSBILDUNGSVORBEREITUNG = "berufsausbildungsvorbereitung"
    ASSISTIERTE_AUSBILDUNG = "assistierte_ausbildung"
    AUSBILDUNG = "ausbildung"
    TEILZEITAUSBILDUNG = "teilzeitausbildung"
    HELFERAUSBILDUNG = "helferausbildung"
    MINIJOB = "minijob"
    KURZFRISTIG = "kurzfristig"
    MIDIJOB = "midijob"
    JOB_BEFRISTET = "job_befristet"
    JOB_UNBEFRISTET = "job_unbefristet"
    EGZ = "egz"
    SGB2_16E = "sgb2_16e"
    SGB2_16I = "sgb2_16i"
    AGH_16D = "agh_16d"
    AGH_ASYLBLG5 = "agh_asylblg5"
    LEIHARBEIT = "leiharbeit"
    BFD_FSJ = "bfd_fsj"
    EHRENAMT = "ehrenamt"


class Level(StrEnum):
    """German after the CEFR; A0 is "none yet"."""

    A0 = "A0"
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"

    @property
    def rank(self) -> int:
        """Give the place in the ladder, 0 for A0."""
        return list(Level).index(self)


class Disclosure(StrEnum):
    """Whether a field is shown to a firm at a level of the ladder, and on what condition."""

    YES = "yes"
    NO = "no"
    CONSENT = "consent"
    IF_VACANCY_ASKS = "if_vacancy_asks"
    IF_PAPER_NEEDS = "if_paper_needs"
    MONTH = "month"


class Direction(StrEnum):
    """Writing direction, as in HTML's `dir`."""

    LTR = "ltr"
    RTL = "rtl"


class Audience(StrEnum):
    """Whom a term is for."""

    FIRM = "firm"
    OFFICE = "office"
    CANDIDATE = "candidate"


class Approver(StrEnum):
    """A body whose yes may be needed before somebody starts."""

    ABH = "abh"
    BA = "ba"
    AGENCY = "agency"
    JOBCENTER = "jobcenter"
    AGENCY_OR_JOBCENTER = "agency_or_jobcenter"
    CHAMBER = "chamber"
    SOCIAL_OFFICE = "social_office"
    COURSE_PROVIDER_AND_BAMF = "course_provider_and_bamf"


class DutyOf(StrEnum):
    """Who has a duty towards an authority."""

    EMPLOYER = "employer"
    TRAINING_FIRM = "training_firm"
    PERSON = "person"


class Duty(StrEnum):
    """What the law asks of them around a job."""

    CHECK_PAPER = "check_paper"
    REPORT_START = "report_start"
    REPORT_EARLY_END = "report_early_end"
    REPORT_END = "report_end"
    REPORT_CHANGE = "report_change"
    SEEK_WORK = "seek_work"


class Severity(StrEnum):
    """How much a finding weighs: an error blocks, a warning is shown, a hint helps."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
