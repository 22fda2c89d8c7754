@rebound
Feature: What a rebound card says in each state of the record
  One patient a rule, one line a state: what is shown, which notes and suggestions it has, and what is asked for.

  # --- no cement in a rebound fracture ---------------------------------------------------------------

  @rebound-no-augmentation @rebound-no-bone-forming-first @rebound-possible-review @missing-data
  Scenario Outline: What is asked for before cement or a bone-forming drug: <exposure>, <fracture>
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And <exposure>
    And <fracture>
    When the clinician selects an order for vertebroplasty of L1
    Then the items that "rebound-no-augmentation" asks for are <selecting>
    And the items that "rebound-possible-review" asks for are <review>
    When the clinician signs an order for vertebroplasty of L1
    Then the items that "rebound-no-augmentation" asks for are <signing>
    When the clinician signs an order for teriparatide
    Then the items that "rebound-no-bone-forming-first" asks for are <selecting>
    And the items that "rebound-possible-review" asks for are <drug>

    Examples: denosumab 60 mg was given
      | exposure                                | fracture                                         | selecting        | signing          | review           | drug             |
      | denosumab 60 mg was given on 2025-02-05 | a vertebral fracture of L1 with onset 2025-11-20 | none             | none             | none             | none             |
      | denosumab 60 mg was given on 2025-02-05 | a vertebral fracture of L1 with onset 2025-11    | "fracture onset" | "fracture onset" | none             | none             |
      | denosumab 60 mg was given on 2025-02-05 | a vertebral fracture of L1 with no onset date    | "fracture onset" | "fracture onset" | "fracture onset" | "fracture onset" |
      | denosumab 60 mg was given on 2025-02-05 | a vertebral fracture of T8 with onset 2021-05-02 | none             | none             | none             | none             |

    Examples: the patient says that she never had it
      | exposure                                                | fracture                                         | selecting | signing | review | drug |
      | the patient states that denosumab 60 mg was never taken | a vertebral fracture of L1 with onset 2025-11-20 | none      | none    | none   | none |
      | the patient states that denosumab 60 mg was never taken | a vertebral fracture of L1 with onset 2025-11    | none      | none    | none   | none |
      | the patient states that denosumab 60 mg was never taken | a vertebral fracture of L1 with no onset date    | none      | none    | none   | none |
      | the patient states that denosumab 60 mg was never taken | a vertebral fracture of T8 with onset 2021-05-02 | none      | none    | none   | none |

    Examples: none is recorded, which is confirmed before cement is signed
      | exposure                      | fracture                                         | selecting | signing                                   | review | drug |
      | no denosumab dose is recorded | a vertebral fracture of L1 with onset 2025-11-20 | none      | "denosumab history, none recorded so far" | none   | none |
      | no denosumab dose is recorded | a vertebral fracture of L1 with onset 2025-11    | none      | "denosumab history, none recorded so far" | none   | none |
      | no denosumab dose is recorded | a vertebral fracture of L1 with no onset date    | none      | "denosumab history, none recorded so far" | none   | none |
      | no denosumab dose is recorded | a vertebral fracture of T8 with onset 2021-05-02 | none      | "denosumab history, none recorded so far" | none   | none |

    Examples: only another strength was given
      | exposure                                 | fracture                                         | selecting                                | signing                                  | review                                                | drug             |
      | denosumab 120 mg was given on 2025-02-05 | a vertebral fracture of L1 with onset 2025-11-20 | "denosumab history"                      | "denosumab history"                      | "denosumab history"                                   | none             |
      | denosumab 120 mg was given on 2025-02-05 | a vertebral fracture of L1 with onset 2025-11    | "denosumab history" and "fracture onset" | "denosumab history" and "fracture onset" | "denosumab history" and "fracture onset"              | "fracture onset" |
      | denosumab 120 mg was given on 2025-02-05 | a vertebral fracture of L1 with no onset date    | "denosumab history" and "fracture onset" | "denosumab history" and "fracture onset" | "denosumab history" and "fracture onset"              | "fracture onset" |
      | denosumab 120 mg was given on 2025-02-05 | a vertebral fracture of T8 with onset 2021-05-02 | "denosumab history"                      | "denosumab history"                      | "denosumab history" and "date of last denosumab dose" | none             |

    Examples: no medicine is recorded at all
      | exposure                      | fracture                                                   | selecting                                | signing                                  | review                                                | drug                |
      | there is no medication record | a vertebral fracture of L1 with onset 2025-11-20           | "denosumab history"                      | "denosumab history"                      | "denosumab history" and "date of last denosumab dose" | "denosumab history" |
      | there is no medication record | a vertebral fracture of L1 with onset 2025-11              | "denosumab history" and "fracture onset" | "denosumab history" and "fracture onset" | "denosumab history" and "date of last denosumab dose" | "denosumab history" |
      | there is no medication record | a vertebral fracture of L1 with no onset date              | "denosumab history" and "fracture onset" | "denosumab history" and "fracture onset" | "denosumab history" and "date of last denosumab dose" | "denosumab history" |
      | there is no medication record | a vertebral fracture of T8 with onset 2021-05-02           | "denosumab history"                      | "denosumab history"                      | "denosumab history" and "date of last denosumab dose" | "denosumab history" |
      | there is no medication record | a malignant vertebral fracture of L1 with onset 2025-11-20 | "denosumab history"                      | "denosumab history"                      | "denosumab history"                                   | none                |

  @rebound-no-augmentation @rebound-possible-review @missing-data
  Scenario: A cement order that is named in words only is asked about, not forbidden
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-02-05
    And a vertebral fracture of L1 with onset 2025-11-20
    When the clinician signs an order for vertebroplasty of L1 in words only
    Then the card "rebound-no-augmentation" is not shown
    And the items that "rebound-no-augmentation" asks for are "procedure ordered"
    And the items that "rebound-possible-review" asks for are none

  # --- a potent antiresorptive first -----------------------------------------------------------------

  @rebound-antiresorptive-first
  Scenario Outline: Calcium decides whether a drug is drafted: <calcium>
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    And <calcium>
    And eGFR was 41 mL/min/1.73 m² on 2026-02-01
    And creatinine clearance was 44 mL/min on 2026-02-01
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And the findings of the "rebound-antiresorptive-first" card are "consider a potent antiresorptive now"
    And the notes of the "rebound-antiresorptive-first" card are <notes>
    And the suggestions of the "rebound-antiresorptive-first" card are <suggestions>

    Examples:
      | calcium                                                | notes                | suggestions                                                                   |
      | albumin-corrected calcium was 9.3 mg/dL on 2026-02-01  | none                 | "Denosumab 60 mg", "Zoledronate 5 mg", "Order creatinine" and "bone clinic" |
      | albumin-corrected calcium was 8.4 mg/dL on 2026-02-01  | "Calcium may be low" | "Order creatinine" and "bone clinic"                                        |
      | total calcium was 8.2 mg/dL on 2026-02-01              | "Calcium may be low" | "Order creatinine" and "bone clinic"                                        |
      | albumin-corrected calcium was 10.6 mg/dL on 2026-02-01 | "Calcium is high"    | "Order creatinine" and "bone clinic"                                        |
      | albumin-corrected calcium was 9.3 mg/dL on 2025-08-01  | none                 | "Order creatinine" and "bone clinic"                                        |

  @rebound-antiresorptive-first
  Scenario Outline: The kidneys decide which drug is drafted: eGFR <egfr> on <day>, clearance <crcl> on <date>
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    And albumin-corrected calcium was 9.3 mg/dL on 2026-02-01
    And eGFR was <egfr> mL/min/1.73 m² on <day>
    And creatinine clearance was <crcl> mL/min on <date>
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And the notes of the "rebound-antiresorptive-first" card are <notes>
    And the suggestions of the "rebound-antiresorptive-first" card are <suggestions>

    Examples:
      | egfr | day        | crcl | date       | notes                                              | suggestions                                                                  |
      | 41   | 2026-02-01 | 44   | 2026-02-01 | none                                               | "Denosumab 60 mg", "Zoledronate 5 mg", "Order creatinine" and "bone clinic"  |
      | 41   | 2026-02-01 | 34   | 2026-02-01 | "clearance 34 mL/min is below 35"                  | "Denosumab 60 mg", "Order creatinine" and "bone clinic"                      |
      | 41   | 2026-02-01 | 29   | 2026-02-01 | "clearance 29 mL/min is below 35"                  | "Denosumab 60 mg", "Order creatinine" and "bone clinic"                      |
      | 41   | 2026-02-01 | 44   | 2025-08-01 | none                                               | "Denosumab 60 mg", "Order creatinine" and "bone clinic"                      |
      | 29   | 2026-02-01 | 44   | 2026-02-01 | "eGFR below 30"                                    | "Zoledronate 5 mg", "Order creatinine", "bone clinic" and "nephrology"       |
      | 41   | 2025-08-01 | 44   | 2026-02-01 | none                                               | "Zoledronate 5 mg", "Order creatinine" and "bone clinic"                     |
      | 29   | 2026-02-01 | 29   | 2026-02-01 | "eGFR below 30" and "clearance 29 mL/min is below" | "Order creatinine", "bone clinic" and "nephrology"                           |

  @rebound-antiresorptive-first
  Scenario Outline: What else decides which drug is drafted: <given>
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    And albumin-corrected calcium was 9.3 mg/dL on 2026-02-01
    And eGFR was 41 mL/min/1.73 m² on 2026-02-01
    And creatinine clearance was 44 mL/min on 2026-02-01
    And <given>
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And the notes of the "rebound-antiresorptive-first" card are <notes>
    And the suggestions of the "rebound-antiresorptive-first" card are <suggestions>

    Examples:
      | given                                                                | notes                                                | suggestions                                                                 |
      | active conditions: diabetes                                          | none                                                 | "Denosumab 60 mg", "Zoledronate 5 mg", "Order creatinine" and "bone clinic" |
      | active conditions: acute kidney injury                               | "Acute kidney injury"                                | "Denosumab 60 mg", "Order creatinine" and "bone clinic"                     |
      | provisional acute kidney injury is on the problem list               | none                                                 | "Denosumab 60 mg", "Order creatinine" and "bone clinic"                     |
      | an active allergy to denosumab                                       | "An allergy to denosumab"                            | "Zoledronate 5 mg", "Order creatinine" and "bone clinic"                    |
      | an unconfirmed allergy to denosumab                                  | none                                                 | "Zoledronate 5 mg", "Order creatinine" and "bone clinic"                    |
      | an active allergy to zoledronate                                     | "An allergy to zoledronate or a bisphosphonate"      | "Denosumab 60 mg", "Order creatinine" and "bone clinic"                     |
      | an active allergy to alendronate                                     | "An allergy to zoledronate or a bisphosphonate"      | "Denosumab 60 mg", "Order creatinine" and "bone clinic"                     |
      | an unconfirmed allergy to zoledronate                                | none                                                 | "Denosumab 60 mg", "Order creatinine" and "bone clinic"                     |
      | the patient is on haemodialysis                                      | "eGFR below 30 or dialysis" and "clearance dialysis" | "Order creatinine", "bone clinic" and "nephrology"                          |
      | provisional kidney failure on dialysis is on the problem list        | none                                                 | "Order creatinine" and "bone clinic"                                        |

  @rebound-antiresorptive-first
  Scenario Outline: What was given after the fracture: <given>
    Given the as-of date is <asof>
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    And <given>
    And albumin-corrected calcium was 9.3 mg/dL on <asof>
    And eGFR was 41 mL/min/1.73 m² on <asof>
    And creatinine clearance was 44 mL/min on <asof>
    When the clinician opens the chart
    Then <card>
    And the findings of the "rebound-antiresorptive-first" card are <finding>
    And the notes of the "rebound-antiresorptive-first" card are <notes>
    And the suggestions of the "rebound-antiresorptive-first" card are <suggestions>
    And the items that "rebound-antiresorptive-first" asks for are <asked>

    Examples:
      | asof       | given                                                                | card                                                   | finding                    | notes                                                                 | suggestions                                                                 | asked                          |
      | 2026-02-20 | no osteoporosis drug has been recorded since                         | a warning card "rebound-antiresorptive-first" is shown | "consider a potent"        | none                                                                  | "Denosumab 60 mg", "Zoledronate 5 mg", "Order creatinine" and "bone clinic" | none                           |
      | 2026-02-20 | denosumab 60 mg was given on 2026-01-05                              | an info card "rebound-antiresorptive-first" is shown   | "antiresorptive restarted" | "denosumab 60 mg was given on 2026-01-05, on or after the onset"      | "Order creatinine" and "bone clinic"                                        | none                           |
      | 2026-02-20 | zoledronate 5 mg was given on 2026-01-05                             | an info card "rebound-antiresorptive-first" is shown   | "antiresorptive restarted" | "was given on 2026-01-05, on or after the onset"                      | "Order creatinine" and "bone clinic"                                        | none                           |
      | 2026-08-05 | denosumab 60 mg was given on 2026-01-05                              | an info card "rebound-antiresorptive-first" is shown   | "antiresorptive restarted" | "denosumab 60 mg was given on 2026-01-05, on or after the onset"      | "Order creatinine" and "bone clinic"                                        | none                           |
      | 2026-08-06 | denosumab 60 mg was given on 2026-01-05                              | a warning card "rebound-antiresorptive-first" is shown | "consider a potent"        | "denosumab 60 mg was given on 2026-01-05; its cover has lapsed"       | "Denosumab 60 mg", "Zoledronate 5 mg", "Order creatinine" and "bone clinic" | none                           |
      | 2026-02-20 | the patient states that denosumab 60 mg was given on 2026-01-05      | a warning card "rebound-antiresorptive-first" is shown | "consider a potent"        | none                                                                  | "Order creatinine" and "bone clinic"                                        | "denosumab history: date of last denosumab dose" |

  @rebound-antiresorptive-first @negative
  Scenario Outline: The drug itself is being ordered: <order>
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    When the clinician signs an order for <order>
    Then <expected>
    And the card "rebound-no-augmentation" is not shown
    And the items that "rebound-antiresorptive-first" asks for are <asked>

    Examples:
      | order                     | expected                                               | asked                                              |
      | denosumab                 | the card "rebound-antiresorptive-first" is not shown   | none                                               |
      | zoledronate               | the card "rebound-antiresorptive-first" is not shown   | none                                               |
      | infused ibandronate       | the card "rebound-antiresorptive-first" is not shown   | none                                               |
      | denosumab in words only   | the card "rebound-antiresorptive-first" is not shown   | "antiresorptive in context"                        |
      | alendronate               | a warning card "rebound-antiresorptive-first" is shown | "calcium", "creatinine and weight" and "eGFR" |

  @rebound-antiresorptive-first @boundary
  Scenario Outline: The episode lasts twelve months: a fracture on <onset>
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-05-20
    And a vertebral fracture of L2 with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                               |
      | 2025-02-20 | a warning card "rebound-antiresorptive-first" is shown |
      | 2025-02-19 | the card "rebound-antiresorptive-first" is not shown   |

  @rebound-antiresorptive-first @rebound-possible-review @missing-data
  Scenario Outline: Denosumab was ordered and no dose is recorded: <fracture>
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And an active denosumab order dated 2025-09-01 exists
    And <fracture>
    When the clinician opens the chart
    Then the card "rebound-antiresorptive-first" is not shown
    And the card "rebound-possible-review" is not shown
    And the items that "rebound-antiresorptive-first" asks for are <asked>
    And the items that "rebound-possible-review" asks for are <asked>

    Examples:
      | fracture                                         | asked               |
      | a vertebral fracture of L2 with onset 2025-12-28 | "denosumab history" |
      | a vertebral fracture of L2 with onset 2021-12-28 | none                |

  # --- care of the fracture --------------------------------------------------------------------------

  @rebound-supportive-care @missing-data
  Scenario Outline: Care of a fresh fracture: <given>, <fracture>
    Given the as-of date is 2026-01-20
    And a 72-year-old woman
    And <given>
    And <fracture>
    When the clinician discharges the patient
    Then <care>
    And the items that "rebound-supportive-care" asks for are <asked>

    Examples: rebound is probable, possible, none and unknown; the weeks since the onset are open
      | given                                             | fracture                                         | care                                            | asked               |
      | denosumab 60 mg was given on 2025-03-03           | a vertebral fracture of L2 with onset 2025-12-30 | an info card "rebound-supportive-care" is shown | none                |
      | denosumab 60 mg was given on 2023-09-02           | a vertebral fracture of L2 with onset 2025-12-30 | the card "rebound-supportive-care" is not shown | none                |
      | denosumab 60 mg was given on 2025-09-01           | a vertebral fracture of L2 with onset 2025-12-30 | the card "rebound-supportive-care" is not shown | none                |
      | there is no medication record                     | a vertebral fracture of L2 with onset 2025-12-30 | the card "rebound-supportive-care" is not shown | none                |
      | an active denosumab order dated 2025-09-01 exists | a vertebral fracture of L2 with onset 2025-12-30 | the card "rebound-supportive-care" is not shown | "denosumab history" |
      | an active denosumab order dated 2025-09-01 exists | a vertebral fracture of L2 with onset 2025-08-30 | the card "rebound-supportive-care" is not shown | none                |
      | an active denosumab order dated 2025-09-01 exists | a vertebral fracture of L2 with onset 2021-12-30 | the card "rebound-supportive-care" is not shown | none                |
      | denosumab 60 mg was given on 2025-02-03           | a vertebral fracture of L2 with onset 2025-10    | the card "rebound-supportive-care" is not shown | "fracture onset"    |

  # --- a bone-forming drug first ---------------------------------------------------------------------

  @rebound-no-bone-forming-first
  Scenario Outline: A rebound fracture, and the order is for <order>
    Given the as-of date is 2026-02-12
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-04-02
    And a vertebral fracture of T9 with onset 2026-01-25
    When the clinician signs an order for <order>
    Then <expected>
    And the items that "rebound-no-bone-forming-first" asks for are <asked>

    Examples:
      | order                      | expected                                                | asked          |
      | teriparatide               | a warning card "rebound-no-bone-forming-first" is shown | none           |
      | abaloparatide              | a warning card "rebound-no-bone-forming-first" is shown | none           |
      | romosozumab                | a warning card "rebound-no-bone-forming-first" is shown | none           |
      | denosumab                  | the card "rebound-no-bone-forming-first" is not shown   | none           |
      | zoledronate                | the card "rebound-no-bone-forming-first" is not shown   | none           |
      | infused ibandronate        | the card "rebound-no-bone-forming-first" is not shown   | none           |
      | alendronate                | the card "rebound-no-bone-forming-first" is not shown   | none           |
      | infused alendronate        | the card "rebound-no-bone-forming-first" is not shown   | none           |
      | vertebroplasty of T9       | the card "rebound-no-bone-forming-first" is not shown   | none           |
      | teriparatide in words only | the card "rebound-no-bone-forming-first" is not shown   | "drug ordered" |

  @rebound-no-bone-forming-first @negative
  Scenario Outline: Later sequence on <asof>: <dose>, <later>, <plan>
    Given the as-of date is <asof>
    And a 72-year-old woman
    And denosumab 60 mg was given on <dose>
    And a vertebral fracture of T9 with onset 2026-01-25
    And <later>
    And <plan>
    When the clinician signs an order for teriparatide
    Then <expected>

    Examples: a probable rebound fracture; silent only when a drug was given after it and a specialist has a plan
      | asof       | dose       | later                                                           | plan                                                       | expected                                                                                         |
      | 2026-02-12 | 2025-04-02 | no osteoporosis drug has been recorded since                    | no osteoporosis drug has been recorded since               | the findings of the "rebound-no-bone-forming-first" card are "Rebound fracture: review starting" |
      | 2026-02-12 | 2025-04-02 | no osteoporosis drug has been recorded since                    | a bone specialist has a plan for the treatment             | the findings of the "rebound-no-bone-forming-first" card are "Rebound fracture: review starting" |
      | 2026-02-12 | 2025-04-02 | denosumab 60 mg was given on 2026-02-01                         | no osteoporosis drug has been recorded since               | the findings of the "rebound-no-bone-forming-first" card are "Rebound fracture: review starting" |
      | 2026-02-12 | 2025-04-02 | denosumab 60 mg was given on 2026-02-01                         | the plan of a bone specialist for the treatment is on hold | the findings of the "rebound-no-bone-forming-first" card are "Rebound fracture: review starting" |
      | 2026-02-12 | 2025-04-02 | denosumab 60 mg was given on 2026-02-01                         | a bone specialist has a plan for the treatment             | the card "rebound-no-bone-forming-first" is not shown                                            |
      | 2026-10-12 | 2025-04-02 | denosumab 60 mg was given on 2026-02-01                         | no osteoporosis drug has been recorded since               | the findings of the "rebound-no-bone-forming-first" card are "Rebound fracture: review starting" |
      | 2026-10-12 | 2025-04-02 | denosumab 60 mg was given on 2026-02-01                         | a bone specialist has a plan for the treatment             | the card "rebound-no-bone-forming-first" is not shown                                            |
      | 2026-02-12 | 2025-04-02 | the patient states that denosumab 60 mg was given on 2026-02-01 | no osteoporosis drug has been recorded since               | the findings of the "rebound-no-bone-forming-first" card are "Rebound fracture: review starting" |
      | 2026-02-12 | 2025-04-02 | the patient states that denosumab 60 mg was given on 2026-02-01 | a bone specialist has a plan for the treatment             | the findings of the "rebound-no-bone-forming-first" card are "Rebound fracture: review starting" |

    Examples: a possible one, 28 months after the last dose
      | asof       | dose       | later                                                           | plan                                                       | expected                                                                                         |
      | 2026-02-12 | 2023-09-02 | no osteoporosis drug has been recorded since                    | no osteoporosis drug has been recorded since               | the findings of the "rebound-no-bone-forming-first" card are "Possible rebound fracture: review" |
      | 2026-02-12 | 2023-09-02 | no osteoporosis drug has been recorded since                    | a bone specialist has a plan for the treatment             | the findings of the "rebound-no-bone-forming-first" card are "Possible rebound fracture: review" |
      | 2026-02-12 | 2023-09-02 | denosumab 60 mg was given on 2026-02-01                         | no osteoporosis drug has been recorded since               | the findings of the "rebound-no-bone-forming-first" card are "Possible rebound fracture: review" |
      | 2026-02-12 | 2023-09-02 | denosumab 60 mg was given on 2026-02-01                         | the plan of a bone specialist for the treatment is on hold | the findings of the "rebound-no-bone-forming-first" card are "Possible rebound fracture: review" |
      | 2026-02-12 | 2023-09-02 | denosumab 60 mg was given on 2026-02-01                         | a bone specialist has a plan for the treatment             | the card "rebound-no-bone-forming-first" is not shown                                            |
      | 2026-10-12 | 2023-09-02 | denosumab 60 mg was given on 2026-02-01                         | no osteoporosis drug has been recorded since               | the findings of the "rebound-no-bone-forming-first" card are "Possible rebound fracture: review" |
      | 2026-10-12 | 2023-09-02 | denosumab 60 mg was given on 2026-02-01                         | a bone specialist has a plan for the treatment             | the card "rebound-no-bone-forming-first" is not shown                                            |
      | 2026-02-12 | 2023-09-02 | the patient states that denosumab 60 mg was given on 2026-02-01 | no osteoporosis drug has been recorded since               | the findings of the "rebound-no-bone-forming-first" card are "Possible rebound fracture: review" |
      | 2026-02-12 | 2023-09-02 | the patient states that denosumab 60 mg was given on 2026-02-01 | a bone specialist has a plan for the treatment             | the findings of the "rebound-no-bone-forming-first" card are "Possible rebound fracture: review" |

  @rebound-no-bone-forming-first @missing-data
  Scenario: Nothing is known of denosumab when a bone-forming drug is signed
    Given the as-of date is 2026-02-12
    And a 72-year-old woman
    And there is no medication record
    And a vertebral fracture of T9 with onset 2026-01-25
    When the clinician signs an order for teriparatide
    Then the card "rebound-no-bone-forming-first" is not shown
    And the card "rebound-possible-review" is not shown
    And the "data-needed" card lists "denosumab history"

  @rebound-no-bone-forming-first
  Scenario Outline: Why a rebound fracture is only possible stands on the card about the bone-forming drug: <dose>
    Given the as-of date is 2026-02-12
    And a 72-year-old woman
    And denosumab 60 mg was given on <dose>
    And a vertebral fracture of T9 with onset 2026-01-25
    When the clinician signs an order for romosozumab
    Then a warning card "rebound-no-bone-forming-first" is shown
    And the notes of the "rebound-no-bone-forming-first" card are <notes>
    And the suggestions of the "rebound-no-bone-forming-first" card are "Remove" and "bone clinic"

    Examples:
      | dose       | notes                                     |
      | 2025-04-02 | none                                      |
      | 2023-09-02 | "Uncertain: late window, 24 to 36 months" |

  # --- a rebound fracture is not excluded ------------------------------------------------------------

  @rebound-possible-review
  Scenario Outline: A possible rebound fracture, and <action>
    Given the as-of date is 2026-02-12
    And a 72-year-old woman
    And denosumab 60 mg was given on 2023-09-02
    And a vertebral fracture of T9 with onset 2026-01-25
    When <action>
    Then <expected>
    And the items that "rebound-possible-review" asks for are <asked>
    And the card "rebound-antiresorptive-first" is not shown

    Examples:
      | action                                                                | expected                                          | asked               |
      | the clinician opens the chart                                         | a warning card "rebound-possible-review" is shown | none                |
      | the clinician enters a vertebral fracture of L3 with onset 2026-02-01 | a warning card "rebound-possible-review" is shown | none                |
      | the clinician discharges the patient                                  | the card "rebound-possible-review" is not shown   | none                |
      | the clinician selects an order for vertebroplasty of T9               | a warning card "rebound-possible-review" is shown | none                |
      | the clinician signs an order for vertebroplasty of T9                 | a warning card "rebound-possible-review" is shown | none                |
      | the clinician signs an order for vertebroplasty of T9 in words only   | the card "rebound-possible-review" is not shown   | "procedure ordered" |
      | the clinician signs an order for teriparatide                         | a warning card "rebound-possible-review" is shown | none                |
      | the clinician signs an order for abaloparatide                        | a warning card "rebound-possible-review" is shown | none                |
      | the clinician signs an order for romosozumab                          | a warning card "rebound-possible-review" is shown | none                |
      | the clinician signs an order for teriparatide in words only           | the card "rebound-possible-review" is not shown   | "drug ordered"      |
      | the clinician signs an order for denosumab                            | the card "rebound-possible-review" is not shown   | none                |
      | the clinician selects an order for denosumab                          | the card "rebound-possible-review" is not shown   | none                |
      | the clinician signs an order for zoledronate                          | the card "rebound-possible-review" is not shown   | none                |
      | the clinician signs an order for infused ibandronate                  | the card "rebound-possible-review" is not shown   | none                |
      | the clinician signs an order for alendronate                          | the card "rebound-possible-review" is not shown   | none                |
      | the clinician signs an order for infused alendronate                  | the card "rebound-possible-review" is not shown   | none                |

  @rebound-possible-review
  Scenario Outline: A possible rebound fracture of T12, cement ordered <level>: <target>, <other>
    Given the as-of date is 2026-02-12
    And a 72-year-old woman
    And denosumab 60 mg was given on 2023-09-02
    And a vertebral fracture of T12 with onset 2026-01-25
    And <target>
    And <other>
    When the clinician signs an order for vertebroplasty <level>
    Then <expected>

    Examples: silent where the target itself is malignant or infective
      | target                                                                 | other                                                      | level           | expected                                          |
      | a vertebral fracture of L4 with onset 2021-05-02                       | active conditions: diabetes                                | of L4           | a warning card "rebound-possible-review" is shown |
      | active conditions: diabetes                                            | active conditions: diabetes                                | of L4           | a warning card "rebound-possible-review" is shown |
      | a vertebral fracture of L4 with onset 2021-05-02                       | a malignant vertebral fracture of L1 with onset 2025-12-20 | of L4           | a warning card "rebound-possible-review" is shown |
      | a high-energy traumatic vertebral fracture of L4 with onset 2026-02-05 | active conditions: diabetes                                | of L4           | a warning card "rebound-possible-review" is shown |
      | a malignant vertebral fracture of L4 with onset 2026-01-10             | active conditions: diabetes                                | of L4           | the card "rebound-possible-review" is not shown   |
      | a vertebral fracture of L4 with onset 2026-01-10                       | spondylodiscitis of L4 with onset 2026-01-10               | of L4           | the card "rebound-possible-review" is not shown   |
      | a malignant vertebral fracture of L4 with onset 2026-01-10             | active conditions: diabetes                                | without a level | a warning card "rebound-possible-review" is shown |

  @rebound-possible-review
  Scenario Outline: No rebound fracture, denosumab wearing off, cement ordered <level>: <target>, <other>
    Given the as-of date is 2026-04-15
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-07-20
    And <target>
    And <other>
    When the clinician signs an order for vertebroplasty <level>
    Then <expected>

    Examples: silent where the target itself is malignant or infective
      | target                                                                 | other                                                      | level           | expected                                          |
      | a vertebral fracture of L3 with onset 2025-06-30                       | active conditions: diabetes                                | of L3           | a warning card "rebound-possible-review" is shown |
      | a vertebral fracture of L3 with onset 2025-06-30                       | active conditions: diabetes                                | of L5           | a warning card "rebound-possible-review" is shown |
      | a vertebral fracture of L3 with onset 2025-06-30                       | a malignant vertebral fracture of L1 with onset 2025-06-30 | of L3           | a warning card "rebound-possible-review" is shown |
      | a high-energy traumatic vertebral fracture of L3 with onset 2026-03-30 | active conditions: diabetes                                | of L3           | a warning card "rebound-possible-review" is shown |
      | a malignant vertebral fracture of L3 with onset 2026-03-30             | active conditions: diabetes                                | of L3           | the card "rebound-possible-review" is not shown   |
      | a vertebral fracture of L3 with onset 2026-03-30                       | spondylodiscitis of L3 with onset 2026-03-30               | of L3           | the card "rebound-possible-review" is not shown   |
      | a vertebral fracture of L3 with onset 2025-06-30                       | a malignant vertebral fracture of L1 with onset 2025-06-30 | without a level | a warning card "rebound-possible-review" is shown |

  @rebound-possible-review @negative
  Scenario Outline: No rebound fracture, denosumab wearing off, and no cement is known to be ordered: <given>, <action>
    Given the as-of date is 2026-04-15
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-07-20
    And a vertebral fracture of L3 with onset 2025-06-30
    And <given>
    When <action>
    Then the card "rebound-possible-review" is not shown
    And the items that "rebound-possible-review" asks for are <asked>

    Examples:
      | given                                                         | action                                        | asked               |
      | no osteoporosis drug has been recorded since                  | the clinician opens the chart                 | none                |
      | no osteoporosis drug has been recorded since                  | the clinician signs an order for teriparatide | none                |
      | an active order for vertebroplasty of L3 in words only exists | the clinician opens the chart                 | "procedure ordered" |

  @rebound-possible-review @missing-data
  Scenario: A cement order in words only is asked about before the denosumab history is
    Given the as-of date is 2026-02-12
    And a 72-year-old woman
    And denosumab 120 mg was given on 2025-04-02
    And a vertebral fracture of T9 with onset 2026-01-25
    And an active order for vertebroplasty of T9 in words only exists
    When the clinician opens the chart
    Then a warning card "rebound-possible-review" is shown
    And the items that "rebound-possible-review" asks for are "procedure ordered"

  @rebound-possible-review
  Scenario Outline: What the review says and offers: <given>, <fracture>
    Given the as-of date is 2026-02-12
    And a 72-year-old woman
    And <given>
    And <fracture>
    When the clinician signs an order for vertebroplasty of T9
    Then a warning card "rebound-possible-review" is shown
    And the notes of the "rebound-possible-review" card are <notes>
    And the suggestions of the "rebound-possible-review" card are <suggestions>

    Examples:
      | given                                                 | fracture                                         | notes                                                                                                                                                            | suggestions                                                    |
      | denosumab 60 mg was given on 2023-09-02               | a vertebral fracture of T9 with onset 2026-01-25 | "Uncertain: late window"                                                                                                                                         | "Confirm the dates", "turnover markers"                        |
      | denosumab 60 mg was given on 2025-04-02               | a vertebral fracture of T9 with no onset date    | "Uncertain: the onset of the fracture is not recorded"                                                                                                           | "Confirm the dates", "turnover markers" and "MRI of the spine" |
      | denosumab 60 mg was given on 2025-04-02               | a vertebral fracture of T9 with onset 2025       | "Uncertain: the fracture is dated 2025"                                                                                                                          | "Confirm the dates", "turnover markers" and "MRI of the spine" |
      | denosumab 120 mg was given on 2025-04-02              | a vertebral fracture of T9 with onset 2026-01-25 | "Uncertain: the last dose before the fracture is of another or unknown strength" and "Denosumab 120 mg (oncology strength) is on record, last on 2025-04-02"     | "Confirm the dates", "turnover markers"                        |
      | denosumab of unknown strength was given on 2025-04-02 | a vertebral fracture of T9 with onset 2026-01-25 | "Uncertain: the last dose before the fracture is of another or unknown strength" and "Denosumab of another or unknown strength is on record, last on 2025-04-02" | "Confirm the dates", "turnover markers"                        |
      | denosumab 60 mg was given on 2025-04-02               | a vertebral fracture of T9 with onset 2021-05-02 | "Denosumab is wearing off (last dose 2025-04-02)"                                                                                                                | "Confirm the dates", "turnover markers"                        |
      | denosumab 60 mg was given on 2025-04-02               | active conditions: diabetes                      | "Denosumab is wearing off (last dose 2025-04-02)"                                                                                                                | "Confirm the dates", "turnover markers"                        |

  @rebound-possible-review @boundary
  Scenario Outline: A fracture on <onset>, up to three months after a dose that was given five months late
    Given the as-of date is 2026-01-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-10-01 and 2025-09-15
    And a vertebral fracture of L1 with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                          |
      | 2025-12-15 | a warning card "rebound-possible-review" is shown |
      | 2025-12-16 | the card "rebound-possible-review" is not shown   |

  @rebound-possible-review @missing-data
  Scenario Outline: The problem list holds a fracture that can not be read: <action>
    Given the as-of date is 2026-02-12
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-04-02
    And an unreadable entry of a vertebral fracture of T9
    When <action>
    Then the card "rebound-possible-review" is not shown
    And the card "rebound-no-augmentation" is not shown
    And the items that "rebound-possible-review" asks for are <asked>

    Examples:
      | action                                                | asked                                                                    |
      | the clinician opens the chart                         | "fracture onset"                                                         |
      | the clinician signs an order for vertebroplasty of T9 | "denosumab history", "fracture onset" and "fracture at the target level" |

  @rebound-antiresorptive-first @missing-data
  Scenario Outline: An allergy that is not confirmed withholds a draft, and is asked about
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And albumin-corrected calcium was 9.2 mg/dL on 2026-03-02
    And eGFR was 52 mL/min/1.73 m² on 2026-03-02
    And creatinine clearance was 48 mL/min on 2026-03-02
    And denosumab 60 mg was given on 2024-08-05 and 2025-02-05
    And a vertebral fracture of L1 with onset 2025-11-20
    And <given>
    When the clinician opens the chart
    Then a denosumab 60 mg draft is <denosumab>
    And a zoledronate 5 mg draft is <zoledronate>
    And the "data-needed" card <asked> "<item>"

    Examples:
      | given                                        | denosumab   | zoledronate | asked         | item                |
      | no osteoporosis drug has been recorded since | offered     | offered     | does not list | allergy             |
      | an unconfirmed allergy to denosumab          | not offered | offered     | lists         | denosumab allergy   |
      | an unconfirmed allergy to zoledronate        | offered     | not offered | lists         | zoledronate allergy |
      | an active allergy to denosumab               | not offered | offered     | does not list | denosumab allergy   |
