@rebound
Feature: Vertebral fracture after stopping denosumab
  Cement is contraindicated and a potent antiresorptive comes first.
  The interval is measured between the last 60 mg dose and the fracture, not the visit.

  Background:
    Given a 72-year-old woman

  @rebound-no-augmentation @rebound-antiresorptive-first
  Scenario: Two fractures nine months after the last dose, kyphoplasty being signed
    Given the as-of date is 2026-03-10
    And denosumab 60 mg was given on 2024-08-05 and 2025-02-05
    And no osteoporosis drug has been recorded since
    And a vertebral fracture of T12 with onset 2025-11-20
    And a vertebral fracture of L1 with onset 2025-11-20
    When the clinician signs an order for balloon kyphoplasty of L1
    Then a critical card "rebound-no-augmentation" is shown
    And the card mentions "strongly contraindicated"
    And the card mentions "multiple"
    And the card suggests removing the balloon kyphoplasty order
    And a warning card "rebound-antiresorptive-first" is shown
    And the card "augmentation-indication-check" is not shown
    And the card "revision-risk-patient" is not shown
    And the card "teriparatide-timing-augmentation" is not shown

  @rebound-no-augmentation @boundary
  Scenario Outline: Interval between last dose and fracture, vertebroplasty being signed
    Given the as-of date is <asof>
    And denosumab 60 mg was given on <dose>
    And no osteoporosis drug has been recorded since
    And a vertebral fracture of T12 with onset <onset>
    When the clinician signs an order for vertebroplasty of T12
    Then <expected>

    Examples: start of the window, 7 calendar months
      | asof       | dose       | onset      | expected                                            |
      | 2026-01-05 | 2025-05-15 | 2025-12-15 | a critical card "rebound-no-augmentation" is shown  |
      | 2026-01-05 | 2025-05-15 | 2025-12-14 | the card "rebound-no-augmentation" is not shown     |
      | 2026-01-05 | 2025-05-15 | 2025-12-14 | a warning card "rebound-possible-review" is shown   |

    Examples: end of the window, 24 and 36 calendar months
      | asof       | dose       | onset      | expected                                            |
      | 2025-11-02 | 2023-10-20 | 2025-10-20 | a critical card "rebound-no-augmentation" is shown  |
      | 2025-11-02 | 2023-10-20 | 2025-10-21 | the card "rebound-no-augmentation" is not shown     |
      | 2025-11-02 | 2023-10-20 | 2025-10-21 | a warning card "rebound-possible-review" is shown   |
      | 2025-11-02 | 2022-10-20 | 2025-10-20 | a warning card "rebound-possible-review" is shown   |
      | 2025-11-02 | 2022-10-20 | 2025-10-21 | the card "rebound-possible-review" is not shown     |

    Examples: month ends
      | asof       | dose       | onset      | expected                                            |
      | 2026-03-05 | 2025-07-31 | 2026-02-28 | a critical card "rebound-no-augmentation" is shown  |
      | 2026-03-05 | 2025-07-31 | 2026-02-27 | the card "rebound-no-augmentation" is not shown     |

  @rebound-no-augmentation @rebound-antiresorptive-first
  Scenario: Denosumab restarted after the fracture does not make cement acceptable
    Given the as-of date is 2025-07-20
    And denosumab 60 mg was given on 2024-09-01 and 2025-07-10
    And a vertebral fracture of T8 with onset 2025-06-01
    When the clinician selects an order for vertebroplasty of T8
    Then a critical card "rebound-no-augmentation" is shown
    And an info card "rebound-antiresorptive-first" is shown
    And the card mentions "continue"

  @rebound-no-augmentation @boundary
  Scenario: A dose given on the day of the fracture does not hide the gap
    Given the as-of date is 2026-06-10
    And denosumab 60 mg was given on 2025-05-02 and 2026-06-01
    And a vertebral fracture of L1 with onset 2026-06-01
    When the clinician signs an order for vertebroplasty of L1
    Then a critical card "rebound-no-augmentation" is shown
    And an info card "rebound-antiresorptive-first" is shown

  @denosumab-due-or-overdue @rebound-antiresorptive-first @suppression
  Scenario Outline: The next late dose after a rebound fracture is not passed over
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2025-03-03 and 2026-01-05
    And a vertebral fracture of L2 with onset 2025-12-28
    When the clinician opens the chart
    Then <expected>

    Examples:
      | asof       | expected                                                |
      | 2026-07-20 | an info card "rebound-antiresorptive-first" is shown    |
      | 2026-07-20 | a warning card "denosumab-due-or-overdue" is shown      |
      | 2026-08-06 | a warning card "rebound-antiresorptive-first" is shown  |
      | 2026-08-06 | the card "denosumab-discontinued-no-followon" is not shown |

  @rebound-no-augmentation @negative
  Scenario: Fracture while denosumab is given on time
    Given the as-of date is 2026-01-04
    And denosumab 60 mg was given on 2025-03-01 and 2025-09-01
    And a vertebral fracture of L2 with onset 2025-12-10
    When the clinician signs an order for balloon kyphoplasty of L2
    Then the card "rebound-no-augmentation" is not shown
    And the card "rebound-possible-review" is not shown

  @rebound-possible-review
  Scenario: Fracture despite zoledronate given after denosumab
    Given the as-of date is 2025-05-20
    And denosumab 60 mg was given on 2023-12-15 and 2024-06-15
    And zoledronate 5 mg was given on 2024-12-20
    And a vertebral fracture of T11 with onset 2025-05-02
    When the clinician signs an order for balloon kyphoplasty of T11
    Then the card "rebound-no-augmentation" is not shown
    And a warning card "rebound-possible-review" is shown
    And the order for balloon kyphoplasty is left unchanged by the card

  @rebound-no-augmentation
  Scenario: Raloxifene does not protect against rebound
    Given the as-of date is 2025-05-20
    And denosumab 60 mg was given on 2024-06-15
    And raloxifene has been active since 2025-01-10
    And a vertebral fracture of T11 with onset 2025-05-02
    When the clinician signs an order for balloon kyphoplasty of T11
    Then a critical card "rebound-no-augmentation" is shown

  @rebound-possible-review
  Scenario: Fracture three weeks after a dose that was given five months late
    Given the as-of date is 2025-10-20
    And denosumab 60 mg was given on 2024-10-01 and 2025-09-15
    And a vertebral fracture of L1 with onset 2025-10-05
    When the clinician selects an order for vertebroplasty of L1
    Then the card "rebound-no-augmentation" is not shown
    And a warning card "rebound-possible-review" is shown

  @rebound-possible-review
  Scenario: Oncology strength denosumab is reviewed, not judged
    Given the as-of date is 2026-01-10
    And denosumab 120 mg was given on 2025-03-01 and 2025-04-01
    And a vertebral fracture of L3 with onset 2025-12-15
    When the clinician signs an order for balloon kyphoplasty of L3
    Then the card "rebound-no-augmentation" is not shown
    And a warning card "rebound-possible-review" is shown
    And the card mentions "120 mg"

  @rebound-no-augmentation @negative
  Scenario: Myeloma fracture after denosumab follows another pathway
    Given the as-of date is 2025-10-20
    And denosumab 60 mg was given on 2025-01-12
    And a malignant vertebral fracture of L4 with onset 2025-10-01
    When the clinician signs an order for vertebroplasty of L4
    Then the card "rebound-no-augmentation" is not shown
    And the card "rebound-possible-review" is not shown

  @rebound-no-augmentation @negative
  Scenario: Fall from a ladder during the rebound window
    Given the as-of date is 2025-10-20
    And denosumab 60 mg was given on 2025-01-12
    And a high-energy traumatic vertebral fracture of L1 with onset 2025-10-01
    When the clinician signs an order for vertebroplasty of L1
    Then the card "rebound-no-augmentation" is not shown

  @rebound-no-augmentation
  Scenario: Neurological deficit with a rebound fracture
    Given the as-of date is 2025-10-20
    And denosumab 60 mg was given on 2025-01-12
    And a vertebral fracture of L1 with onset 2025-10-01
    And new leg weakness with onset 2025-10-18
    When the clinician signs an order for balloon kyphoplasty of L1
    Then a critical card "rebound-no-augmentation" is shown
    And the card mentions "urgent spine-surgery review"
    And the card offers the override reason "Neurological deficit or instability needs surgery"

  @rebound-no-bone-forming-first
  Scenario Outline: Bone-forming drug chosen first in rebound
    Given the as-of date is 2026-02-12
    And denosumab 60 mg was given on 2025-04-02
    And no osteoporosis drug has been recorded since
    And a vertebral fracture of T9 with onset 2026-01-25
    When the clinician signs an order for <drug>
    Then a warning card "rebound-no-bone-forming-first" is shown
    And the card suggests removing the <drug> order
    And the card "denosumab-to-bone-forming-switch" is not shown

    Examples:
      | drug         |
      | teriparatide |
      | abaloparatide|
      | romosozumab  |

  @rebound-no-bone-forming-first @negative
  Scenario: Bone-forming drug after a fracture while denosumab was given on time
    Given the as-of date is 2026-01-04
    And denosumab 60 mg was given on 2025-03-01 and 2025-09-01
    And a vertebral fracture of L2 with onset 2025-12-10
    When the clinician signs an order for teriparatide
    Then the card "rebound-no-bone-forming-first" is not shown
    And the card "rebound-possible-review" is not shown

  @rebound-antiresorptive-first @suppression
  Scenario: Kyphoplasty was already done when rebound is recognised
    Given the as-of date is 2026-02-20
    And denosumab 60 mg was given on 2025-03-03
    And no osteoporosis drug has been recorded since
    And a vertebral fracture of L2 with onset 2025-12-28
    And balloon kyphoplasty of L2 was completed on 2026-01-15
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-10
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And the card "post-bkp-consider-romosozumab" is not shown
    And the card "post-augmentation-care-gap" is not shown
    And the card "denosumab-discontinued-no-followon" is not shown

  @rebound-antiresorptive-first @boundary
  Scenario Outline: Zoledronate draft depends on creatinine clearance
    Given the as-of date is 2026-02-20
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    And albumin-corrected calcium was 9.3 mg/dL on 2026-02-01
    And eGFR was 41 mL/min/1.73 m² on 2026-02-01
    And creatinine clearance was <crcl> mL/min on 2026-02-01
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And a zoledronate 5 mg draft is <zol>
    And a denosumab 60 mg draft is offered

    Examples:
      | crcl | zol         |
      | 35.0 | offered     |
      | 34.9 | not offered |

  @rebound-antiresorptive-first
  Scenario: Dialysis closes both drafts whatever the numbers say
    Given the as-of date is 2026-02-20
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    And the patient is on haemodialysis
    And albumin-corrected calcium was 9.3 mg/dL on 2026-02-01
    And eGFR was 41 mL/min/1.73 m² on 2026-02-01
    And creatinine clearance was 44 mL/min on 2026-02-01
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And the card mentions "nephrology"
    And no drug draft is offered

  @rebound-antiresorptive-first @missing-data
  Scenario: Laboratory values unknown, so no drug is drafted
    Given the as-of date is 2026-02-20
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And no drug draft is offered
    And the card suggests ordering calcium, albumin and creatinine
    And the "data-needed" card lists "calcium"

  @rebound-supportive-care
  Scenario: Discharge three weeks after a rebound fracture
    Given the as-of date is 2026-01-20
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-30
    When the clinician discharges the patient
    Then an info card "rebound-supportive-care" is shown
    And the card mentions "evidence scarce"
    And the card mentions "early mobilisation"
    And no opioid draft is offered
    And the card "ovf-conservative-care" is not shown

  @rebound-supportive-care @boundary
  Scenario Outline: Supportive care card lasts twelve weeks
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-30
    When the clinician opens the chart
    Then <expected>

    Examples:
      | asof       | expected                                           |
      | 2026-03-24 | an info card "rebound-supportive-care" is shown    |
      | 2026-03-25 | the card "rebound-supportive-care" is not shown    |

  @rebound-possible-review
  Scenario: Elective cement for an old fracture while denosumab is wearing off
    Given the as-of date is 2026-04-15
    And denosumab 60 mg was given on 2025-07-20
    And no osteoporosis drug has been recorded since
    And a vertebral fracture of L3 with onset 2025-06-30
    When the clinician selects an order for balloon kyphoplasty of L3
    Then the card "rebound-no-augmentation" is not shown
    And a warning card "rebound-possible-review" is shown
    And a warning card "denosumab-discontinued-no-followon" is shown

  @rebound-possible-review @boundary
  Scenario Outline: Old fracture, elective cement, end of the exposure window at 24 months
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2023-10-20
    And no osteoporosis drug has been recorded since
    And a vertebral fracture of L3 with onset 2023-06-30
    When the clinician selects an order for balloon kyphoplasty of L3
    Then <expected>

    Examples:
      | asof       | expected                                           |
      | 2025-10-20 | a warning card "rebound-possible-review" is shown  |
      | 2025-10-21 | the card "rebound-possible-review" is not shown    |

  @rebound-antiresorptive-first @boundary
  Scenario Outline: Laboratory values count for 90 days
    Given the as-of date is 2026-02-20
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    And albumin-corrected calcium was 9.3 mg/dL on <lab>
    And eGFR was 62 mL/min/1.73 m² on <lab>
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And a denosumab 60 mg draft is <den>

    Examples:
      | lab        | den         |
      | 2025-11-22 | offered     |
      | 2025-11-21 | not offered |
