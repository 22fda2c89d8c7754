@denosumab
Feature: Denosumab continuity, state by state
  What the two cards about a late and about a stopped denosumab say, draft and ask for, one state of the record a row.

  Background:
    Given a 70-year-old woman

  # Where the day lies after the last dose

  @denosumab-due-or-overdue @denosumab-discontinued-no-followon @boundary
  Scenario Outline: Each place in the rhythm of denosumab has one card or none, comfort care or not
    Given the as-of date is 2026-04-15
    And <doses>
    And <care>
    When the clinician opens the chart
    Then <late>
    And <stopped>

    Examples:
      | doses                                    | care                                               | late                                               | stopped                                                      |
      | no denosumab dose is recorded            | hospice care has been active since 2026-03-01      | the card "denosumab-due-or-overdue" is not shown   | the card "denosumab-discontinued-no-followon" is not shown   |
      | denosumab 120 mg was given on 2025-06-10 | hospice care has been active since 2026-03-01      | the card "denosumab-due-or-overdue" is not shown   | the card "denosumab-discontinued-no-followon" is not shown   |
      | denosumab 60 mg was given on 2026-02-10  | hospice care has been active since 2026-03-01      | the card "denosumab-due-or-overdue" is not shown   | the card "denosumab-discontinued-no-followon" is not shown   |
      | denosumab 60 mg was given on 2025-10-31  | hospice care has been active since 2026-03-01      | an info card "denosumab-due-or-overdue" is shown   | the card "denosumab-discontinued-no-followon" is not shown   |
      | denosumab 60 mg was given on 2025-09-30  | hospice care has been active since 2026-03-01      | an info card "denosumab-due-or-overdue" is shown   | the card "denosumab-discontinued-no-followon" is not shown   |
      | denosumab 60 mg was given on 2025-09-30  | provisional palliative care is on the problem list | a warning card "denosumab-due-or-overdue" is shown | the card "denosumab-discontinued-no-followon" is not shown   |
      | denosumab 60 mg was given on 2025-09     | hospice care has been active since 2026-03-01      | the card "denosumab-due-or-overdue" is not shown   | the card "denosumab-discontinued-no-followon" is not shown   |
      | denosumab 60 mg was given on 2025-06-10  | hospice care has been active since 2026-03-01      | the card "denosumab-due-or-overdue" is not shown   | an info card "denosumab-discontinued-no-followon" is shown   |
      | denosumab 60 mg was given on 2025-06-10  | provisional palliative care is on the problem list | the card "denosumab-due-or-overdue" is not shown   | a warning card "denosumab-discontinued-no-followon" is shown |
      | denosumab 60 mg was given on 2024-04-14  | no osteoporosis drug has been recorded since       | the card "denosumab-due-or-overdue" is not shown   | an info card "denosumab-discontinued-no-followon" is shown   |
      | denosumab 60 mg was given on 2023-04-14  | hospice care has been active since 2026-03-01      | the card "denosumab-due-or-overdue" is not shown   | the card "denosumab-discontinued-no-followon" is not shown   |

  # The next dose is late

  @denosumab-due-or-overdue
  Scenario Outline: Calcium and kidney function are known, and the next dose is late
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And albumin-corrected calcium was 9.4 mg/dL on 2025-12-01
    And eGFR was 62 mL/min/1.73 m² on 2025-12-01
    And <given>
    When the clinician opens the chart
    Then <shown>
    And the notes of the "denosumab-due-or-overdue" card are <notes>
    And the suggestions of the "denosumab-due-or-overdue" card are <suggestions>
    And the "data-needed" card does not list "low calcium must be corrected"
    And the "data-needed" card <kidney> "boxed warning for severe hypocalcaemia"
    And the "data-needed" card <doubt> "denosumab allergy"

    Examples:
      | given                                                         | shown                                              | notes                                  | suggestions                                 | kidney        | doubt         |
      | no osteoporosis drug has been recorded since                  | a warning card "denosumab-due-or-overdue" is shown | none                                   | "Denosumab 60 mg" and "Make an appointment" | does not list | does not list |
      | albumin-corrected calcium was 8.1 mg/dL on 2025-12-18         | a warning card "denosumab-due-or-overdue" is shown | "Calcium may be low (8.1"              | "Make an appointment"                       | does not list | does not list |
      | total calcium was 8.1 mg/dL on 2025-12-18                     | a warning card "denosumab-due-or-overdue" is shown | "Calcium may be low (8.1"              | "Make an appointment"                       | does not list | does not list |
      | albumin-corrected calcium was 10.9 mg/dL on 2025-12-18        | a warning card "denosumab-due-or-overdue" is shown | "Calcium is high (10.9"                | "Make an appointment"                       | does not list | does not list |
      | eGFR was 29 mL/min/1.73 m² on 2025-12-18                      | a warning card "denosumab-due-or-overdue" is shown | "eGFR below 30 or dialysis (29"        | "Make an appointment"                       | does not list | does not list |
      | the patient is on haemodialysis                               | a warning card "denosumab-due-or-overdue" is shown | "counted as below 30"                  | "Make an appointment"                       | does not list | does not list |
      | provisional kidney failure on dialysis is on the problem list | a warning card "denosumab-due-or-overdue" is shown | none                                   | "Make an appointment"                       | lists         | does not list |
      | an active allergy to denosumab                                | a warning card "denosumab-due-or-overdue" is shown | "An allergy to denosumab"              | "Make an appointment"                       | does not list | does not list |
      | an unconfirmed allergy to denosumab                           | a warning card "denosumab-due-or-overdue" is shown | none                                   | "Make an appointment"                       | does not list | lists         |
      | an active alendronate order dated 2023-02-01 exists           | a warning card "denosumab-due-or-overdue" is shown | "may have been started (alendronate)"  | "Make an appointment"                       | does not list | does not list |
      | a denosumab 60 mg dose is scheduled for 2026-01-05            | an info card "denosumab-due-or-overdue" is shown   | "scheduled for 2026-01-05"             | "Make an appointment"                       | does not list | does not list |
      | an active denosumab 60 mg order dated 2025-12-01 exists       | a warning card "denosumab-due-or-overdue" is shown | "was ordered since the last dose"      | "Make an appointment"                       | does not list | does not list |
      | a denosumab 60 mg dose is scheduled for 2026-03-20            | a warning card "denosumab-due-or-overdue" is shown | "is planned for 2026-03-20 only"       | "Denosumab 60 mg" and "Make an appointment" | does not list | does not list |
      | an unreadable order for denosumab 60 mg                       | a warning card "denosumab-due-or-overdue" is shown | none                                   | "Make an appointment"                       | does not list | does not list |
      | hospice care has been active since 2025-10-01                 | an info card "denosumab-due-or-overdue" is shown   | "Palliative or hospice care is active" | "Denosumab 60 mg" and "Make an appointment" | does not list | does not list |
      | provisional palliative care is on the problem list            | a warning card "denosumab-due-or-overdue" is shown | none                                   | "Denosumab 60 mg" and "Make an appointment" | does not list | does not list |

  @denosumab-due-or-overdue @missing-data
  Scenario Outline: Nothing was measured, and calcium and eGFR are asked for where a dose would be drafted
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And <given>
    When the clinician opens the chart
    Then <shown>
    And the "data-needed" card <asked> "low calcium must be corrected"
    And the "data-needed" card <asked> "boxed warning for severe hypocalcaemia"

    Examples:
      | given                                                   | shown                                              | asked         |
      | no osteoporosis drug has been recorded since            | a warning card "denosumab-due-or-overdue" is shown | lists         |
      | a denosumab 60 mg dose is scheduled for 2026-03-20      | a warning card "denosumab-due-or-overdue" is shown | lists         |
      | an unreadable order for denosumab 60 mg                 | a warning card "denosumab-due-or-overdue" is shown | does not list |
      | provisional palliative care is on the problem list      | a warning card "denosumab-due-or-overdue" is shown | lists         |
      | hospice care has been active since 2025-10-01           | an info card "denosumab-due-or-overdue" is shown   | does not list |
      | a denosumab 60 mg dose is scheduled for 2026-01-05      | an info card "denosumab-due-or-overdue" is shown   | does not list |
      | an active denosumab 60 mg order dated 2025-12-01 exists | a warning card "denosumab-due-or-overdue" is shown | does not list |
      | an active alendronate order dated 2023-02-01 exists     | a warning card "denosumab-due-or-overdue" is shown | does not list |
      | zoledronate 5 mg was given on 2025-12-15                | the card "denosumab-due-or-overdue" is not shown   | does not list |

  @denosumab-due-or-overdue @missing-data
  Scenario Outline: One of the two values is missing, and no dose is drafted
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And <given>
    When the clinician opens the chart
    Then a warning card "denosumab-due-or-overdue" is shown
    And the notes of the "denosumab-due-or-overdue" card are none
    And the suggestions of the "denosumab-due-or-overdue" card are "Make an appointment"
    And the "data-needed" card <calcium> "low calcium must be corrected"
    And the "data-needed" card <eGFR> "boxed warning for severe hypocalcaemia"

    Examples:
      | given                                                 | calcium       | eGFR          |
      | albumin-corrected calcium was 9.4 mg/dL on 2025-12-18 | does not list | lists         |
      | eGFR was 62 mL/min/1.73 m² on 2025-12-18              | lists         | does not list |

  @denosumab-due-or-overdue @missing-data
  Scenario: An entry of dialysis that can not be read is named
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And albumin-corrected calcium was 9.4 mg/dL on 2025-12-18
    And an unreadable entry of kidney failure on dialysis
    When the clinician opens the chart
    Then a warning card "denosumab-due-or-overdue" is shown
    And the suggestions of the "denosumab-due-or-overdue" card are "Make an appointment"
    And the "data-needed" card lists "dialysis: "

  @denosumab-due-or-overdue
  Scenario: The dose is due, not late, and an old prescription may be a follow-on
    Given the as-of date is 2025-12-01
    And denosumab 60 mg was given on 2025-06-10
    And an active alendronate order dated 2023-02-01 exists
    When the clinician opens the chart
    Then an info card "denosumab-due-or-overdue" is shown
    And the notes of the "denosumab-due-or-overdue" card are "may have been started (alendronate)"

  # Denosumab was stopped and nothing has taken over

  @denosumab-discontinued-no-followon
  Scenario Outline: Calcium and kidney function are known, and denosumab was stopped nine months ago
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    And albumin-corrected calcium was 9.4 mg/dL on 2026-03-01
    And eGFR was 62 mL/min/1.73 m² on 2026-03-01
    And creatinine clearance was 60 mL/min on 2026-03-01
    And <given>
    When the clinician opens the chart
    Then <shown>
    And the notes of the "denosumab-discontinued-no-followon" card are <notes>
    And the suggestions of the "denosumab-discontinued-no-followon" card are <suggestions>
    And the "data-needed" card does not list "low calcium must be corrected"
    And the "data-needed" card <kidney> "boxed warning for severe hypocalcaemia"
    And the "data-needed" card <kidney> "creatinine and weight"
    And the "data-needed" card <doubt>

    Examples:
      | given                                                         | shown                                                        | notes                                                          | suggestions                                                                             | kidney        | doubt                               |
      | no osteoporosis drug has been recorded since                  | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "Denosumab 60 mg", "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers" | does not list | does not list "acute kidney injury" |
      | a vertebral fracture of T12 with onset 2020-05-04             | a warning card "denosumab-discontinued-no-followon" is shown | "A previous vertebral fracture is recorded: T12, 2020-05-04"   | "Denosumab 60 mg", "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers" | does not list | does not list "acute kidney injury" |
      | a provisional vertebral fracture of T12 with onset 2020-05-04 | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "Denosumab 60 mg", "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers" | does not list | does not list "acute kidney injury" |
      | denosumab 60 mg was given on 2022-06-09                       | a warning card "denosumab-discontinued-no-followon" is shown | "for more than 3 years, from 2022-06-09 to 2025-06-10"         | "Denosumab 60 mg", "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers" | does not list | does not list "acute kidney injury" |
      | denosumab 60 mg was given on 2022-06-10                       | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "Denosumab 60 mg", "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers" | does not list | does not list "acute kidney injury" |
      | hospice care has been active since 2026-03-01                 | an info card "denosumab-discontinued-no-followon" is shown   | "Palliative or hospice care is active"                         | "Denosumab 60 mg", "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers" | does not list | does not list "acute kidney injury" |
      | provisional palliative care is on the problem list            | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "Denosumab 60 mg", "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers" | does not list | does not list "acute kidney injury" |
      | albumin-corrected calcium was 8.1 mg/dL on 2026-03-20         | a warning card "denosumab-discontinued-no-followon" is shown | "Calcium may be low (8.1"                                      | "radiograph of the spine" and "turnover markers"                                        | does not list | does not list "acute kidney injury" |
      | total calcium was 8.1 mg/dL on 2026-03-20                     | a warning card "denosumab-discontinued-no-followon" is shown | "Calcium may be low (8.1"                                      | "radiograph of the spine" and "turnover markers"                                        | does not list | does not list "acute kidney injury" |
      | albumin-corrected calcium was 10.9 mg/dL on 2026-03-20        | a warning card "denosumab-discontinued-no-followon" is shown | "Calcium is high (10.9"                                        | "radiograph of the spine" and "turnover markers"                                        | does not list | does not list "acute kidney injury" |
      | eGFR was 29 mL/min/1.73 m² on 2026-03-20                      | a warning card "denosumab-discontinued-no-followon" is shown | "eGFR below 30 or dialysis (29"                                | "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers"                    | does not list | does not list "acute kidney injury" |
      | creatinine clearance was 34.9 mL/min on 2026-03-20            | a warning card "denosumab-discontinued-no-followon" is shown | "clearance 34.9 mL/min is below 35"                            | "Denosumab 60 mg", "radiograph of the spine" and "turnover markers"                     | does not list | does not list "acute kidney injury" |
      | creatinine clearance was 29 mL/min on 2026-03-20              | a warning card "denosumab-discontinued-no-followon" is shown | "clearance 29 mL/min is below 35"                              | "Denosumab 60 mg", "radiograph of the spine" and "turnover markers"                     | does not list | does not list "acute kidney injury" |
      | the patient is on haemodialysis                               | a warning card "denosumab-discontinued-no-followon" is shown | "nephrology review first" and "zoledronate is contraindicated" | "radiograph of the spine" and "turnover markers"                                        | does not list | does not list "acute kidney injury" |
      | provisional kidney failure on dialysis is on the problem list | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "radiograph of the spine" and "turnover markers"                                        | lists         | does not list "acute kidney injury" |
      | an active allergy to denosumab                                | a warning card "denosumab-discontinued-no-followon" is shown | "An allergy to denosumab"                                      | "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers"                    | does not list | does not list "acute kidney injury" |
      | an unconfirmed allergy to denosumab                           | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers"                    | does not list | lists "denosumab allergy"           |
      | an active allergy to alendronate                              | a warning card "denosumab-discontinued-no-followon" is shown | "An allergy to zoledronate or a bisphosphonate"                | "Denosumab 60 mg", "radiograph of the spine" and "turnover markers"                     | does not list | does not list "acute kidney injury" |
      | an unconfirmed allergy to alendronate                         | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "Denosumab 60 mg", "radiograph of the spine" and "turnover markers"                     | does not list | lists "zoledronate allergy"         |
      | acute kidney injury with onset 2026-03-28                     | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "Denosumab 60 mg", "radiograph of the spine" and "turnover markers"                     | does not list | does not list "acute kidney injury" |
      | provisional acute kidney injury is on the problem list        | a warning card "denosumab-discontinued-no-followon" is shown | none                                                           | "Denosumab 60 mg", "radiograph of the spine" and "turnover markers"                     | does not list | lists "acute kidney injury"         |

  @denosumab-discontinued-no-followon @missing-data
  Scenario Outline: Nothing is certain of calcium and of the kidneys, and it is asked for while the card warns
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2025-06-10
    And provisional acute kidney injury is on the problem list
    And <given>
    When the clinician opens the chart
    Then <shown>
    And the "denosumab-discontinued-no-followon" card does not list "no follow-on antiresorptive: <the other card>"
    And the "data-needed" card <asked> "low calcium must be corrected"
    And the "data-needed" card <asked> "boxed warning for severe hypocalcaemia"
    And the "data-needed" card <asked> "creatinine and weight"
    And the "data-needed" card <asked> "acute kidney injury"

    Examples:
      | asof       | given                                               | shown                                                        | the other card    | asked         |
      | 2026-04-01 | no osteoporosis drug has been recorded since        | a warning card "denosumab-discontinued-no-followon" is shown | review, vertebral | lists         |
      | 2026-04-01 | provisional palliative care is on the problem list  | a warning card "denosumab-discontinued-no-followon" is shown | review, vertebral | lists         |
      | 2026-04-01 | hospice care has been active since 2026-03-01       | an info card "denosumab-discontinued-no-followon" is shown   | review urgently   | does not list |
      | 2027-09-10 | no osteoporosis drug has been recorded since        | an info card "denosumab-discontinued-no-followon" is shown   | review urgently   | does not list |
      | 2026-04-01 | an active alendronate order dated 2023-02-01 exists | the card "denosumab-discontinued-no-followon" is not shown   | review            | does not list |
      | 2026-04-01 | zoledronate 5 mg was given on 2025-12-15            | the card "denosumab-discontinued-no-followon" is not shown   | review            | does not list |

  @denosumab-discontinued-no-followon @missing-data
  Scenario Outline: One of the three values is missing, and only what is safe without it is drafted
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    And <one>
    And <other>
    When the clinician opens the chart
    Then a warning card "denosumab-discontinued-no-followon" is shown
    And the notes of the "denosumab-discontinued-no-followon" card are none
    And the suggestions of the "denosumab-discontinued-no-followon" card are <suggestions>
    And the "data-needed" card lists "<asked>"

    Examples:
      | one                                                   | other                                            | suggestions                                                          | asked                         |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-03-20 | eGFR was 62 mL/min/1.73 m² on 2026-03-20         | "Denosumab 60 mg", "radiograph of the spine" and "turnover markers"  | creatinine and weight         |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-03-20 | creatinine clearance was 60 mL/min on 2026-03-20 | "Zoledronate 5 mg", "radiograph of the spine" and "turnover markers" | boxed warning                 |
      | eGFR was 62 mL/min/1.73 m² on 2026-03-20              | creatinine clearance was 60 mL/min on 2026-03-20 | "radiograph of the spine" and "turnover markers"                     | low calcium must be corrected |

  @denosumab-discontinued-no-followon @suppression
  Scenario: In pregnancy neither of the two drugs is drafted
    Given the as-of date is 2026-04-01
    And a 36-year-old woman
    And an active pregnancy since 2026-02-01
    And denosumab 60 mg was given on 2025-06-10
    And albumin-corrected calcium was 9.4 mg/dL on 2026-03-20
    And eGFR was 95 mL/min/1.73 m² on 2026-03-20
    And creatinine clearance was 95 mL/min on 2026-03-20
    When the clinician opens the chart
    Then a warning card "denosumab-discontinued-no-followon" is shown
    And the suggestions of the "denosumab-discontinued-no-followon" card are "radiograph of the spine" and "turnover markers"

  @denosumab-discontinued-no-followon @negative
  Scenario Outline: A follow-on that was given, or may have been, silences the card in comfort care too
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    And hospice care has been active since 2026-03-01
    And <follow-on>
    When the clinician opens the chart
    Then the card "denosumab-discontinued-no-followon" is not shown

    Examples:
      | follow-on                                           |
      | zoledronate 5 mg was given on 2025-12-15            |
      | an active alendronate order dated 2023-02-01 exists |

  @denosumab-discontinued-no-followon @missing-data
  Scenario: An order in words only may be the answer
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    When the clinician selects an order for alendronate in words only
    Then the card "denosumab-discontinued-no-followon" is not shown
    And the "data-needed" card lists "drug order"

  @denosumab-to-bone-forming-switch @missing-data
  Scenario: An order for denosumab that can not be read does not tell that denosumab goes on
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2026-01-08
    And an unreadable order for denosumab 60 mg
    When the clinician selects an order for teriparatide
    Then a warning card "denosumab-to-bone-forming-switch" is shown
    And the notes of the "denosumab-to-bone-forming-switch" card are none
