@before-augmentation
Feature: Before vertebroplasty or kyphoplasty
  Indication, contraindication and risk flags; none of these cards cancels a justified procedure.

  @teriparatide-timing-augmentation
  Scenario Outline: Teriparatide and a planned procedure
    Given the as-of date is 2026-01-15
    And a 79-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-28
    And <treatment>
    When the clinician selects an order for balloon kyphoplasty of L1
    Then <expected>

    Examples:
      | treatment                                                | expected                                                    |
      | a medication record exists without osteoporosis drugs    | an info card "teriparatide-timing-augmentation" is shown    |
      | teriparatide has been active since 2025-10-01            | the card "teriparatide-timing-augmentation" is not shown    |
      | denosumab 60 mg was given on 2025-10-15                  | the card "teriparatide-timing-augmentation" is not shown    |
