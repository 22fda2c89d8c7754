@post-bkp
Feature: Osteoporosis drugs after balloon kyphoplasty
  Romosozumab may be considered; its label limits and the rebound rule come first.

  Background:
    Given a 76-year-old woman
    And a vertebral fracture of L1 with onset 2026-01-05

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Calcium unknown, so the idea is shown without a draft
    Given the as-of date is 2026-02-16
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And no drug draft is offered
    And the card mentions "unfavourable MRI: unknown"
    And the "data-needed" card lists "calcium"

  @post-bkp-consider-romosozumab @boundary
  Scenario Outline: Myocardial infarction and the twelve month limit
    Given the as-of date is 2026-02-16
    And the jurisdiction profile is <profile>
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And a myocardial infarction on <event>
    When the clinician opens the chart
    Then <expected>
    And no romosozumab draft is offered

    Examples:
      | profile | event      | expected                                               |
      | us      | 2025-02-17 | the card "post-bkp-consider-romosozumab" is not shown  |
      | us      | 2025-02-16 | the card "post-bkp-consider-romosozumab" is not shown  |
      | us      | 2025-02-15 | an info card "post-bkp-consider-romosozumab" is shown  |
      | eu      | 2025-02-15 | the card "post-bkp-consider-romosozumab" is not shown  |
      | eu      | 2011-06-01 | the card "post-bkp-consider-romosozumab" is not shown  |

  @post-bkp-consider-romosozumab @missing-data
  Scenario: Stroke without a date
    Given the as-of date is 2026-02-16
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And a stroke with no recorded date
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown
    And the "data-needed" card lists "date of stroke"

  @post-bkp-consider-romosozumab @boundary
  Scenario Outline: Six month window after kyphoplasty
    Given the as-of date is <asof>
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    When the clinician opens the chart
    Then <expected>

    Examples:
      | asof       | expected                                               |
      | 2026-07-28 | an info card "post-bkp-consider-romosozumab" is shown  |
      | 2026-07-29 | the card "post-bkp-consider-romosozumab" is not shown  |

  @post-bkp-consider-romosozumab @negative
  Scenario: Vertebroplasty is not kyphoplasty
    Given the as-of date is 2026-02-16
    And vertebroplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown

  @post-bkp-consider-romosozumab @suppression
  Scenario Outline: Treatments that silence the suggestion
    Given the as-of date is 2026-02-16
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-01
    And <treatment>
    When the clinician opens the chart
    Then the card "post-bkp-consider-romosozumab" is not shown

    Examples:
      | treatment                                                                    |
      | romosozumab 210 mg was given monthly for 12 doses, the last on 2024-08-01    |
      | teriparatide has been active since 2025-12-01                                |
      | denosumab 60 mg was given on 2025-11-15                                      |
      | denosumab 60 mg was given on 2025-07-20                                      |

  @post-bkp-consider-romosozumab
  Scenario: Kyphoplasty later than the studied two months
    Given the as-of date is 2026-04-20
    And balloon kyphoplasty of L1 was completed on 2026-04-02
    And albumin-corrected calcium was 9.1 mg/dL on 2026-04-10
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And the card mentions "within 2 months of fracture: no"
