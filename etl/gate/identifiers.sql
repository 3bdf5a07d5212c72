-- What of a text identifies a person: the rules of which one hit is enough. `text` as values.sql writes it.
-- {{macro}} is made in the gate's own connection, and in every published file for what partners write.
create or replace {{temp}} macro {{macro}}(text) as list_filter(
    [
        case when regexp_matches(text, '(^|[^0-9])[0-9x*]{3}[-. ][0-9x*]{2}[-. ][0-9]{4}($|[^0-9])')
            then 'value_ssn' end,
        case when regexp_matches(text, '[^\s@,;<>]+@[^\s@,;<>]+\.[a-z]{2,}')
            then 'value_email' end,
        case when regexp_matches(
            text,
            '(^|[^0-9])(\+?1[-. ]?)?(\([0-9]{3}\)[-. ]?|[0-9]{3}[-. /])[0-9]{3}[-. ][0-9]{4}($|[^0-9])'
        ) or regexp_matches(text, '(^|[^0-9:])\+[0-9][0-9 ().-]{8,}[0-9]')
            then 'value_phone' end,
        case when regexp_matches(text, '(https?|ftp)://|(^|[^a-z0-9])www\.[a-z0-9]')
            or regexp_matches(
                text,
                '(^|[^0-9.])((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])($|[^0-9.])'
            )
            then 'value_web' end,
        case when regexp_matches(
            text,
            '(^|[^a-z0-9])p\.?\s*o\.?\s*box\s*#?\s*[0-9]|(^|[^a-z])(rr|r\.r\.|rural route)\s*#?[0-9]+'
            || '|(^|[^a-z])(apt|apartment|suite|ste|lot)\.?\s*#?\s*[0-9]+'
        ) or regexp_matches(
            text,
            '(^|[^a-z0-9.-])[0-9]{1,6}[a-z]?(\s+block)?(\s+of)?\s+([nsew]\.?\s+|[ns][ew]\s+)?([a-z0-9.''-]+\s+){1,4}'
            || '(st|street|ave|av|avenue|rd|road|blvd|boulevard|dr|ln|lane|ct|cir|pl|ter|terrace|pkwy|parkway'
            || '|hwy|highway|trl|alley|aly|cres|crescent|expy|expressway|frontage)($|[^a-z0-9])'
        ) or regexp_matches(
            text,
            '^[0-9]{1,6}[a-z]?\s+([nsew]\.?\s+|[ns][ew]\s+)?([a-z.''-]+\s+){1,3}'
            || '(drive|court|place|way|circle|square|loop|trail|row|pike|path|run|plaza)(\s*[,#].*|\s+(apt|unit|ste).*)?$'
        ) and not regexp_matches(
            text,
            'drug|mental|health|treatment|veteran|diversion|family|district|circuit|municipal|county|justice|step'
            || '|superior|criminal|juvenile|recovery|wellness|reentry|dui|dwi|crisis|hour|day|week|person|bed|community'
        ) or regexp_matches(
            text,
            '(^|\s)(st|street|ave|avenue|rd|road|blvd|ln|lane)\.?\s*(&|/|@|and|at)\s*[a-z0-9.'' -]+\s'
            || '(st|street|ave|avenue|rd|road|blvd|ln|lane|dr)\.?$'
        )
            then 'value_address' end,
        case when regexp_matches(text, '(^|[^0-9.])-?[0-9]{1,2}\.[0-9]{4,}\s*[,;/ ]\s*-?[0-9]{1,3}\.[0-9]{4,}')
            then 'value_coordinates' end,
        case when regexp_matches(
            text,
            '(^|[^a-z])(dob|d\.o\.b\.?|date of birth|birth ?date|birthday|born( on| in)?)[^a-z0-9]{0,4}'
            || '([0-9]|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? ?[0-9])'
        )
            then 'value_birth_date' end,
        case when regexp_matches(
            text,
            '(^|[^0-9])(9[0-9]|1[01][0-9])\s*-?\s*(years?[- ]?old|yo|y/o|y\.o\.?|yrs?[- ]?old|yrs?)($|[^a-z])'
            || '|(^|[^a-z])aged?\s*:?\s*(9[0-9]|1[01][0-9])($|[^0-9])'
        )
            then 'value_age_90' end,
        case when regexp_matches(
            text,
            '(^|[^a-z])(ssn|soc\.? ?sec\.?|mrn|med(ical)? rec(ord)?|medicaid|medicare|inmate|booking|docket|case'
            || '|driver''?s? lic(ense)?|dl|lic(ense)? plate|plate|passport|acct|account)'
            || '\s*(no|num|number|id|#)?\.?\s*[:#=-]\s*[a-z]{0,4}-?[0-9]{3}|(^|[^a-z])(mrn|ssn)\s?[0-9]{4}'
        )
            then 'value_labelled' end
    ],
    lambda rule: rule is not null
);
