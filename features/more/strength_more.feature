Feature: Limits and conditions that no other scenario looked at
  Each scenario here was written because a small change of the rules would have passed unnoticed.

  @rebound-no-augmentation @boundary
  Scenario Outline: Nobody under 18 years gets a card
    Given the as-of date is 2026-03-10
    And a <age>-year-old woman
    And denosumab 60 mg was given on 2024-08-05 and 2025-02-05
    And a vertebral fracture of L1 with onset 2025-11-20
    When the clinician signs an order for balloon kyphoplasty of L1
    Then <expected>

    Examples:
      | age | expected                                           |
      | 17  | no card is shown                                   |
      | 18  | a critical card "rebound-no-augmentation" is shown |

  @data-needed @rebound-possible-review @boundary
  Scenario Outline: A stated last dose that is later than the recorded one
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-12-01 and 2025-06-01
    And the patient states that denosumab 60 mg was given on <stated>
    And a vertebral fracture of L1 with onset 2026-02-20
    When the clinician opens the chart
    Then <expected>

    Examples: two weeks apart is one dose, recorded twice
      | stated     | expected                                                            |
      | 2025-06-15 | the "data-needed" card does not list "date of last denosumab dose"  |
      | 2025-06-16 | the "data-needed" card lists "date of last denosumab dose"          |

  @denosumab-start-safety @missing-data @boundary
  Scenario Outline: The eGFR before denosumab is at most 90 days old
    Given the as-of date is 2026-05-04
    And a 72-year-old woman
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And eGFR was 52 mL/min/1.73 m² on <day>
    When the clinician signs an order for denosumab
    Then <expected>

    Examples:
      | day        | expected                                    |
      | 2026-02-03 | the "data-needed" card does not list "eGFR" |
      | 2026-02-02 | the "data-needed" card lists "eGFR"         |

  @rebound-no-augmentation @boundary
  Scenario Outline: Trauma in the week before the fracture
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-08-05 and 2025-02-05
    And high-energy trauma with onset <trauma>
    And a vertebral fracture of L1 with onset 2025-11-20
    When the clinician signs an order for balloon kyphoplasty of L1
    Then <expected>

    Examples:
      | trauma     | expected                                           |
      | 2025-11-13 | the card "rebound-no-augmentation" is not shown    |
      | 2025-11-12 | a critical card "rebound-no-augmentation" is shown |

  @osteoporosis-untreated @boundary
  Scenario Outline: Denosumab of any strength covers for seven months
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And a non-traumatic hip fracture with onset 2026-02-11
    And denosumab 120 mg was given on <dose>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | dose       | expected                                         |
      | 2025-10-04 | the card "osteoporosis-untreated" is not shown   |
      | 2025-10-03 | a warning card "osteoporosis-untreated" is shown |

  @denosumab-start-safety @boundary
  Scenario Outline: Calcium in mmol/L before denosumab
    Given the as-of date is 2026-05-04
    And a 72-year-old woman
    And eGFR was 52 mL/min/1.73 m² on 2026-05-02
    And albumin-corrected calcium was <calcium> mmol/L on 2026-05-02
    When the clinician signs an order for denosumab
    Then <expected>

    Examples: our limits, 2.12 to 2.62
      | calcium | expected                                          |
      | 2.11    | a critical card "denosumab-start-safety" is shown |
      | 2.12    | an info card "denosumab-start-safety" is shown    |

  @rebound-antiresorptive-first @boundary
  Scenario Outline: Calcium in mmol/L in a rebound fracture
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-08-05 and 2025-02-05
    And a vertebral fracture of L1 with onset 2025-11-20
    And eGFR was 52 mL/min/1.73 m² on 2026-03-02
    And albumin-corrected calcium was <calcium> mmol/L on 2026-03-02
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And a denosumab 60 mg draft is <offered>

    Examples: our limits, 2.12 to 2.62
      | calcium | offered     |
      | 2.11    | not offered |
      | 2.12    | offered     |
      | 2.62    | offered     |
      | 2.63    | not offered |

  @denosumab-start-safety @boundary
  Scenario Outline: Albumin within a week of total calcium
    Given the as-of date is 2026-05-04
    And a 72-year-old woman
    And eGFR was 52 mL/min/1.73 m² on 2026-05-02
    And total calcium was 8.2 mg/dL on 2026-04-20
    And albumin was 3.5 g/dL on <day>
    When the clinician signs an order for denosumab
    Then <expected>

    Examples: corrected it is 8.6 mg/dL
      | day        | expected                                         |
      | 2026-04-27 | an info card "denosumab-start-safety" is shown   |
      | 2026-04-28 | a warning card "denosumab-start-safety" is shown |

  @rebound-possible-review
  Scenario: The oncology strength of denosumab is named
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-08-05 and 2025-02-05
    And denosumab 120 mg was given on 2025-05-05
    And a vertebral fracture of L1 with onset 2025-11-20
    When the clinician opens the chart
    Then the "rebound-possible-review" card lists "oncology strength"

  @rebound-no-augmentation @boundary
  Scenario Outline: One fracture or two at one level
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-09-20 and 2025-03-20
    And a vertebral fracture of L1 with onset 2025-10-12
    And a vertebral fracture of L1 with onset <second>
    When the clinician opens the chart
    Then <expected>

    Examples: two weeks apart is one fracture, recorded twice
      | second     | expected                                                 |
      | 2025-10-26 | the card "rebound-antiresorptive-first" is not shown     |
      | 2025-10-27 | a warning card "rebound-antiresorptive-first" is shown   |

  @rebound-no-augmentation @boundary
  Scenario Outline: A fracture that nobody ordered for counts for twelve months
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-01-05 and 2024-07-05
    And a vertebral fracture of T12 with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                               |
      | 2025-03-10 | a warning card "rebound-antiresorptive-first" is shown |
      | 2025-03-09 | the card "rebound-antiresorptive-first" is not shown   |
