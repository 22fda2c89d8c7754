Feature: Treatment after fracture or augmentation, every limit from both sides
  Who is shown each card, who is not, and what is asked for instead.

  # R12

  @bkp-bisphosphonate-comparison @boundary
  Scenario Outline: A bisphosphonate ordered in the six months after kyphoplasty
    Given the as-of date is <asof>
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    When the clinician signs an order for <drug>
    Then <expected>

    Examples:
      | asof       | drug             | expected                                              |
      | 2026-07-27 | alendronate      | an info card "bkp-bisphosphonate-comparison" is shown |
      | 2026-07-28 | alendronate      | an info card "bkp-bisphosphonate-comparison" is shown |
      | 2026-07-29 | alendronate      | the card "bkp-bisphosphonate-comparison" is not shown |
      | 2026-02-16 | risedronate      | an info card "bkp-bisphosphonate-comparison" is shown |
      | 2026-02-16 | ibandronate      | an info card "bkp-bisphosphonate-comparison" is shown |
      | 2026-02-16 | zoledronate      | an info card "bkp-bisphosphonate-comparison" is shown |
      | 2026-02-16 | zoledronate 4 mg | the card "bkp-bisphosphonate-comparison" is not shown |
      | 2026-02-16 | raloxifene       | the card "bkp-bisphosphonate-comparison" is not shown |

  @bkp-bisphosphonate-comparison @boundary
  Scenario Outline: A bisphosphonate that follows romosozumab is not compared
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And romosozumab 210 mg was given monthly for 3 doses, the last on <last>
    When the clinician selects an order for alendronate
    Then <expected>

    Examples:
      | last       | expected                                              |
      | 2024-02-15 | an info card "bkp-bisphosphonate-comparison" is shown |
      | 2024-02-16 | the card "bkp-bisphosphonate-comparison" is not shown |
      | 2024-02-17 | the card "bkp-bisphosphonate-comparison" is not shown |

  @bkp-bisphosphonate-comparison @boundary
  Scenario Outline: Whose label speaks for the comparison
    Given the as-of date is 2026-02-16
    And the jurisdiction profile is <profile>
    And a <person>
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And <finding>
    When the clinician selects an order for alendronate
    Then <expected>

    Examples:
      | profile | person            | finding                                            | expected                                              |
      | us      | 76-year-old woman | a myocardial infarction on 2025-02-16              | the card "bkp-bisphosphonate-comparison" is not shown |
      | us      | 76-year-old woman | a myocardial infarction on 2025-02-15              | an info card "bkp-bisphosphonate-comparison" is shown |
      | eu      | 76-year-old woman | a myocardial infarction on 2025-02-15              | the card "bkp-bisphosphonate-comparison" is not shown |
      | jp      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-02-16    | the card "bkp-bisphosphonate-comparison" is not shown |
      | jp      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-02-15    | an info card "bkp-bisphosphonate-comparison" is shown |
      | us      | 76-year-old woman | ischaemic heart disease diagnosed on 2025-08-01    | an info card "bkp-bisphosphonate-comparison" is shown |
      | us      | 76-year-old man   | active conditions: none                            | the card "bkp-bisphosphonate-comparison" is not shown |
      | eu      | 76-year-old man   | active conditions: none                            | the card "bkp-bisphosphonate-comparison" is not shown |
      | jp      | 76-year-old man   | active conditions: none                            | an info card "bkp-bisphosphonate-comparison" is shown |

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: The comparison without calcium offers no romosozumab
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    When the clinician selects an order for alendronate
    Then an info card "bkp-bisphosphonate-comparison" is shown
    And no romosozumab draft is offered
    And the order for alendronate is left unchanged by the card
    And the "data-needed" card lists "calcium"

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: No medication record when a bisphosphonate is chosen after kyphoplasty
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And there is no medication record
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the "data-needed" card lists "denosumab history"

  @bkp-bisphosphonate-comparison @missing-data
  Scenario: A stroke without a date when a bisphosphonate is chosen after kyphoplasty
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And a stroke with no recorded date
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the "data-needed" card lists "date of stroke"

  @bkp-bisphosphonate-comparison @suppression
  Scenario Outline: What silences the comparison
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And <finding>
    When the clinician selects an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown

    Examples:
      | finding                                                                   |
      | denosumab 60 mg was given on 2025-03-01                                   |
      | denosumab 60 mg was given on 2023-06-05                                   |
      | denosumab 60 mg was given on 2025-11-15                                   |
      | denosumab 60 mg was given on 2025-07-20                                   |
      | albumin-corrected calcium was 8.4 mg/dL on 2026-02-01                     |
      | teriparatide has been active since 2025-12-01                             |
      | an active allergy to romosozumab                                          |
      | romosozumab 210 mg was given monthly for 12 doses, the last on 2023-08-01 |
      | hospice care has been active since 2026-02-10                             |
      | a malignant vertebral fracture of L1 with onset 2026-01-05                |

  # R13

  @romosozumab-order-safety @boundary
  Scenario Outline: Twelve months after a heart or brain event
    Given the as-of date is 2026-02-16
    And the jurisdiction profile is <profile>
    And a 76-year-old woman
    And <finding>
    When the clinician selects an order for romosozumab
    Then <expected>

    Examples:
      | profile | finding                                         | expected                                             |
      | us      | a stroke on 2025-02-17                          | a critical card "romosozumab-order-safety" is shown  |
      | us      | a stroke on 2025-02-16                          | a critical card "romosozumab-order-safety" is shown  |
      | us      | a stroke on 2025-02-15                          | a warning card "romosozumab-order-safety" is shown   |
      | jp      | a stroke on 2025-02-16                          | a critical card "romosozumab-order-safety" is shown  |
      | jp      | a stroke on 2025-02-15                          | a warning card "romosozumab-order-safety" is shown   |
      | eu      | a stroke on 2025-02-16                          | a critical card "romosozumab-order-safety" is shown  |
      | eu      | a stroke on 2025-02-15                          | a critical card "romosozumab-order-safety" is shown  |
      | jp      | ischaemic heart disease diagnosed on 2025-02-16 | a warning card "romosozumab-order-safety" is shown   |
      | jp      | ischaemic heart disease diagnosed on 2025-02-15 | the card "romosozumab-order-safety" is not shown     |
      | us      | ischaemic heart disease diagnosed on 2025-08-01 | the card "romosozumab-order-safety" is not shown     |
      | us      | a stroke with no recorded date                  | a warning card "romosozumab-order-safety" is shown   |
      | us      | active conditions: hypertension                 | the card "romosozumab-order-safety" is not shown     |

  @romosozumab-order-safety @boundary
  Scenario Outline: Laboratory limits and the dose count before romosozumab
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And <finding>
    When the clinician signs an order for romosozumab
    Then <expected>

    Examples:
      | finding                                                                   | expected                                            |
      | albumin-corrected calcium was 8.4 mg/dL on 2026-02-10                     | a critical card "romosozumab-order-safety" is shown |
      | albumin-corrected calcium was 8.5 mg/dL on 2026-02-10                     | the card "romosozumab-order-safety" is not shown    |
      | albumin-corrected calcium was 8.6 mg/dL on 2026-02-10                     | the card "romosozumab-order-safety" is not shown    |
      | total calcium was 8.4 mg/dL on 2026-02-10                                 | a warning card "romosozumab-order-safety" is shown  |
      | eGFR was 29.9 mL/min/1.73 m² on 2026-02-10                                | a warning card "romosozumab-order-safety" is shown  |
      | eGFR was 30.0 mL/min/1.73 m² on 2026-02-10                                | the card "romosozumab-order-safety" is not shown    |
      | eGFR was 30.1 mL/min/1.73 m² on 2026-02-10                                | the card "romosozumab-order-safety" is not shown    |
      | the patient is on haemodialysis                                           | a warning card "romosozumab-order-safety" is shown  |
      | romosozumab 210 mg was given monthly for 11 doses, the last on 2026-02-01 | the card "romosozumab-order-safety" is not shown    |
      | romosozumab 210 mg was given monthly for 12 doses, the last on 2026-02-01 | a warning card "romosozumab-order-safety" is shown  |
      | romosozumab 210 mg was given monthly for 13 doses, the last on 2026-02-01 | a warning card "romosozumab-order-safety" is shown  |
      | an active allergy to romosozumab                                          | a warning card "romosozumab-order-safety" is shown  |

  @romosozumab-order-safety @boundary
  Scenario Outline: The labelled population of a region
    Given the as-of date is 2026-02-16
    And the jurisdiction profile is <profile>
    And a <person>
    And active conditions: <conditions>
    When the clinician signs an order for romosozumab
    Then <expected>

    Examples:
      | profile | person            | conditions          | expected                                           |
      | us      | 76-year-old man   | hypertension        | a warning card "romosozumab-order-safety" is shown |
      | eu      | 76-year-old man   | hypertension        | a warning card "romosozumab-order-safety" is shown |
      | jp      | 76-year-old man   | hypertension        | the card "romosozumab-order-safety" is not shown   |
      | us      | 44-year-old woman | premenopausal state | a warning card "romosozumab-order-safety" is shown |
      | jp      | 44-year-old woman | premenopausal state | the card "romosozumab-order-safety" is not shown   |
      | us      | 55-year-old woman | hypertension        | the card "romosozumab-order-safety" is not shown   |

  @romosozumab-order-safety @missing-data
  Scenario Outline: What is not known before romosozumab is signed
    Given the as-of date is 2026-02-16
    And the jurisdiction profile is <profile>
    And a <age>-year-old woman
    When the clinician signs an order for romosozumab
    Then the card "romosozumab-order-safety" is not shown
    And the first item of the "data-needed" card is "calcium"
    And the "data-needed" card lists "eGFR"
    And the "data-needed" card <menopause>

    Examples:
      | profile | age | menopause                           |
      | us      | 54  | lists "menopausal state"            |
      | us      | 55  | does not list "menopausal state"    |
      | jp      | 54  | does not list "menopausal state"    |

  @romosozumab-order-safety @missing-data
  Scenario: The date of a stroke is asked for beside the warning
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a stroke with no recorded date
    When the clinician signs an order for romosozumab
    Then a warning card "romosozumab-order-safety" is shown
    And the "data-needed" card lists "date of stroke"

  @romosozumab-order-safety
  Scenario: The draft of a contraindicated drug may be removed
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a stroke on 2025-06-30
    When the clinician signs an order for romosozumab
    Then a critical card "romosozumab-order-safety" is shown
    And the card suggests removing the romosozumab order
    And the card suggests ordering calcium and creatinine
    And no drug draft is offered

  @romosozumab-order-safety
  Scenario: Several findings give one card, the worst leads
    Given the as-of date is 2026-02-16
    And a 76-year-old man
    And a stroke on 2021-06-30
    And albumin-corrected calcium was 8.2 mg/dL on 2026-02-10
    When the clinician signs an order for romosozumab
    Then exactly one card "romosozumab-order-safety" is shown
    And a critical card "romosozumab-order-safety" is shown
    And the card mentions "calcium is low"
    And the card mentions "past MI or stroke"
    And the card mentions "outside the labelled population"

  @romosozumab-order-safety @suppression
  Scenario: A label contraindication is said in hospice care too
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a stroke on 2025-06-30
    And hospice care has been active since 2026-02-10
    When the clinician signs an order for romosozumab
    Then a critical card "romosozumab-order-safety" is shown

  # R14

  @romosozumab-completion-followon @boundary
  Scenario Outline: Two months and twenty-four months after the last dose
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And romosozumab 210 mg was given monthly for <doses> doses, the last on <last>
    When the clinician discharges the patient
    Then <expected>

    Examples:
      | doses | last       | expected                                                  |
      | 10    | 2025-12-17 | an info card "romosozumab-completion-followon" is shown   |
      | 10    | 2025-12-16 | an info card "romosozumab-completion-followon" is shown   |
      | 10    | 2025-12-15 | a warning card "romosozumab-completion-followon" is shown |
      | 3     | 2025-12-16 | the card "romosozumab-completion-followon" is not shown   |
      | 3     | 2025-12-15 | a warning card "romosozumab-completion-followon" is shown |
      | 12    | 2024-02-17 | a warning card "romosozumab-completion-followon" is shown |
      | 12    | 2024-02-16 | a warning card "romosozumab-completion-followon" is shown |
      | 12    | 2024-02-15 | the card "romosozumab-completion-followon" is not shown   |

  @romosozumab-completion-followon @boundary
  Scenario Outline: The gates of the drugs that may follow
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-12-01
    And albumin-corrected calcium was <calcium> mg/dL on 2026-02-10
    And creatinine clearance was <crcl> mL/min on 2026-02-10
    And eGFR was <egfr> mL/min/1.73 m² on 2026-02-10
    When the clinician opens the chart
    Then a warning card "romosozumab-completion-followon" is shown
    And a zoledronate 5 mg draft is <zoledronate>
    And an alendronate draft is <alendronate>
    And a denosumab 60 mg draft is <denosumab>

    Examples:
      | calcium | crcl | egfr | zoledronate | alendronate | denosumab   |
      | 9.4     | 35.0 | 30.0 | offered     | offered     | offered     |
      | 9.4     | 34.9 | 30.0 | not offered | not offered | offered     |
      | 9.4     | 35.0 | 29.9 | offered     | offered     | not offered |
      | 8.5     | 60   | 60   | offered     | offered     | offered     |
      | 8.4     | 60   | 60   | not offered | not offered | not offered |
      | 10.5    | 60   | 60   | offered     | offered     | offered     |
      | 10.6    | 60   | 60   | not offered | not offered | not offered |

  @romosozumab-completion-followon @negative
  Scenario Outline: An antiresorptive is there already
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-12-01
    And <treatment>
    When the clinician opens the chart
    Then the card "romosozumab-completion-followon" is not shown

    Examples:
      | treatment                                               |
      | denosumab 60 mg was given on 2025-12-20                 |
      | alendronate 70 mg weekly has been active since 2026-01-10 |
      | zoledronate 5 mg is ordered to start on 2026-03-01      |
      | an active alendronate order dated 2025-12-05 exists     |

  @romosozumab-completion-followon @negative
  Scenario Outline: What does not follow romosozumab
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-12-01
    And <treatment>
    When the clinician opens the chart
    Then a warning card "romosozumab-completion-followon" is shown

    Examples:
      | treatment                                           |
      | zoledronate 5 mg was given on 2024-11-01            |
      | raloxifene has been active since 2025-12-15         |
      | calcium and vitamin D have been active since 2025-01-01 |
      | a zoledronate 5 mg administration dated 2026-01-04 is not done |

  @romosozumab-completion-followon @missing-data
  Scenario: Laboratory values missing after the last dose
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-12-01
    When the clinician opens the chart
    Then a warning card "romosozumab-completion-followon" is shown
    And no drug draft is offered
    And the "data-needed" card lists "calcium"
    And the "data-needed" card lists "creatinine and weight"

  @romosozumab-completion-followon @suppression
  Scenario Outline: Nothing follows in hospice care or pregnancy
    Given the as-of date is 2026-02-16
    And a 44-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-12-01
    And <finding>
    When the clinician opens the chart
    Then the card "romosozumab-completion-followon" is not shown

    Examples:
      | finding                                       |
      | hospice care has been active since 2026-02-10 |
      | an active pregnancy since 2025-12-20          |

  # R15

  @post-augmentation-care-gap @boundary
  Scenario Outline: Day fifty-nine, day sixty and twenty-four months after augmentation
    Given the as-of date is <asof>
    And a 74-year-old man
    And a vertebral fracture of L2 with onset 2025-12-18
    And <procedure> of L2 was completed on 2026-01-05
    When the clinician discharges the patient
    Then <expected>

    Examples:
      | asof       | procedure           | expected                                             |
      | 2026-03-05 | balloon kyphoplasty | an info card "post-augmentation-care-gap" is shown   |
      | 2026-03-06 | balloon kyphoplasty | a warning card "post-augmentation-care-gap" is shown |
      | 2028-01-04 | vertebroplasty      | a warning card "post-augmentation-care-gap" is shown |
      | 2028-01-05 | vertebroplasty      | a warning card "post-augmentation-care-gap" is shown |
      | 2028-01-06 | vertebroplasty      | the card "post-augmentation-care-gap" is not shown   |

  @post-augmentation-care-gap @boundary
  Scenario: The latest augmentation counts the days
    Given the as-of date is 2026-04-11
    And a 74-year-old woman
    And vertebroplasty of L2 was completed on 2025-06-05
    And vertebroplasty of T12 was completed on 2026-04-01
    When the clinician opens the chart
    Then an info card "post-augmentation-care-gap" is shown
    And the card mentions "10 days ago"

  @post-augmentation-care-gap @boundary
  Scenario Outline: A high-energy fracture without and with osteoporosis
    Given the as-of date is 2026-04-11
    And a 74-year-old woman
    And a high-energy traumatic vertebral fracture of L2 with onset 2025-12-18
    And vertebroplasty of L2 was completed on 2026-01-05
    And a total hip T-score of <t> on 2024-02-01
    When the clinician opens the chart
    Then <expected>

    Examples:
      | t    | expected                                             |
      | -2.4 | the card "post-augmentation-care-gap" is not shown   |
      | -2.5 | a warning card "post-augmentation-care-gap" is shown |
      | -2.6 | a warning card "post-augmentation-care-gap" is shown |

  @post-augmentation-care-gap @negative
  Scenario: Cement in a malignant fracture
    Given the as-of date is 2026-04-11
    And a 74-year-old woman
    And a malignant vertebral fracture of L2 with onset 2025-12-18
    And vertebroplasty of L2 was completed on 2026-01-05
    When the clinician opens the chart
    Then the card "post-augmentation-care-gap" is not shown

  @post-augmentation-care-gap
  Scenario Outline: Bone density is measured once in two years
    Given the as-of date is 2026-04-11
    And a 74-year-old woman
    And vertebroplasty of L2 was completed on 2026-01-05
    And a total hip T-score of -1.9 on <day>
    When the clinician opens the chart
    Then a warning card "post-augmentation-care-gap" is shown
    And the card <offer>

    Examples:
      | day        | offer                                       |
      | 2024-04-12 | mentions "was measured in the last 2 years" |
      | 2024-04-11 | mentions "was measured in the last 2 years" |
      | 2024-04-10 | suggests ordering bone density              |

  @post-augmentation-care-gap @suppression
  Scenario: Rebound speaks instead of the care gap
    Given the as-of date is 2026-04-11
    And a 74-year-old woman
    And denosumab 60 mg was given on 2025-03-01
    And a vertebral fracture of L2 with onset 2025-12-18
    And vertebroplasty of L2 was completed on 2026-01-05
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And the card "post-augmentation-care-gap" is not shown

  @post-augmentation-care-gap @missing-data
  Scenario: An old order does not say what is taken
    Given the as-of date is 2026-04-11
    And a 74-year-old woman
    And vertebroplasty of L2 was completed on 2026-01-05
    And an active alendronate order dated 2025-06-10 exists
    When the clinician opens the chart
    Then the card "post-augmentation-care-gap" is not shown
    And the "data-needed" card lists "therapy record"
    And the "data-needed" card lists "alendron"

  # R16

  @ovf-consider-bone-forming-first @boundary
  Scenario Outline: Twelve months, the age of fifty and the T-score
    Given the as-of date is 2026-05-04
    And a <age>-year-old <sex>
    And a vertebral fracture of T12 with onset <onset>
    And a total hip T-score of <t> on 2022-04-01
    When the clinician discharges the patient
    Then <expected>

    Examples:
      | age | sex   | onset      | t    | expected                                                 |
      | 73  | woman | 2025-05-05 | -2.5 | an info card "ovf-consider-bone-forming-first" is shown  |
      | 73  | woman | 2025-05-04 | -2.5 | an info card "ovf-consider-bone-forming-first" is shown  |
      | 73  | woman | 2025-05-03 | -2.5 | the card "ovf-consider-bone-forming-first" is not shown  |
      | 73  | woman | 2026-03-20 | -2.6 | an info card "ovf-consider-bone-forming-first" is shown  |
      | 73  | woman | 2026-03-20 | -2.49 | the card "ovf-consider-bone-forming-first" is not shown |
      | 73  | woman | 2026-03-20 | -2.4 | the card "ovf-consider-bone-forming-first" is not shown  |
      | 73  | woman | 2026-03-20 | -8.0 | an info card "ovf-consider-bone-forming-first" is shown  |
      | 73  | woman | 2026-03-20 | -8.1 | the card "ovf-consider-bone-forming-first" is not shown  |
      | 73  | woman | 2026-03-20 | -8.1 | the "data-needed" card lists "T-score"                   |
      | 50  | man   | 2026-03-20 | -2.5 | an info card "ovf-consider-bone-forming-first" is shown  |
      | 51  | man   | 2026-03-20 | -2.5 | an info card "ovf-consider-bone-forming-first" is shown  |
      | 49  | man   | 2026-03-20 | -2.5 | the card "ovf-consider-bone-forming-first" is not shown  |

  @ovf-consider-bone-forming-first @boundary
  Scenario Outline: One fracture and two
    Given the as-of date is 2026-05-04
    And a 73-year-old woman
    And a vertebral fracture of T12 with onset 2026-03-20
    And a vertebral fracture of <level> with onset <onset>
    And a total hip T-score of -1.9 on 2026-04-01
    When the clinician opens the chart
    Then <expected>

    Examples:
      | level | onset      | expected                                                |
      | L1    | 2019-01-01 | an info card "ovf-consider-bone-forming-first" is shown |
      | T12   | 2026-04-02 | the card "ovf-consider-bone-forming-first" is not shown |
      | T12   | 2021-04-02 | an info card "ovf-consider-bone-forming-first" is shown |

  @ovf-consider-bone-forming-first @negative
  Scenario Outline: Treated, or contraindicated
    Given the as-of date is 2026-05-04
    And the jurisdiction profile is <profile>
    And a 73-year-old woman
    And a vertebral fracture of T12 with onset 2026-03-20
    And a total hip T-score of -3.1 on 2026-04-01
    And <finding>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | profile | finding                                                   | expected                                                |
      | us      | alendronate 70 mg weekly has been active since 2025-12-01 | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | raloxifene has been active since 2025-12-01               | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | calcium and vitamin D have been active since 2025-12-01   | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | a stroke on 2025-05-04                                    | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | a stroke on 2025-05-03                                    | an info card "ovf-consider-bone-forming-first" is shown |
      | eu      | a stroke on 2025-05-03                                    | the card "ovf-consider-bone-forming-first" is not shown |
      | jp      | a stroke on 2025-05-03                                    | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | external beam radiotherapy to the pelvis in 2015          | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | active conditions: hyperparathyroidism                    | the card "ovf-consider-bone-forming-first" is not shown |

  @ovf-consider-bone-forming-first @suppression
  Scenario Outline: Rebound, denosumab and the kyphoplasty card come first
    Given the as-of date is 2026-05-04
    And a 73-year-old woman
    And a vertebral fracture of T12 with onset 2026-03-20
    And a total hip T-score of -3.1 on 2026-04-01
    And <finding>
    When the clinician opens the chart
    Then the card "ovf-consider-bone-forming-first" is not shown

    Examples:
      | finding                                                 |
      | denosumab 60 mg was given on 2025-05-01                 |
      | denosumab 60 mg was given on 2023-12-01                 |
      | denosumab 60 mg was given on 2025-12-01                 |
      | denosumab 60 mg was given on 2025-10-20                 |
      | there is no medication record                           |
      | balloon kyphoplasty of T12 was completed on 2026-04-02  |
      | hospice care has been active since 2026-04-10           |
      | a malignant vertebral fracture of T12 with onset 2026-03-20 |

  @ovf-consider-bone-forming-first @missing-data
  Scenario: A fracture without an onset may be recent
    Given the as-of date is 2026-05-04
    And a 73-year-old woman
    And a vertebral fracture of T12 with no onset date
    And a total hip T-score of -3.1 on 2026-04-01
    When the clinician opens the chart
    Then the card "ovf-consider-bone-forming-first" is not shown
    And the "data-needed" card lists "fracture onset"

  # R17

  @teriparatide-timing-augmentation @boundary
  Scenario Outline: Teriparatide ordered around an augmentation
    Given the as-of date is 2026-01-15
    And a 79-year-old woman
    And a vertebral fracture of L1 with onset 2025-10-02
    And balloon kyphoplasty of L1 was completed on <day>
    When the clinician selects an order for teriparatide
    Then <expected>

    Examples:
      | day        | expected                                                 |
      | 2026-01-15 | an info card "teriparatide-timing-augmentation" is shown |
      | 2025-10-16 | an info card "teriparatide-timing-augmentation" is shown |
      | 2025-10-15 | an info card "teriparatide-timing-augmentation" is shown |
      | 2025-10-14 | the card "teriparatide-timing-augmentation" is not shown |

  @teriparatide-timing-augmentation @negative
  Scenario Outline: Treated already, or teriparatide contraindicated
    Given the as-of date is 2026-01-15
    And a 79-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-28
    And <finding>
    When the clinician signs an order for vertebroplasty of L1
    Then the card "teriparatide-timing-augmentation" is not shown

    Examples:
      | finding                                                   |
      | alendronate 70 mg weekly has been active since 2025-06-01 |
      | raloxifene has been active since 2025-06-01               |
      | romosozumab 210 mg was given on 2026-01-02                |
      | external beam radiotherapy to the pelvis in 2015          |
      | active conditions: Paget disease of bone                  |
      | albumin-corrected calcium was 10.6 mg/dL on 2026-01-10    |
      | teriparatide was active from 2020-01-01 to 2022-01-01     |
      | an active allergy to teriparatide                         |

  @teriparatide-timing-augmentation @suppression
  Scenario Outline: Rebound, denosumab and hospice care silence the timing
    Given the as-of date is 2026-01-15
    And a 79-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-28
    And <finding>
    When the clinician signs an order for vertebroplasty of L1
    Then the card "teriparatide-timing-augmentation" is not shown

    Examples:
      | finding                                       |
      | denosumab 60 mg was given on 2025-03-01       |
      | denosumab 60 mg was given on 2023-06-01       |
      | denosumab 60 mg was given on 2025-07-01       |
      | there is no medication record                 |
      | hospice care has been active since 2026-01-10 |

  @teriparatide-timing-augmentation @missing-data
  Scenario: An old order leaves the treatment open before augmentation
    Given the as-of date is 2026-01-15
    And a 79-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-28
    And an active alendronate order dated 2025-03-10 exists
    When the clinician selects an order for balloon kyphoplasty of L1
    Then the card "teriparatide-timing-augmentation" is not shown
    And the "data-needed" card lists "therapy record"

  # R18

  @teriparatide-order-safety @boundary
  Scenario Outline: Twenty-four months of a lifetime
    Given the as-of date is 2026-05-04
    And a 74-year-old woman
    And <first>
    And <second>
    When the clinician signs an order for <drug>
    Then <expected>

    Examples:
      | first                                                  | second                                                  | drug          | expected                                            |
      | teriparatide was active from 2021-01-01 to 2022-12-30  | active conditions: hypertension                         | teriparatide  | the card "teriparatide-order-safety" is not shown   |
      | teriparatide was active from 2021-01-01 to 2022-12-31  | active conditions: hypertension                         | teriparatide  | a warning card "teriparatide-order-safety" is shown |
      | teriparatide was active from 2021-01-01 to 2023-01-01  | active conditions: hypertension                         | abaloparatide | a warning card "teriparatide-order-safety" is shown |
      | teriparatide was active from 2021-01-01 to 2021-12-31  | abaloparatide was active from 2024-01-01 to 2024-12-29  | teriparatide  | the card "teriparatide-order-safety" is not shown   |
      | teriparatide was active from 2021-01-01 to 2021-12-31  | abaloparatide was active from 2023-01-01 to 2023-12-31  | teriparatide  | a warning card "teriparatide-order-safety" is shown |

  @teriparatide-order-safety @boundary
  Scenario Outline: What the label of teriparatide asks about
    Given the as-of date is 2026-05-04
    And a 44-year-old woman
    And <finding>
    When the clinician selects an order for teriparatide
    Then <expected>

    Examples:
      | finding                                                                            | expected                                            |
      | active conditions: hypertension                                                    | the card "teriparatide-order-safety" is not shown   |
      | active conditions: Paget disease of bone                                           | a warning card "teriparatide-order-safety" is shown |
      | active conditions: hyperparathyroidism                                             | a warning card "teriparatide-order-safety" is shown |
      | a malignant vertebral fracture of L1 with onset 2026-03-01                         | the card "teriparatide-order-safety" is not shown   |
      | an active allergy to teriparatide                                                  | a warning card "teriparatide-order-safety" is shown |
      | an active allergy to alendronate                                                   | the card "teriparatide-order-safety" is not shown   |
      | an active pregnancy since 2026-02-01                                               | a warning card "teriparatide-order-safety" is shown |
      | albumin-corrected calcium was 10.4 mg/dL on 2026-05-02                             | the card "teriparatide-order-safety" is not shown   |
      | albumin-corrected calcium was 10.5 mg/dL on 2026-05-02                             | the card "teriparatide-order-safety" is not shown   |
      | albumin-corrected calcium was 10.6 mg/dL on 2026-05-02                             | a warning card "teriparatide-order-safety" is shown |
      | alkaline phosphatase was 120 U/L on 2026-05-02 with reference range 40 to 120      | the card "teriparatide-order-safety" is not shown   |
      | alkaline phosphatase was 121 U/L on 2026-05-02 with reference range 40 to 120      | a warning card "teriparatide-order-safety" is shown |
      | alkaline phosphatase was 121 U/L on 2026-02-03 with reference range 40 to 120      | a warning card "teriparatide-order-safety" is shown |
      | alkaline phosphatase was 121 U/L on 2026-02-02 with reference range 40 to 120      | the card "teriparatide-order-safety" is not shown   |

  @teriparatide-order-safety
  Scenario Outline: The Japanese limit is final
    Given the as-of date is 2026-05-04
    And the jurisdiction profile is <profile>
    And a 74-year-old woman
    And teriparatide was active from 2021-01-01 to 2023-01-01
    When the clinician signs an order for teriparatide
    Then a warning card "teriparatide-order-safety" is shown
    And the card mentions "<text>"
    And the card suggests removing the teriparatide order

    Examples:
      | profile | text           |
      | us      | more than 2 years only while |
      | eu      | 24 months      |
      | jp      | not repeated   |

  @teriparatide-order-safety @missing-data
  Scenario: Calcium is not known before teriparatide
    Given the as-of date is 2026-05-04
    And a 74-year-old woman
    When the clinician selects an order for teriparatide
    Then the card "teriparatide-order-safety" is not shown
    And the "data-needed" card lists "calcium"

  @teriparatide-order-safety @missing-data
  Scenario: Without a medication record the time on teriparatide is asked for
    Given the as-of date is 2026-05-04
    And a 74-year-old woman
    And there is no medication record
    When the clinician selects an order for abaloparatide
    Then the card "teriparatide-order-safety" is not shown
    And the "data-needed" card lists "therapy record"

  @teriparatide-order-safety @suppression
  Scenario: The label check of teriparatide stays in hospice care
    Given the as-of date is 2026-05-04
    And a 74-year-old woman
    And active conditions: Paget disease of bone
    And hospice care has been active since 2026-04-10
    When the clinician signs an order for teriparatide
    Then a warning card "teriparatide-order-safety" is shown

  # R19

  @bisphosphonate-order-safety @boundary
  Scenario Outline: Each drug has its own kidney limit
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And creatinine clearance was <crcl> mL/min on <day>
    When the clinician signs an order for <drug>
    Then <expected>

    Examples:
      | drug             | crcl | day        | expected                                               |
      | alendronate      | 35.1 | 2026-05-02 | the card "bisphosphonate-order-safety" is not shown    |
      | alendronate      | 35.0 | 2026-05-02 | the card "bisphosphonate-order-safety" is not shown    |
      | alendronate      | 34.9 | 2026-05-02 | a warning card "bisphosphonate-order-safety" is shown  |
      | ibandronate      | 30.0 | 2026-05-02 | the card "bisphosphonate-order-safety" is not shown    |
      | ibandronate      | 29.9 | 2026-05-02 | a warning card "bisphosphonate-order-safety" is shown  |
      | zoledronate      | 34.9 | 2026-02-03 | a critical card "bisphosphonate-order-safety" is shown |
      | zoledronate      | 34.9 | 2026-02-02 | the card "bisphosphonate-order-safety" is not shown    |
      | zoledronate 4 mg | 34.9 | 2026-05-02 | the card "bisphosphonate-order-safety" is not shown    |

  @bisphosphonate-order-safety @boundary
  Scenario Outline: Calcium and other findings before a bisphosphonate
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And creatinine clearance was 62 mL/min on 2026-05-02
    And <finding>
    When the clinician selects an order for <drug>
    Then <expected>

    Examples:
      | drug        | finding                                               | expected                                               |
      | zoledronate | albumin-corrected calcium was 8.4 mg/dL on 2026-05-02 | a critical card "bisphosphonate-order-safety" is shown |
      | zoledronate | albumin-corrected calcium was 8.5 mg/dL on 2026-05-02 | the card "bisphosphonate-order-safety" is not shown    |
      | zoledronate | albumin-corrected calcium was 8.6 mg/dL on 2026-05-02 | the card "bisphosphonate-order-safety" is not shown    |
      | alendronate | albumin-corrected calcium was 8.4 mg/dL on 2026-05-02 | a critical card "bisphosphonate-order-safety" is shown |
      | alendronate | total calcium was 8.4 mg/dL on 2026-05-02             | a warning card "bisphosphonate-order-safety" is shown  |
      | alendronate | total calcium was 8.5 mg/dL on 2026-05-02             | the card "bisphosphonate-order-safety" is not shown    |
      | zoledronate | active conditions: acute kidney injury                | a critical card "bisphosphonate-order-safety" is shown |
      | alendronate | active conditions: acute kidney injury                | the card "bisphosphonate-order-safety" is not shown    |
      | risedronate | active conditions: achalasia                          | a warning card "bisphosphonate-order-safety" is shown  |
      | zoledronate | active conditions: achalasia                          | the card "bisphosphonate-order-safety" is not shown    |
      | alendronate | an active allergy to alendronate                      | a warning card "bisphosphonate-order-safety" is shown  |
      | zoledronate | an active allergy to alendronate                      | the card "bisphosphonate-order-safety" is not shown    |

  @bisphosphonate-order-safety
  Scenario: Dialysis counts as a clearance below thirty
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And the patient is on haemodialysis
    And creatinine clearance was 62 mL/min on 2026-05-02
    When the clinician signs an order for zoledronate
    Then a critical card "bisphosphonate-order-safety" is shown
    And the card mentions "on dialysis"
    And the card suggests removing the zoledronate order

  @bisphosphonate-order-safety @missing-data
  Scenario: Calcium and creatinine are not known before alendronate
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    When the clinician selects an order for alendronate
    Then the card "bisphosphonate-order-safety" is not shown
    And the first item of the "data-needed" card is "calcium"
    And the "data-needed" card lists "creatinine and weight"

  @bisphosphonate-order-safety @suppression
  Scenario: The label check of a bisphosphonate stays beside a rebound fracture
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And denosumab 60 mg was given on 2025-05-01
    And a vertebral fracture of L1 with onset 2026-03-20
    And creatinine clearance was 29 mL/min on 2026-05-02
    When the clinician signs an order for zoledronate
    Then a critical card "bisphosphonate-order-safety" is shown

  # R20

  @vbq-high-post-vertebroplasty @boundary
  Scenario Outline: A high score for twenty-four months after vertebroplasty
    Given the as-of date is <asof>
    And a 74-year-old woman
    And a vertebral fracture of T12 with onset 2025-12-10
    And vertebroplasty of T12 was completed on 2026-01-05
    And a T1-weighted MRI on <mri> with signal intensities L1 310, L2 320, L3 330, L4 340 and L3 cerebrospinal fluid 100
    When the clinician discharges the patient
    Then the VBQ score is displayed as 3.25
    And <expected>

    Examples:
      | asof       | mri        | expected                                             |
      | 2028-01-04 | 2025-12-20 | an info card "vbq-high-post-vertebroplasty" is shown |
      | 2028-01-05 | 2025-12-20 | an info card "vbq-high-post-vertebroplasty" is shown |
      | 2028-01-06 | 2025-12-20 | the card "vbq-high-post-vertebroplasty" is not shown |
      | 2026-02-02 | 2026-01-05 | an info card "vbq-high-post-vertebroplasty" is shown |
      | 2026-02-02 | 2025-01-06 | an info card "vbq-high-post-vertebroplasty" is shown |
      | 2026-02-02 | 2025-01-05 | an info card "vbq-high-post-vertebroplasty" is shown |

  @vbq-high-post-vertebroplasty @boundary
  Scenario Outline: An MRI after cement or too long before it
    Given the as-of date is 2026-02-02
    And a 74-year-old woman
    And vertebroplasty of T12 was completed on 2026-01-05
    And a T1-weighted MRI on <mri> with signal intensities L1 310, L2 320, L3 330, L4 340 and L3 cerebrospinal fluid 100
    When the clinician opens the chart
    Then the card "vbq-high-post-vertebroplasty" is not shown
    And the "data-needed" card does not list "MRI"

    Examples:
      | mri        |
      | 2026-01-06 |
      | 2025-01-04 |

  @vbq-high-post-vertebroplasty @boundary
  Scenario Outline: Two usable levels are enough, one is not
    Given the as-of date is 2026-02-02
    And a 74-year-old woman
    And vertebroplasty of L2 was completed on 2026-01-05
    And a vertebral fracture of L3 with onset 2021-05-01
    And a T1-weighted MRI on 2025-12-20 with signal intensities <signals> and L3 cerebrospinal fluid 100
    When the clinician opens the chart
    Then <expected>

    Examples:
      | signals                        | expected                                             |
      | L1 310, L2 320, L3 330, L4 340 | an info card "vbq-high-post-vertebroplasty" is shown |
      | L1 310, L2 320, L3 330         | the card "vbq-high-post-vertebroplasty" is not shown |
      | L1 310, L2 320, L3 330         | the "data-needed" card lists "T1 MRI values"         |

  @vbq-high-post-vertebroplasty @negative
  Scenario: The score is shown after kyphoplasty, and no card
    Given the as-of date is 2026-02-02
    And a 74-year-old woman
    And balloon kyphoplasty of T12 was completed on 2026-01-05
    And a T1-weighted MRI on 2025-12-20 with signal intensities L1 310, L2 320, L3 330, L4 340 and L3 cerebrospinal fluid 100
    When the clinician opens the chart
    Then the VBQ score is displayed as 3.25
    And the card "vbq-high-post-vertebroplasty" is not shown

  @vbq-high-post-vertebroplasty @suppression
  Scenario: The score prompts nothing in hospice care
    Given the as-of date is 2026-02-02
    And a 74-year-old woman
    And vertebroplasty of T12 was completed on 2026-01-05
    And a T1-weighted MRI on 2025-12-20 with signal intensities L1 310, L2 320, L3 330, L4 340 and L3 cerebrospinal fluid 100
    And hospice care has been active since 2026-01-20
    When the clinician opens the chart
    Then the card "vbq-high-post-vertebroplasty" is not shown
