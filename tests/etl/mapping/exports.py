"""Whole exports of invented case systems: three styles a feed, with headings and codes of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle, islice

import duckdb

ROWS = 60
FIRST = datetime(2025, 1, 3, 8, 15)
Table = dict[str, list[str | None]]


@dataclass(frozen=True)
class Export:
    """One file: its table, the feed it is for, and the heading that each feed column should get."""

    id: str
    feed: str
    table: Table
    expected: dict[str, str]


def stage(
    con: duckdb.DuckDBPyConnection, headings: Table | Sequence[str], rows: Sequence[Sequence] | None = None
) -> None:
    """TEMP TABLE raw with the columns c0, c1 ...; a table, or headings with the texts under each."""
    columns = list(headings.values()) if isinstance(headings, dict) else list(rows)
    cells = ", ".join(f"unnest($v{index}::varchar[]) as c{index}" for index in range(len(columns)))
    values = {f"v{index}": list(texts) for index, texts in enumerate(columns)}
    numbers = list(range(2, max(map(len, columns)) + 2))
    con.execute(
        f"create or replace temp table raw as select unnest($numbers::bigint[]) as _row, {cells}",
        values | {"numbers": numbers},
    )


def of(*texts: str | None) -> list[str | None]:
    """These texts over and over."""
    return list(islice(cycle(texts), ROWS))


def days(form: str, after: int = 0, step: int = 4) -> list[str]:
    """A day a row, `after` days late."""
    return [(FIRST + timedelta(days=after + step * row, hours=row)).strftime(form) for row in range(ROWS)]


def ids(prefix: str) -> list[str]:
    """A number of its own for each row."""
    return [f"{prefix}{7001 + row}" for row in range(ROWS)]


def hashes(people: int = 40) -> list[str]:
    """Keyed hashes of some people."""
    return [hashlib.sha256(str(row % people).encode()).hexdigest() for row in range(ROWS)]


def numbers(first: int, span: int) -> list[str]:
    """Whole numbers."""
    return [str(first + row * 7 % span) for row in range(ROWS)]


POLICE_RMS = Export(
    "police records system",
    "encounters",
    {
        "RecordKey": ids("R"),
        "Incident Number": ids("25-"),
        "SubjectHash": hashes(),
        "DtOccurred": days("%m/%d/%Y"),
        "How Rcvd": of("E-911", "On-View", "988 Transfer"),
        "Nature of Call": of("WELCHK", "SUIC", "DISORD", "DOMEST"),
        "Unit Type": of("PATROL", "CIT", "MCT"),
        "BH Ind": of("MH", "SUD", "Unk"),
        "SMI Y/N": of("Y", "N", "U"),
        "PC Exists": of("Y", "N"),
        "Chg Lvl": of("FEL", "MISD", "NONE"),
        "Dispo": of("03 Crisis Ctr", "08 Arrest-Booked", "02 Ref'd to provider"),
        "UOF": of("Y", "N"),
        "Resp Time (min)": numbers(3, 40),
        "On Scene Time": numbers(10, 60),
        "# Ofcrs": of("1", "2"),
        "Age Grp": of("18 to 24", "25 to 34"),
        "Gender": of("M", "F"),
        "Race/Eth": of("W", "B", "H"),
        "Vet Status": of("Y", "N"),
        "Beat": of("B1", "B2"),
        "Officer Name": of("x", "y"),
    },
    {
        "encounter_id": "RecordKey",
        "person_key": "SubjectHash",
        "encounter_date": "DtOccurred",
        "source": "How Rcvd",
        "call_nature": "Nature of Call",
        "responder": "Unit Type",
        "bh_need": "BH Ind",
        "smi": "SMI Y/N",
        "probable_cause": "PC Exists",
        "offense_level": "Chg Lvl",
        "disposition": "Dispo",
        "force_used": "UOF",
        "response_minutes": "Resp Time (min)",
        "on_scene_minutes": "On Scene Time",
        "officer_count": "# Ofcrs",
        "age_band": "Age Grp",
        "sex": "Gender",
        "race_ethnicity": "Race/Eth",
        "veteran": "Vet Status",
    },
)
CRISIS_LINE = Export(
    "crisis line software",
    "encounters",
    {
        "Contact ID": ids("C-"),
        "Client Key": hashes(30),
        "Contact Date/Time": days("%Y-%m-%d %H:%M:%S"),
        "SIM Intercept": of("0"),
        "Referral Source": of("988 Lifeline", "Family Member", "Self", "Law Enforcement"),
        "Responding Team": of("Mobile Crisis Team", "Co-Responder", "Peer Specialist"),
        "Presenting Problem": of("Mental Health", "Substance Abuse", "Co-Occurring"),
        "Outcome of Contact": of(
            "Resolved on scene", "Transported to ER", "Crisis Stabilization Unit", "Refused Services"
        ),
        "Referred To Program": of("Lakeside peer support", ""),
        "Linkage Date": days("%Y-%m-%d", 6),
        "Any Injuries": of("No", "Yes"),
        "Age Range": of("Under 12", "12-17", "65 and over"),
        "Gender Identity": of("Female", "Male", "Non-binary"),
        "Race and Ethnicity": of("Black/African American", "White", "Multiracial"),
        "ZIP": of("606", "607", "608"),
        "Housing Status": of("Yes", "No", "Unknown"),
        "Call Duration Code": of("A1", "B2"),
        "Caller Phone": of("x"),
    },
    {
        "encounter_id": "Contact ID",
        "person_key": "Client Key",
        "encounter_date": "Contact Date/Time",
        "intercept": "SIM Intercept",
        "source": "Referral Source",
        "responder": "Responding Team",
        "bh_need": "Presenting Problem",
        "disposition": "Outcome of Contact",
        "referred_program_id": "Referred To Program",
        "first_service_date": "Linkage Date",
        "injury": "Any Injuries",
        "age_band": "Age Range",
        "sex": "Gender Identity",
        "race_ethnicity": "Race and Ethnicity",
        "zip3": "ZIP",
        "homeless": "Housing Status",
    },
)
COURT_LIAISON = Export(
    "court liaison spreadsheet",
    "encounters",
    {
        "Agency": of("harbor_prosecutor"),
        "Screening #": ids("S"),
        "Person Hash": hashes(50),
        "Date of Screening": days("%d-%b-%Y"),
        "Intercept": of("2", "3"),
        "Source of Referral": of("Judge", "Probation", "Jail"),
        "Responder Type": of("Court Clinician", "Jail Staff"),
        "BH Need": of("Mental illness", "SUD", "Both", "None"),
        "Serious Mental Illness": of("Yes", "No", "Unk"),
        "SMI determined by": of("Screening", "Assessment"),
        "Offense Level": of("Felony", "Misdemeanor"),
        "Offense Type": of("Property", "Person", "Society"),
        "Final Disposition": of("Diverted by court", "Not eligible", "Declined", "Pending"),
        "Diversion Program": of("Mental Health Court", "Drug Court"),
        "Diversion Status": of("In Progress", "Successful", "Unsuccessful"),
        "Diversion End Date": days("%d-%b-%Y", 90),
        "Age Bracket": of("18-24", "35-44", "45-54"),
        "Sex": of("F", "M"),
        "Courtroom": of("1", "2", "4"),
        "Case No": ids("25CR"),
    },
    {
        "agency_id": "Agency",
        "encounter_id": "Screening #",
        "person_key": "Person Hash",
        "encounter_date": "Date of Screening",
        "intercept": "Intercept",
        "source": "Source of Referral",
        "responder": "Responder Type",
        "bh_need": "BH Need",
        "smi": "Serious Mental Illness",
        "smi_basis": "SMI determined by",
        "offense_level": "Offense Level",
        "offense_category": "Offense Type",
        "disposition": "Final Disposition",
        "diversion_program_id": "Diversion Program",
        "diversion_outcome": "Diversion Status",
        "diversion_closed_date": "Diversion End Date",
        "age_band": "Age Bracket",
        "sex": "Sex",
    },
)
CLINIC_EHR = Export(
    "clinic health record",
    "enrollments",
    {
        "EpisodeKey": ids("E"),
        "ClientKey": hashes(),
        "ProgramName": of("Mental Health Court", "Drug Court"),
        "ServiceType": of("MHC", "Drug court"),
        "ReferralSrc": of("Law Enforcement", "Self", "Family"),
        "RefDate": days("%m/%d/%Y"),
        "AdmitDate": days("%m/%d/%Y", 5),
        "DischDate": days("%m/%d/%Y", 90),
        "CurrentStatus": of("Open", "Discharged"),
        "DischReason": of("Completed", "AMA", "Left"),
        "PriorLivingSituation": of("116", "101"),
        "AgeCategory": of("25 thru 34", "65+"),
        "Sex": of("Male", "Female"),
        "Race": of("White", "Black/African American"),
        "DOB": days("%m/%d/1980"),
        "SIM": of("3"),
    },
    {
        "enrollment_id": "EpisodeKey",
        "person_key": "ClientKey",
        "program_id": "ProgramName",
        "service_type": "ServiceType",
        "intercept": "SIM",
        "referral_source": "ReferralSrc",
        "referral_date": "RefDate",
        "start_date": "AdmitDate",
        "exit_date": "DischDate",
        "status": "CurrentStatus",
        "exit_reason": "DischReason",
        "prior_living": "PriorLivingSituation",
        "age_band": "AgeCategory",
        "sex": "Sex",
        "race_ethnicity": "Race",
    },
)
HOUSING_HMIS = Export(
    "housing HMIS extract",
    "enrollments",
    {
        "Enrollment Identifier": ids("H"),
        "Hashed ID": hashes(55),
        "Project": of("bh_act", "court_mhc"),
        "Type of Service": of("Supportive Housing", "Housing First"),
        "Entry Date": days("%Y-%m-%d"),
        "Exit Date": days("%Y-%m-%d", 120),
        "Enrollment Status": of("Active", "Exited"),
        "Reason for Leaving": of("Completed program", "Moved", "Hospitalized"),
        "Destination": of("410", "435", "101"),
        "Living Situation": of("116", "101", "207"),
        "Veteran Status": of("1", "0", "99"),
        "Dual Diagnosis": of("1", "0"),
        "Household Size": of("1", "2", "3"),
    },
    {
        "enrollment_id": "Enrollment Identifier",
        "person_key": "Hashed ID",
        "program_id": "Project",
        "service_type": "Type of Service",
        "start_date": "Entry Date",
        "exit_date": "Exit Date",
        "status": "Enrollment Status",
        "exit_reason": "Reason for Leaving",
        "exit_destination": "Destination",
        "prior_living": "Living Situation",
        "veteran": "Veteran Status",
        "co_occurring": "Dual Diagnosis",
    },
)
PROBATION = Export(
    "probation caseload",
    "enrollments",
    {
        "ROW_ID": ids("p"),
        "PERSON_KEY": hashes(58),
        "PROGRAM_CD": of("court_mhc", "court_drug"),
        "SVC_TYPE": of("Mental Health Probation", "Re-entry"),
        "SIM_LVL": of("5"),
        "REFERRED_BY": of("Judge", "Jail", "Parole"),
        "DATE_REFERRED": days("%Y%m%d"),
        "START_DT": days("%Y%m%d", 3),
        "FIRST_SVC_DT": days("%Y%m%d", 9),
        "END_DT": days("%Y%m%d", 200),
        "PGM_STATUS": of("Active", "Closed"),
        "TERM_REASON": of("Successful", "Revoked", "Absconded"),
        "SMI_IND": of("Y", "N"),
        "GENDER_CD": of("M", "F"),
        "RISK_TIER": of("Low", "Medium", "High"),
        "CASE_NUMBER": ids("25-CR-"),
    },
    {
        "enrollment_id": "ROW_ID",
        "person_key": "PERSON_KEY",
        "program_id": "PROGRAM_CD",
        "service_type": "SVC_TYPE",
        "intercept": "SIM_LVL",
        "referral_source": "REFERRED_BY",
        "referral_date": "DATE_REFERRED",
        "start_date": "START_DT",
        "first_service_date": "FIRST_SVC_DT",
        "exit_date": "END_DT",
        "status": "PGM_STATUS",
        "exit_reason": "TERM_REASON",
        "smi": "SMI_IND",
        "sex": "GENDER_CD",
    },
)
JAIL_JMS = Export(
    "jail management system",
    "bookings",
    {
        "BKG_KEY": ids("b"),
        "INMATE_HASH": hashes(),
        "BKG_DTTM": days("%Y-%m-%d %H:%M"),
        "REL_DTTM": days("%Y-%m-%d %H:%M", 12),
        "BKG_RSN": of("NEW", "WAR", "FTA"),
        "CUST_STAT": of("Pretrial", "Sentenced"),
        "TOP_CHG_LVL": of("F", "M"),
        "MH_SCRN": of("1", "0"),
        "SCRN_TOOL": of("BJMHS"),
        "SCRN_RSLT": of("POS", "NEG"),
        "SMI_FLG": of("1", "0"),
        "IN_TX": of("1", "0"),
        "REL_RSN": of("ROR", "Bond", "Time Served"),
        "MEDICAID_ACT": of("1", "0"),
        "SEX_CD": of("M", "F"),
        "RACE_CD": of("W", "B"),
        "AGE_GRP": of("18-24", "35-44"),
        "ZIP3": of("606", "607"),
        "FACILITY": of("Harbor County Jail"),
        "SSN": numbers(3, 40),
    },
    {
        "agency_id": "FACILITY",
        "booking_id": "BKG_KEY",
        "person_key": "INMATE_HASH",
        "booking_date": "BKG_DTTM",
        "release_date": "REL_DTTM",
        "booking_reason": "BKG_RSN",
        "legal_status": "CUST_STAT",
        "most_serious_level": "TOP_CHG_LVL",
        "screened": "MH_SCRN",
        "screen_tool": "SCRN_TOOL",
        "screen_result": "SCRN_RSLT",
        "smi_confirmed": "SMI_FLG",
        "in_treatment_at_booking": "IN_TX",
        "release_type": "REL_RSN",
        "medicaid_active": "MEDICAID_ACT",
        "sex": "SEX_CD",
        "race_ethnicity": "RACE_CD",
        "age_band": "AGE_GRP",
        "zip3": "ZIP3",
    },
)
JAIL_HEALTH = Export(
    "jail health vendor",
    "bookings",
    {
        "Stay ID": ids("ST"),
        "Detainee Key": hashes(45),
        "Intake Date": days("%m/%d/%Y %I:%M %p"),
        "Discharge Date": days("%m/%d/%Y %I:%M %p", 20),
        "Mental Health Screened": of("Yes", "No"),
        "Screening Instrument": of("Brief Jail MH Screen", "K6"),
        "MH Screen Result": of("Positive", "Negative", "Refused"),
        "SPMI": of("Yes", "No"),
        "Known to MH System": of("Yes", "No"),
        "Medicaid at Release": of("Yes", "No"),
        "First Appointment": days("%m/%d/%Y", 25),
        "Appointment Kept": of("Yes", "No"),
        "Age Group": of("18-24", "25-34"),
        "Gender": of("Male", "Female"),
        "Nurse Initials": of("x"),
    },
    {
        "booking_id": "Stay ID",
        "person_key": "Detainee Key",
        "booking_date": "Intake Date",
        "release_date": "Discharge Date",
        "screened": "Mental Health Screened",
        "screen_tool": "Screening Instrument",
        "screen_result": "MH Screen Result",
        "smi_confirmed": "SPMI",
        "in_treatment_at_booking": "Known to MH System",
        "medicaid_active": "Medicaid at Release",
        "appointment_date": "First Appointment",
        "appointment_attended": "Appointment Kept",
        "age_band": "Age Group",
        "sex": "Gender",
    },
)
SHERIFF_BOOKINGS = Export(
    "sheriff booking log",
    "bookings",
    {
        "bookingKey": ids("k"),
        "personHash": hashes(52),
        "dateBooked": [str(date(2025, 1, 1) + timedelta(days=row)) for row in range(ROWS)],
        "dateReleased": [str(date(2025, 1, 9) + timedelta(days=row)) for row in range(ROWS)],
        "reasonForBooking": of("New charge", "Warrant", "Probation Violation"),
        "sentenceStatus": of("Unsentenced", "Sentenced"),
        "chargeLevel": of("Felony", "Misdemeanor"),
        "chargeCategory": of("Person", "Property", "Society"),
        "releaseReason": of("Bond", "ROR", "Time served", "Transfer"),
        "raceEthnicity": of("White", "Black", "Hispanic"),
        "sex": of("Male", "Female"),
        "ageRange": of("18-24", "25-34"),
        "homelessFlag": of("Y", "N"),
        "bookingNumber": ids("2025-"),
        "cell": of("A1", "B2"),
    },
    {
        "booking_id": "bookingKey",
        "person_key": "personHash",
        "booking_date": "dateBooked",
        "release_date": "dateReleased",
        "booking_reason": "reasonForBooking",
        "legal_status": "sentenceStatus",
        "most_serious_level": "chargeLevel",
        "most_serious_category": "chargeCategory",
        "release_type": "releaseReason",
        "race_ethnicity": "raceEthnicity",
        "sex": "sex",
        "age_band": "ageRange",
        "homeless": "homelessFlag",
    },
)
EXPORTS = (
    *(POLICE_RMS, CRISIS_LINE, COURT_LIAISON),
    *(CLINIC_EHR, HOUSING_HMIS, PROBATION),
    *(JAIL_JMS, JAIL_HEALTH, SHERIFF_BOOKINGS),
)
