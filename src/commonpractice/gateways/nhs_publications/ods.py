"""What the codes in the Organisation Data Service's files stand for.

Source: ODS's reference data catalogue, “GP Practices (Prescribing Cost Centres)”: status codes, and its table
of prescribing settings (field 26 of epraccur).
"""

GP_PRACTICE = "4"  # the prescribing setting of a general practice

STATUSES = {"A": "Active", "C": "Closed", "D": "Dormant", "P": "Proposed"}

SETTINGS = {
    "0": "Other prescriber",
    "1": "Walk-in centre",
    "2": "Out-of-hours service",
    "3": "Walk-in centre and out-of-hours service",
    GP_PRACTICE: "GP practice",
    "8": "Public health service",
    "9": "Community health service",
    "10": "Hospital service",
    "11": "Optometry service",
    "12": "Urgent and emergency care",
    "13": "Hospice",
    "14": "Care home or nursing home",
    "15": "Border Force",
    "16": "Young offender institution",
    "17": "Secure training centre",
    "18": "Secure children's home",
    "19": "Immigration removal centre",
    "20": "Court",
    "21": "Police custody",
    "22": "Sexual assault referral centre",
    "24": "Other part of the justice estate",
    "25": "Prison",
}
