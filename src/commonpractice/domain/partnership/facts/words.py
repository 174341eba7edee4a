"""What can be one of a few: how a partnership is organised, who is a partner and how, what is held."""

from commonpractice.foundations.worded import Worded


class Model(Worded):
    """How a partnership is organised. Both are configuration; the code is one."""

    DECENTRALISED = "decentralised", "each surgery its own contract, budget and profit"
    CENTRALISED = "centralised", "one contract and list, many sites, one profit"


class SurgeryKind(Worded):
    """What a profit centre is: one of the surgeries, or the one centre of a partnership."""

    SURGERY = "surgery", "surgery"
    CENTRE = "centre", "the centre"


class PartnerKind(Worded):
    """Whether a partner is a GP: a contract needs one who is, and pensions differ."""

    GP = "gp", "GP"
    NON_GP = "non_gp", "non-GP"


class Standing(Worded):
    """Whether a partner shares what is left of the profit, or is paid a fixed sum before it is shared."""

    EQUITY = "equity", "equity"
    FIXED_SHARE = "fixed_share", "fixed share"


class Basis(Worded):
    """What a partner's share goes by. At one surgery the balance is shared by one of the first two."""

    SESSIONS = "sessions", "by sessions"
    RATIO = "ratio", "by a ratio"
    FIXED = "fixed", "a fixed sum"


class ContractKind(Worded):
    """The three kinds of core contract that a practice may hold."""

    GMS = "GMS", "General Medical Services"
    PMS = "PMS", "Personal Medical Services"
    APMS = "APMS", "Alternative Provider Medical Services"


class Role(Worded):
    """What somebody is here. What each role may do is data: rulebook/partnership/roles.toml."""

    SURGERY_MANAGER = "surgery_manager", "Surgery manager"
    GP_PARTNER = "gp_partner", "GP partner"
    STAFF = "staff", "Salaried or other staff"
    PARTNERSHIP_FINANCE = "partnership_finance", "Partnership finance"
    BOARD_MEMBER = "board_member", "Board member"
    AUDITOR = "auditor", "Auditor"
    QUALITY_LEAD = "quality_lead", "Quality lead"


class Power(Worded):
    """One thing that a role may let somebody do. Nothing is allowed that no role allows."""

    SEE_MONTH = "see_month", "see a surgery's month at a glance"
    SEE_ACCOUNTS = "see_accounts", "see accounts and journals"
    SEE_PARTNERSHIP = "see_partnership", "see every surgery side by side"
    POST = "post", "post journals"
    ANSWER_RECHARGES = "answer_recharges", "raise and answer recharges"
    SIGN_OFF = "sign_off", "sign a surgery's month off"
    LOCK_MONTHS = "lock_months", "lock and reopen months"
    CLOSE_MONTHS = "close_months", "close the partnership's months"
    EXPORT = "export", "take accounts away as files"
    SEE_STATEMENTS = "see_statements", "see every partner's statement"
    SEE_AUDIT = "see_audit", "see who saw and changed what"
    SEE_PATIENTS = "see_patients", "see who a surgery's patients are"
    SEE_QUALITY = "see_quality", "see how care is measured"
    SEE_SMALL_NUMBERS = "see_small_numbers", "see counts of very few patients"
    IMPROVE = "improve", "open and check improvement actions"
    RECALL = "recall", "work recall lists"
