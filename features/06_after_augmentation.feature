@after-augmentation
Feature: Complications after vertebroplasty or kyphoplasty
  Emergencies are shown first and are never suppressed.

  Background:
    Given an 81-year-old woman
    And a vertebral fracture of L1 with onset 2026-01-02

  @adjacent-fracture-risk @boundary
  Scenario Outline: Factors for an adjacent fracture
    Given the as-of date is 2026-01-24
    And a lumbar spine T-score of -1.9 on 2025-11-01
    And a vertebral fracture of L3 with onset 2026-01-03
    And balloon kyphoplasty of L3 was completed on 2026-01-20
    And the wedge angle of L3 was corrected by <correction> degrees
    And active conditions: <conditions>
    When the clinician discharges the patient
    Then <expected>

    Examples:
      | correction | conditions                                  | expected                                         |
      | 10.0       | none                                        | the card "adjacent-fracture-risk" is not shown   |
      | 10.1       | none                                        | an info card "adjacent-fracture-risk" is shown   |
      | 4.0        | diabetes                                    | the card "adjacent-fracture-risk" is not shown   |
      | 4.0        | diabetes, vertebral fracture of T8 in 2018  | an info card "adjacent-fracture-risk" is shown   |
