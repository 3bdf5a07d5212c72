"""Which headings announce an identifier, and which only sound like one."""

from __future__ import annotations

import pytest

from etl.gate.headings import announced, rules, split

ANNOUNCED = {
    "person_name": "Name|first_name|LastName|FULL NAME|client name|PtName|Surname|alias|AKA|Officer Name|"
    "judge_name|Program manager name|Initials|Middle Initial|next of kin|emergency_contact|Mother",
    "birth_date": "DOB|D.O.B.|ClientDOB|date of birth|BirthDate|dateofbirth|Birth Year|YOB|birthday|Born",
    "ssn": "SSN|client_ssn|Social Security No|SSN_LAST4|Soc Sec|TaxID",
    "address": "Address|HomeAddress|addr1|Street|PO Box|apt|Cross Street|incident location|mailing addr",
    "coordinates": "lat|Longitude|GPS|x_coord|LatLong",
    "phone": "Phone|cell_phone|Telephone No.|Contact Number|FAX|Home phone",
    "email": "Email|E-mail|client_email|EmailAddress",
    "web": "URL|web site|IP Address|facebook",
    "medical_record": "MRN|Medical Record #|chart no|Patient ID|client_id|EHR ID",
    "case_number": "Case #|CASE_ID|case number|Docket|IncidentNumber|report no|CAD number|Booking No|"
    "Citation #|Arrest ID",
    "inmate_number": "Inmate ID|offender_number|SPN|SID|FBI No|Badge",
    "license": "Driver's License|DL#|OLN|license number",
    "plate": "Plate|License Plate|VIN|tag number",
    "insurance": "Medicaid ID|medicare_no|Policy Number|Member ID|beneficiary",
    "account": "Account Number|acct|Credit Card",
    "device": "Serial No|device_id|IMEI",
    "biometric": "Photo|MugShot|fingerprints|Tattoos",
    "immigration": "Passport|A Number|Alien No",
    "free_text": "Notes|note1|Comments|NARRATIVE|remarks|Free text|Description|other details|Summary|Specify",
}
INNOCENT = (
    "program_name|Agency name|county name|Court Name|facility name|jail_name|filename|Service Name|unit name|"
    "sex at birth|phone screen date|crisis phone line|mobile crisis|street outreach|OffenseDescription|"
    "charge_description|initial assessment|customer|platelets|Status|Outcome|Race|Age|Age Band|ZIP|"
    "Referral Date|On scene (min)|Person key|Call key|Event ID|relation|long"
)


@pytest.mark.parametrize("rule", ANNOUNCED)
def test_announced(rule: str):
    for heading in ANNOUNCED[rule].split("|"):
        assert rule in [each.id for each in announced(heading)], heading


@pytest.mark.parametrize("heading", INNOCENT.split("|"))
def test_innocent(heading: str):
    assert announced(heading) == ()


def test_every_rule_is_shown():
    assert {rule.id for rule in rules()} == ANNOUNCED.keys()
    assert sum(len(rule.sure) + len(rule.phrases) for rule in rules()) > 45


def test_words_of_a_heading():
    assert split("ClientDOB_2") == ["client", "dob", "2"]
    assert split("Case #") == ["case", "number"]
    assert split("On-scene (min.)") == ["on", "scene", "min"]


def test_a_client_id_of_keyed_hashes_may_stay(look):
    hashes = [f"{number:064x}" for number in range(30)]
    assert look({"Client ID": hashes}, goal="person_key", kind="key") == []
    plain = look({"Client ID": [str(number) for number in range(30)]}, goal="person_key", kind="key")
    assert [each.rule for each in plain] == ["heading_medical_record"]
