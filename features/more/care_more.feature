@diagnosis
Feature: Untreated osteoporosis and the care of an acute fracture, limit by limit

  Background:
    Given a 60-year-old woman
    And the as-of date is 2026-05-04

  @osteoporosis-untreated @boundary
  Scenario Outline: The fracture happened at the age of fifty or later
    Given a non-traumatic hip fracture with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                           |
      | 2016-01-02 | the card "osteoporosis-untreated" is not shown     |
      | 2016-01-03 | a warning card "osteoporosis-untreated" is shown   |
      | 2016-01-04 | a warning card "osteoporosis-untreated" is shown   |

  @osteoporosis-untreated @boundary
  Scenario Outline: A low T-score in men and in women
    Given a <age>-year-old <sex>
    And a total hip T-score of -2.5 on 2026-04-20
    When the clinician opens the chart
    Then <expected>

    Examples:
      | age | sex   | expected                                        |
      | 49  | man   | the card "osteoporosis-untreated" is not shown  |
      | 50  | man   | an info card "osteoporosis-untreated" is shown  |
      | 51  | man   | an info card "osteoporosis-untreated" is shown  |
      | 54  | woman | the card "osteoporosis-untreated" is not shown  |
      | 55  | woman | an info card "osteoporosis-untreated" is shown  |

  @osteoporosis-untreated @missing-data
  Scenario: A low T-score and an unknown menopausal state
    Given a 52-year-old woman
    And a total hip T-score of -2.9 on 2026-04-20
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown
    And the "data-needed" card lists "menopausal state"

  @osteoporosis-untreated @missing-data
  Scenario: No medication record is asked for
    Given a non-traumatic hip fracture with onset 2026-02-11
    And there is no medication record
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown
    And the "data-needed" card lists "therapy record"

  @osteoporosis-untreated @missing-data
  Scenario: A fracture without an onset in a person who is past fifty
    Given a vertebral fracture of L1 with no onset date
    When the clinician opens the chart
    Then a warning card "osteoporosis-untreated" is shown
    And the card mentions "onset is not recorded"

  @osteoporosis-untreated
  Scenario Outline: What counts as treatment
    Given a non-traumatic hip fracture with onset 2026-02-11
    And <treatment>
    When the clinician discharges the patient
    Then <expected>

    Examples:
      | treatment                                              | expected                                          |
      | calcium and vitamin D have been active since 2026-02-20 | a warning card "osteoporosis-untreated" is shown |
      | denosumab 60 mg was given on 2026-03-01                | the card "osteoporosis-untreated" is not shown    |
      | romosozumab was given on 2026-04-20                    | the card "osteoporosis-untreated" is not shown    |

  @osteoporosis-untreated
  Scenario: A fracture leads, the T-score stands beside it
    Given a non-traumatic hip fracture with onset 2026-02-11
    And a femoral neck T-score of -2.8 on 2026-04-20
    When the clinician opens the chart
    Then a warning card "osteoporosis-untreated" is shown
    And the card mentions "-2.8"
    And the card mentions "femoral neck"
    And the card mentions "none recorded as of 2026-05-04"
    And no drug draft is offered

  @osteoporosis-untreated @negative
  Scenario Outline: Fractures of another cause
    Given <fracture>
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown

    Examples:
      | fracture                                                                |
      | a malignant vertebral fracture of L1 with onset 2026-03-01              |
      | a high-energy traumatic vertebral fracture of L1 with onset 2026-03-01  |
      | a refuted vertebral fracture of L1 with onset 2026-03-01                |

  @osteoporosis-untreated @missing-data
  Scenario: A fracture that is not confirmed is asked about
    Given a provisional vertebral fracture of L1 with onset 2026-03-01
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown
    And the "data-needed" card lists "confirmation of the fracture"

  @osteoporosis-untreated @suppression
  Scenario Outline: A stronger card says the same
    Given a vertebral fracture of L1 with onset <onset>
    And <history>
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown
    And a <indicator> card "<speaks>" is shown

    Examples:
      | onset      | history                                                     | indicator | speaks                                |
      | 2026-02-01 | balloon kyphoplasty of L1 was completed on 2026-02-20       | warning   | post-augmentation-care-gap            |
      | 2026-04-01 | balloon kyphoplasty of L1 was completed on 2026-04-20       | info      | post-augmentation-care-gap            |
      | 2026-03-01 | denosumab 60 mg was given on 2025-04-01                     | warning   | rebound-antiresorptive-first          |
      | 2020-03-01 | denosumab 60 mg was given on 2025-04-01                     | warning   | denosumab-discontinued-no-followon    |
      | 2020-03-01 | romosozumab was given monthly for 12 doses, the last on 2026-01-10 | warning | romosozumab-completion-followon  |

  @osteoporosis-untreated @suppression
  Scenario: Denosumab stopped so long ago that its card only informs
    Given a vertebral fracture of L1 with onset 2019-03-01
    And denosumab 60 mg was given on 2024-02-01
    When the clinician opens the chart
    Then an info card "denosumab-discontinued-no-followon" is shown
    And a warning card "osteoporosis-untreated" is shown

  @osteoporosis-untreated @suppression
  Scenario: Palliative care
    Given a non-traumatic hip fracture with onset 2026-02-11
    And hospice care has been active since 2026-03-01
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown

  @osteoporosis-untreated @negative
  Scenario: A healthy woman
    Given a femoral neck T-score of -1.1 on 2026-04-20
    When the clinician opens the chart
    Then no card is shown

  @ovf-conservative-care @boundary
  Scenario Outline: Six weeks
    Given a vertebral fracture of L4 with onset <onset>
    When the clinician discharges the patient
    Then <expected>

    Examples:
      | onset      | expected                                        |
      | 2026-03-22 | the card "ovf-conservative-care" is not shown   |
      | 2026-03-23 | an info card "ovf-conservative-care" is shown   |
      | 2026-03-24 | an info card "ovf-conservative-care" is shown   |

  @ovf-conservative-care @missing-data
  Scenario: A fracture without an onset
    Given a vertebral fracture of L4 with no onset date
    When the clinician opens the chart
    Then the card "ovf-conservative-care" is not shown
    And the "data-needed" card lists "fracture onset"

  @ovf-conservative-care @negative
  Scenario Outline: Not this card's business
    Given a vertebral fracture of L4 with onset 2026-04-20
    And <finding>
    When the clinician opens the chart
    Then the card "ovf-conservative-care" is not shown

    Examples:
      | finding                                                      |
      | new leg weakness with onset 2026-04-25                       |
      | a leg weakness with no recorded date                         |
      | spinal instability diagnosed on 2026-04-25                   |
      | vertebroplasty of L4 was completed on 2026-04-28             |
      | spondylodiscitis diagnosed on 2026-04-25                     |
      | a malignant vertebral fracture of T8 with onset 2026-04-20   |
      | a high-energy trauma on 2026-04-19                           |
      | denosumab 60 mg was given on 2024-04-01                      |

  @ovf-conservative-care @boundary
  Scenario Outline: A deficit is old after twelve months
    Given a vertebral fracture of L4 with onset 2026-04-20
    And leg weakness with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                        |
      | 2025-05-03 | an info card "ovf-conservative-care" is shown   |
      | 2025-05-04 | the card "ovf-conservative-care" is not shown   |
      | 2025-05-05 | the card "ovf-conservative-care" is not shown   |

  @ovf-conservative-care
  Scenario Outline: An old deficit or cement elsewhere
    Given a vertebral fracture of L4 with onset 2026-04-20
    And <finding>
    When the clinician opens the chart
    Then an info card "ovf-conservative-care" is shown

    Examples:
      | finding                                             |
      | foot drop with onset 2019-05-01, unchanged          |
      | vertebroplasty of T8 was completed on 2026-04-28    |
      | vertebroplasty of L4 was completed on 2024-04-28    |
      | a high-energy trauma on 2026-03-01                  |

  @ovf-conservative-care @boundary
  Scenario Outline: The OF class of the fracture
    Given a vertebral fracture of L4 with onset 2026-04-20
    And the fracture of L4 is classified OF <class>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | class | expected                                        |
      | 3     | an info card "ovf-conservative-care" is shown   |
      | 4     | the card "ovf-conservative-care" is not shown   |
      | 5     | the card "ovf-conservative-care" is not shown   |

  @ovf-conservative-care @suppression
  Scenario: A rebound fracture is cared for otherwise
    Given a vertebral fracture of L4 with onset 2026-04-20
    And denosumab 60 mg was given on 2025-06-01
    When the clinician opens the chart
    Then the card "ovf-conservative-care" is not shown
    And an info card "rebound-supportive-care" is shown

  @ovf-conservative-care @suppression
  Scenario: Palliative care does not silence it
    Given a vertebral fracture of L4 with onset 2026-04-20
    And hospice care has been active since 2026-03-01
    When the clinician opens the chart
    Then an info card "ovf-conservative-care" is shown
