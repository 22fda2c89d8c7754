@diagnosis
Feature: Untreated osteoporosis, first choices and drug limits

  @ovf-consider-bone-forming-first
  Scenario: Two recent fractures and very low bone density
    Given the as-of date is 2026-05-04
    And a 73-year-old woman
    And a vertebral fracture of T12 with onset 2026-03-20
    And a vertebral fracture of L1 with onset 2026-03-20
    And a total hip T-score of -3.1 on 2026-04-01
    And a medication record exists without osteoporosis drugs
    When the clinician opens the chart
    Then an info card "ovf-consider-bone-forming-first" is shown
    And no drug draft is offered

  @ovf-consider-bone-forming-first @missing-data
  Scenario: One recent fracture and no bone density
    Given the as-of date is 2026-05-04
    And a 73-year-old woman
    And a vertebral fracture of T12 with onset 2026-03-20
    And a medication record exists without osteoporosis drugs
    When the clinician opens the chart
    Then the card "ovf-consider-bone-forming-first" is not shown
    And the "data-needed" card lists "T-score"
    And a warning card "osteoporosis-untreated" is shown

  @bisphosphonate-order-safety @boundary
  Scenario Outline: Creatinine clearance limits
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And creatinine clearance was <crcl> mL/min on 2026-05-02
    When the clinician signs an order for <drug>
    Then <expected>

    Examples:
      | drug        | crcl | expected                                                 |
      | zoledronate | 35.0 | the card "bisphosphonate-order-safety" is not shown      |
      | zoledronate | 34.9 | a critical card "bisphosphonate-order-safety" is shown   |
      | alendronate | 34.0 | a warning card "bisphosphonate-order-safety" is shown    |
      | risedronate | 30.0 | the card "bisphosphonate-order-safety" is not shown      |
      | risedronate | 29.9 | a warning card "bisphosphonate-order-safety" is shown    |
      | ibandronate | 29.0 | a warning card "bisphosphonate-order-safety" is shown    |

  @bisphosphonate-order-safety @missing-data
  Scenario: Only an eGFR is available
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And eGFR was 33 mL/min/1.73 m² on 2026-05-02
    And her weight is not recorded
    When the clinician signs an order for zoledronate
    Then the card "bisphosphonate-order-safety" is not shown
    And the "data-needed" card lists "creatinine and weight"

  @bisphosphonate-order-safety
  Scenario: Oral bisphosphonate and achalasia
    Given the as-of date is 2026-05-04
    And a 67-year-old woman
    And active conditions: achalasia
    When the clinician selects an order for alendronate
    Then a warning card "bisphosphonate-order-safety" is shown

  @teriparatide-order-safety
  Scenario Outline: Teriparatide label limits
    Given the as-of date is 2026-05-04
    And a 74-year-old woman
    And <finding>
    When the clinician selects an order for teriparatide
    Then <expected>

    Examples:
      | finding                                                      | expected                                               |
      | teriparatide was active from 2021-01-01 to 2023-01-01        | a warning card "teriparatide-order-safety" is shown    |
      | teriparatide was active from 2021-01-01 to 2022-01-01        | the card "teriparatide-order-safety" is not shown      |
      | external beam radiotherapy to the pelvis in 2015             | a warning card "teriparatide-order-safety" is shown    |

  @romosozumab-order-safety
  Scenario: Stroke without a date under the European profile
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And the jurisdiction profile is eu
    And a stroke with no recorded date
    When the clinician signs an order for romosozumab
    Then a critical card "romosozumab-order-safety" is shown

  @denosumab-start-safety
  Scenario: Denosumab ordered in pregnancy
    Given the as-of date is 2026-05-04
    And a 34-year-old woman
    And an active pregnancy since 2026-02-01
    And albumin-corrected calcium was 9.3 mg/dL on 2026-05-02
    When the clinician signs an order for denosumab 60 mg
    Then a critical card "denosumab-start-safety" is shown
