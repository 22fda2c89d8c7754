Feature: After balloon kyphoplasty, each state of the record
  Whether romosozumab may be considered or a bisphosphonate is compared with it, what the card then says and
  offers, and what is asked for. Each table changes one thing of the same woman.

  Background:
    Given the as-of date is 2026-02-16
    And a 76-year-old woman

  @post-bkp-consider-romosozumab
  Scenario Outline: Romosozumab may be considered: what the card says and offers
    Given a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And the notes of the "post-bkp-consider-romosozumab" card are <notes>
    And the suggestions of the "post-bkp-consider-romosozumab" card are <suggestions>
    And the items that "post-bkp-consider-romosozumab" asks for are <asked>

    Examples: infarction and stroke
      | given                                           | notes                                                                                                                                                | suggestions                                             | asked |
      | active conditions: none                         | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "romosozumab 210 mg", "order calcium" and "bone clinic" | none  |
      | a myocardial infarction on 2025-02-15           | "myocardial infarction on 2025-02-15: review cardiovascular risk first", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55" | "order calcium" and "bone clinic"                       | none  |
      | ischaemic heart disease diagnosed on 2025-08-01 | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "romosozumab 210 mg", "order calcium" and "bone clinic" | none  |

    Examples: denosumab long ago, or never
      | given                                                   | notes                                                                                   | suggestions                                             | asked |
      | the patient states that denosumab 60 mg was never taken | "infarction and stroke: none recorded" and "postmenopausal: assumed from the age of 55" | "romosozumab 210 mg", "order calcium" and "bone clinic" | none  |
      | denosumab 60 mg was given on 2022-06-01                 | "infarction and stroke: none recorded" and "postmenopausal: assumed from the age of 55" | "romosozumab 210 mg", "order calcium" and "bone clinic" | none  |

    Examples: other bone drugs
      | given                                                                     | notes                                                                                                                                                          | suggestions                                             | asked                    |
      | calcium and vitamin D have been active since 2025-01-01                   | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "romosozumab 210 mg", "order calcium" and "bone clinic" | none                     |
      | raloxifene has been active since 2025-01-01                               | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "romosozumab 210 mg", "order calcium" and "bone clinic" | none                     |
      | zoledronate 5 mg was given on 2025-06-01                                  | "infarction and stroke: none recorded", "denosumab: none recorded", "current antiresorptive: zoledronic acid" and "postmenopausal: assumed from the age of 55" | "order calcium" and "bone clinic"                       | none                     |
      | an active alendronate order dated 2025-01-10 exists                       | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "order calcium" and "bone clinic"                       | "therapy record"         |
      | romosozumab 210 mg was given monthly for 9 doses, the last on 2023-06-01  | "infarction and stroke: none recorded", "denosumab: none recorded", "9 of 12 doses already given" and "postmenopausal: assumed from the age of 55"             | "romosozumab 210 mg", "order calcium" and "bone clinic" | none                     |
      | romosozumab 210 mg was given monthly for 10 doses, the last on 2023-06-01 | "infarction and stroke: none recorded", "denosumab: none recorded", "10 of 12 doses already given" and "postmenopausal: assumed from the age of 55"            | "romosozumab 210 mg", "order calcium" and "bone clinic" | none                     |
      | the patient states that romosozumab was given, but not when               | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "order calcium" and "bone clinic"                       | "romosozumab dose count" |
      | an unconfirmed allergy to romosozumab                                     | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "order calcium" and "bone clinic"                       | "romosozumab allergy"    |

    Examples: calcium and kidneys
      | given                                                  | notes                                                                                                                                                      | suggestions                                             | asked |
      | total calcium was 8.2 mg/dL on 2026-02-10              | "infarction and stroke: none recorded", "denosumab: none recorded", "calcium 8.2 mg/dL on 2026-02-10" and "postmenopausal: assumed from the age of 55"     | "order calcium" and "bone clinic"                       | none  |
      | albumin-corrected calcium was 10.8 mg/dL on 2026-02-10 | "infarction and stroke: none recorded", "denosumab: none recorded", "calcium 10.8 mg/dL on 2026-02-10" and "postmenopausal: assumed from the age of 55"    | "order calcium" and "bone clinic"                       | none  |
      | eGFR was 25 mL/min/1.73 m² on 2026-02-01               | "infarction and stroke: none recorded", "denosumab: none recorded", "eGFR below 30 or dialysis (25" and "postmenopausal: assumed from the age of 55"       | "order calcium" and "bone clinic"                       | none  |
      | eGFR was 45 mL/min/1.73 m² on 2026-02-01               | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                        | "romosozumab 210 mg", "order calcium" and "bone clinic" | none  |
      | the patient is on haemodialysis                        | "infarction and stroke: none recorded", "denosumab: none recorded", "eGFR below 30 or dialysis (dialysis" and "postmenopausal: assumed from the age of 55" | "order calcium" and "bone clinic"                       | none  |

    Examples: only possible
      | given                                              | notes                                                                                                               | suggestions                                             | asked |
      | provisional palliative care is on the problem list | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55" | "romosozumab 210 mg", "order calcium" and "bone clinic" | none  |

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Romosozumab may be considered: dialysis that is only possible
    Given a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And eGFR was 45 mL/min/1.73 m² on 2026-02-01
    And provisional kidney failure on dialysis is on the problem list
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And the notes of the "post-bkp-consider-romosozumab" card are "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"
    And the suggestions of the "post-bkp-consider-romosozumab" card are "order calcium" and "bone clinic"

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Romosozumab may be considered: without calcium there is no draft
    Given a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And the notes of the "post-bkp-consider-romosozumab" card are "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"
    And the suggestions of the "post-bkp-consider-romosozumab" card are "order calcium" and "bone clinic"
    And the items that "post-bkp-consider-romosozumab" asks for are "calcium"

  @post-bkp-consider-romosozumab
  Scenario Outline: Romosozumab may be considered: the treated fracture is not recorded
    Given balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    And <further>
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And the notes of the "post-bkp-consider-romosozumab" card are <notes>
    And the suggestions of the "post-bkp-consider-romosozumab" card are "romosozumab 210 mg", "order calcium" and "bone clinic"
    And the items that "post-bkp-consider-romosozumab" asks for are none

    Examples:
      | given                                   | further                                               | notes                                                                                                               |
      | denosumab 60 mg was given on 2022-06-01 | zoledronate 5 mg was given on 2023-02-01              | "infarction and stroke: none recorded" and "postmenopausal: assumed from the age of 55"                             |
      | active conditions: hypertension         | a medication record exists without osteoporosis drugs | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55" |

  @post-bkp-consider-romosozumab
  Scenario Outline: Romosozumab may be considered: for whom, by the label of the region
    Given the jurisdiction profile is <profile>
    And a <person>
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And the notes of the "post-bkp-consider-romosozumab" card are <notes>
    And the suggestions of the "post-bkp-consider-romosozumab" card are <suggestions>
    And the items that "post-bkp-consider-romosozumab" asks for are none

    Examples:
      | profile | person            | given                                           | notes                                                                                                                                                | suggestions                                             |
      | us      | 54-year-old woman | postmenopausal state with onset 2021            | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: recorded"                                                    | "romosozumab 210 mg", "order calcium" and "bone clinic" |
      | eu      | 76-year-old woman | active conditions: none                         | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "romosozumab 210 mg", "order calcium" and "bone clinic" |
      | eu      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-08-01 | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "romosozumab 210 mg", "order calcium" and "bone clinic" |
      | jp      | 76-year-old woman | a myocardial infarction on 2025-02-15           | "myocardial infarction on 2025-02-15: review cardiovascular risk first", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55" | "order calcium" and "bone clinic"                       |
      | jp      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-02-15 | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "romosozumab 210 mg", "order calcium" and "bone clinic" |
      | jp      | 76-year-old man   | active conditions: none                         | "infarction and stroke: none recorded" and "denosumab: none recorded"                                                                                | "romosozumab 210 mg", "order calcium" and "bone clinic" |
      | jp      | 44-year-old woman | active conditions: none                         | "infarction and stroke: none recorded" and "denosumab: none recorded"                                                                                | "romosozumab 210 mg", "order calcium" and "bone clinic" |
      | jp      | 44-year-old woman | premenopausal state with onset 1995             | "infarction and stroke: none recorded" and "denosumab: none recorded"                                                                                | "romosozumab 210 mg", "order calcium" and "bone clinic" |
      | jp      | 44-year-old woman | provisional pregnancy is on the problem list    | "infarction and stroke: none recorded" and "denosumab: none recorded"                                                                                | "order calcium" and "bone clinic"                       |

  @post-bkp-consider-romosozumab @boundary
  Scenario Outline: Two months from the fracture to the kyphoplasty, as in the study
    Given balloon kyphoplasty of L1 was completed on 2026-01-28
    And <fracture>
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And the card mentions "within 2 months of fracture: <match>"

    Examples:
      | fracture                                         | match   |
      | a vertebral fracture of L1 with onset 2025-11-28 | yes     |
      | a vertebral fracture of L1 with onset 2025-11-27 | no      |
      | a vertebral fracture of L1 with onset 2025-11    | unknown |
      | a vertebral fracture of L1 with no onset date    | unknown |
      | a vertebral fracture of T8 with onset 2025-12-28 | unknown |

  @post-bkp-consider-romosozumab @negative
  Scenario Outline: Romosozumab is not to be considered: another fracture, another person, another region
    Given the jurisdiction profile is <profile>
    And a <person>
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown
    And the items that "post-bkp-consider-romosozumab" asks for are <asked>

    Examples:
      | profile | person            | given                                                      | asked                                                 |
      | us      | 76-year-old woman | a malignant vertebral fracture of L1 with onset 2026-01-05 | none                                                  |
      | us      | 76-year-old woman | a malignant vertebral fracture of T8 with onset 2025-10-05 | none                                                  |
      | us      | 76-year-old woman | spondylodiscitis with onset 2026-01-02                     | none                                                  |
      | us      | 76-year-old woman | high-energy trauma with onset 2026-01-05                   | none                                                  |
      | us      | 76-year-old man   | active conditions: none                                    | none                                                  |
      | eu      | 76-year-old man   | active conditions: none                                    | none                                                  |
      | us      | 54-year-old woman | premenopausal state with onset 1984                        | none                                                  |
      | us      | 54-year-old woman | active conditions: none                                    | none                                                  |
      | us      | 76-year-old woman | of the date of birth only 1971 is recorded                 | "menopausal state"                                    |
      | us      | 76-year-old woman | a stroke with no recorded date                             | "date of stroke"                                      |
      | us      | 76-year-old woman | provisional stroke is on the problem list                  | "cardiovascular history"                              |
      | eu      | 76-year-old woman | a stroke on 2011-06-01                                     | none                                                  |
      | jp      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-08-01            | none                                                  |
      | jp      | 76-year-old woman | active conditions: ischaemic heart disease                 | "cardiovascular history"                              |
      | jp      | 44-year-old woman | an active pregnancy since 2025-10-01                       | none                                                  |
      | us      | 76-year-old woman | hospice care has been active since 2026-02-10              | none                                                  |
      | us      | 76-year-old woman | denosumab 120 mg was given on 2022-06-01                   | "denosumab history" and "date of last denosumab dose" |

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Romosozumab is not to be considered: the cardiovascular history is asked for where no problem list was read
    Given there is no problem list
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown
    And the items that "post-bkp-consider-romosozumab" asks for are "cardiovascular history"

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Romosozumab is not to be considered: a fracture that could not be read
    Given balloon kyphoplasty of L1 was completed on 2026-01-28
    And an unreadable entry of a vertebral fracture of L1
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown
    And the "data-needed" card lists "fracture at the treated level"

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Romosozumab is not to be considered: the denosumab history is asked for although the recent fracture followed an accident
    Given there is no medication record
    And a vertebral fracture of L1 with onset 2024-12-01
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And a high-energy traumatic vertebral fracture of T8 with onset 2025-11-01
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown
    And the items that "post-bkp-consider-romosozumab" asks for are "denosumab history" and "date of last denosumab dose"

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Romosozumab is not to be considered: all that is missing is asked for at once
    Given there is no medication record
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And a stroke with no recorded date
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown
    And the items that "post-bkp-consider-romosozumab" asks for are "denosumab history" and "date of stroke"

  @post-bkp-consider-romosozumab @missing-data
  Scenario Outline: Romosozumab is not to be considered: when the kyphoplasty was, or whether there was one
    Given a vertebral fracture of L1 with onset 2025-08-01
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown
    And the items that "post-bkp-consider-romosozumab" asks for are <asked>

    Examples:
      | given                                              | asked            |
      | balloon kyphoplasty of L1 was completed on 2025-08 | "procedure done" |
      | vertebroplasty of L1 was completed on 2026-01-28   | none             |
      | active conditions: none                            | none             |

  @bkp-bisphosphonate-comparison
  Scenario Outline: A bisphosphonate is compared with romosozumab: what the card says and offers
    Given a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician selects an order for alendronate
    Then an info card "bkp-bisphosphonate-comparison" is shown
    And the notes of the "bkp-bisphosphonate-comparison" card are <notes>
    And the suggestions of the "bkp-bisphosphonate-comparison" card are <suggestions>
    And the items that "bkp-bisphosphonate-comparison" asks for are <asked>

    Examples: infarction and stroke
      | given                                           | notes                                                                                                                                                | suggestions                                                         | asked |
      | active conditions: none                         | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none  |
      | a myocardial infarction on 2025-02-15           | "myocardial infarction on 2025-02-15: review cardiovascular risk first", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55" | "keep the bisphosphonate" and "order calcium"                       | none  |
      | ischaemic heart disease diagnosed on 2025-08-01 | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none  |

    Examples: denosumab long ago, or never
      | given                                                   | notes                                                                                   | suggestions                                                         | asked |
      | the patient states that denosumab 60 mg was never taken | "infarction and stroke: none recorded" and "postmenopausal: assumed from the age of 55" | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none  |
      | denosumab 60 mg was given on 2022-06-01                 | "infarction and stroke: none recorded" and "postmenopausal: assumed from the age of 55" | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none  |

    Examples: other bone drugs
      | given                                                                     | notes                                                                                                                                                          | suggestions                                                         | asked                 |
      | calcium and vitamin D have been active since 2025-01-01                   | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none                  |
      | raloxifene has been active since 2025-01-01                               | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none                  |
      | zoledronate 5 mg was given on 2025-06-01                                  | "infarction and stroke: none recorded", "denosumab: none recorded", "current antiresorptive: zoledronic acid" and "postmenopausal: assumed from the age of 55" | "keep the bisphosphonate" and "order calcium"                       | none                  |
      | an active alendronate order dated 2025-01-10 exists                       | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "keep the bisphosphonate" and "order calcium"                       | "therapy record"      |
      | romosozumab 210 mg was given monthly for 9 doses, the last on 2023-06-01  | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none                  |
      | romosozumab 210 mg was given monthly for 10 doses, the last on 2023-06-01 | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none                  |
      | an unconfirmed allergy to romosozumab                                     | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                            | "keep the bisphosphonate" and "order calcium"                       | "romosozumab allergy" |

    Examples: calcium and kidneys
      | given                                                  | notes                                                                                                                                                      | suggestions                                                         | asked |
      | total calcium was 8.2 mg/dL on 2026-02-10              | "infarction and stroke: none recorded", "denosumab: none recorded", "calcium 8.2 mg/dL on 2026-02-10" and "postmenopausal: assumed from the age of 55"     | "keep the bisphosphonate" and "order calcium"                       | none  |
      | albumin-corrected calcium was 10.8 mg/dL on 2026-02-10 | "infarction and stroke: none recorded", "denosumab: none recorded", "calcium 10.8 mg/dL on 2026-02-10" and "postmenopausal: assumed from the age of 55"    | "keep the bisphosphonate" and "order calcium"                       | none  |
      | eGFR was 25 mL/min/1.73 m² on 2026-02-01               | "infarction and stroke: none recorded", "denosumab: none recorded", "eGFR below 30 or dialysis (25" and "postmenopausal: assumed from the age of 55"       | "keep the bisphosphonate" and "order calcium"                       | none  |
      | eGFR was 45 mL/min/1.73 m² on 2026-02-01               | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                        | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none  |
      | the patient is on haemodialysis                        | "infarction and stroke: none recorded", "denosumab: none recorded", "eGFR below 30 or dialysis (dialysis" and "postmenopausal: assumed from the age of 55" | "keep the bisphosphonate" and "order calcium"                       | none  |

    Examples: only possible
      | given                                              | notes                                                                                                               | suggestions                                                         | asked |
      | provisional palliative care is on the problem list | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55" | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" | none  |

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: A bisphosphonate is compared with romosozumab: dialysis that is only possible
    Given a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And eGFR was 45 mL/min/1.73 m² on 2026-02-01
    And provisional kidney failure on dialysis is on the problem list
    When the clinician selects an order for alendronate
    Then an info card "bkp-bisphosphonate-comparison" is shown
    And the notes of the "bkp-bisphosphonate-comparison" card are "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"
    And the suggestions of the "bkp-bisphosphonate-comparison" card are "keep the bisphosphonate" and "order calcium"

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: A bisphosphonate is compared with romosozumab: without calcium there is no draft
    Given a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    When the clinician selects an order for alendronate
    Then an info card "bkp-bisphosphonate-comparison" is shown
    And the notes of the "bkp-bisphosphonate-comparison" card are "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"
    And the suggestions of the "bkp-bisphosphonate-comparison" card are "keep the bisphosphonate" and "order calcium"
    And the items that "bkp-bisphosphonate-comparison" asks for are "calcium"

  @bkp-bisphosphonate-comparison
  Scenario Outline: A bisphosphonate is compared with romosozumab: the treated fracture is not recorded
    Given balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    And <further>
    When the clinician selects an order for alendronate
    Then an info card "bkp-bisphosphonate-comparison" is shown
    And the notes of the "bkp-bisphosphonate-comparison" card are <notes>
    And the suggestions of the "bkp-bisphosphonate-comparison" card are "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium"
    And the items that "bkp-bisphosphonate-comparison" asks for are none

    Examples:
      | given                                   | further                                               | notes                                                                                                               |
      | denosumab 60 mg was given on 2022-06-01 | zoledronate 5 mg was given on 2023-02-01              | "infarction and stroke: none recorded" and "postmenopausal: assumed from the age of 55"                             |
      | active conditions: hypertension         | a medication record exists without osteoporosis drugs | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55" |

  @bkp-bisphosphonate-comparison
  Scenario Outline: A bisphosphonate is compared with romosozumab: for whom, by the label of the region
    Given the jurisdiction profile is <profile>
    And a <person>
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician selects an order for alendronate
    Then an info card "bkp-bisphosphonate-comparison" is shown
    And the notes of the "bkp-bisphosphonate-comparison" card are <notes>
    And the suggestions of the "bkp-bisphosphonate-comparison" card are <suggestions>
    And the items that "bkp-bisphosphonate-comparison" asks for are none

    Examples:
      | profile | person            | given                                           | notes                                                                                                                                                | suggestions                                                         |
      | us      | 54-year-old woman | postmenopausal state with onset 2021            | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: recorded"                                                    | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" |
      | eu      | 76-year-old woman | active conditions: none                         | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" |
      | eu      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-08-01 | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" |
      | jp      | 76-year-old woman | a myocardial infarction on 2025-02-15           | "myocardial infarction on 2025-02-15: review cardiovascular risk first", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55" | "keep the bisphosphonate" and "order calcium"                       |
      | jp      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-02-15 | "infarction and stroke: none recorded", "denosumab: none recorded" and "postmenopausal: assumed from the age of 55"                                  | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" |
      | jp      | 76-year-old man   | active conditions: none                         | "infarction and stroke: none recorded" and "denosumab: none recorded"                                                                                | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" |
      | jp      | 44-year-old woman | active conditions: none                         | "infarction and stroke: none recorded" and "denosumab: none recorded"                                                                                | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" |
      | jp      | 44-year-old woman | premenopausal state with onset 1995             | "infarction and stroke: none recorded" and "denosumab: none recorded"                                                                                | "keep the bisphosphonate", "romosozumab 210 mg" and "order calcium" |
      | jp      | 44-year-old woman | provisional pregnancy is on the problem list    | "infarction and stroke: none recorded" and "denosumab: none recorded"                                                                                | "keep the bisphosphonate" and "order calcium"                       |

  @bkp-bisphosphonate-comparison @negative
  Scenario Outline: No comparison with romosozumab: another fracture, another person, another region
    Given the jurisdiction profile is <profile>
    And a <person>
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the items that "bkp-bisphosphonate-comparison" asks for are <asked>

    Examples:
      | profile | person            | given                                                      | asked                                                 |
      | us      | 76-year-old woman | a malignant vertebral fracture of L1 with onset 2026-01-05 | none                                                  |
      | us      | 76-year-old woman | a malignant vertebral fracture of T8 with onset 2025-10-05 | none                                                  |
      | us      | 76-year-old woman | spondylodiscitis with onset 2026-01-02                     | none                                                  |
      | us      | 76-year-old woman | high-energy trauma with onset 2026-01-05                   | none                                                  |
      | us      | 76-year-old man   | active conditions: none                                    | none                                                  |
      | eu      | 76-year-old man   | active conditions: none                                    | none                                                  |
      | us      | 54-year-old woman | premenopausal state with onset 1984                        | none                                                  |
      | us      | 54-year-old woman | active conditions: none                                    | none                                                  |
      | us      | 76-year-old woman | of the date of birth only 1971 is recorded                 | "menopausal state"                                    |
      | us      | 76-year-old woman | a stroke with no recorded date                             | "date of stroke"                                      |
      | us      | 76-year-old woman | provisional stroke is on the problem list                  | "cardiovascular history"                              |
      | eu      | 76-year-old woman | a stroke on 2011-06-01                                     | none                                                  |
      | jp      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-08-01            | none                                                  |
      | jp      | 76-year-old woman | active conditions: ischaemic heart disease                 | "cardiovascular history"                              |
      | jp      | 44-year-old woman | an active pregnancy since 2025-10-01                       | none                                                  |
      | us      | 76-year-old woman | hospice care has been active since 2026-02-10              | none                                                  |
      | us      | 76-year-old woman | denosumab 120 mg was given on 2022-06-01                   | "denosumab history" and "date of last denosumab dose" |

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: No comparison with romosozumab: the cardiovascular history is asked for where no problem list was read
    Given there is no problem list
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the items that "bkp-bisphosphonate-comparison" asks for are "cardiovascular history"

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: No comparison with romosozumab: a fracture that could not be read
    Given balloon kyphoplasty of L1 was completed on 2026-01-28
    And an unreadable entry of a vertebral fracture of L1
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the "data-needed" card lists "fracture at the treated level"

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: No comparison with romosozumab: the denosumab history is asked for although the recent fracture followed an accident
    Given there is no medication record
    And a vertebral fracture of L1 with onset 2024-12-01
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And a high-energy traumatic vertebral fracture of T8 with onset 2025-11-01
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the items that "bkp-bisphosphonate-comparison" asks for are "denosumab history" and "date of last denosumab dose"

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: No comparison with romosozumab: all that is missing is asked for at once
    Given there is no medication record
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And a stroke with no recorded date
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the items that "bkp-bisphosphonate-comparison" asks for are "denosumab history" and "date of stroke"

  @bkp-bisphosphonate-comparison @missing-data
  Scenario Outline: No comparison with romosozumab: when the kyphoplasty was, or whether there was one
    Given a vertebral fracture of L1 with onset 2025-08-01
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the items that "bkp-bisphosphonate-comparison" asks for are <asked>

    Examples:
      | given                                              | asked            |
      | balloon kyphoplasty of L1 was completed on 2025-08 | "procedure done" |
      | vertebroplasty of L1 was completed on 2026-01-28   | none             |
      | active conditions: none                            | none             |

  @bkp-bisphosphonate-comparison @negative
  Scenario Outline: Which orders are compared, and after which drugs
    Given a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <given>
    When the clinician selects an order for <order>
    Then <expected>
    And <asked>

    Examples:
      | order                     | given                                                       | expected                                              | asked                                                            |
      | infused ibandronate       | active conditions: none                                     | an info card "bkp-bisphosphonate-comparison" is shown | the items that "bkp-bisphosphonate-comparison" asks for are none |
      | alendronate in words only | active conditions: none                                     | the card "bkp-bisphosphonate-comparison" is not shown | the "data-needed" card lists "drug ordered"                      |
      | alendronate               | the patient states that romosozumab was given, but not when | the card "bkp-bisphosphonate-comparison" is not shown | the "data-needed" card lists "romosozumab dose count"            |

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Dialysis that is not confirmed withholds the draft of romosozumab, and is asked about
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And a medication record exists without osteoporosis drugs
    And albumin-corrected calcium was 9.4 mg/dL on 2026-03-01
    And a vertebral fracture of L1 with onset 2026-01-20
    And balloon kyphoplasty of L1 was completed on 2026-02-10
    And provisional kidney failure on dialysis is on the problem list
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And no romosozumab draft is offered
    And the "data-needed" card lists "dialysis"
