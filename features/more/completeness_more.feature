Feature: What every rule is tried with
  Cases that the other files leave out: who is not shown a card, both sides of a limit, what is asked for, which
  reasons there are against a critical card.

  # R01

  @rebound-no-augmentation @missing-data
  Scenario: A fracture without onset leaves open whether it is a rebound fracture
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with no onset date
    When the clinician signs an order for vertebroplasty of L2
    Then the card "rebound-no-augmentation" is not shown
    And a warning card "rebound-possible-review" is shown
    And the "data-needed" card lists "fracture onset"

  @rebound-no-augmentation
  Scenario Outline: Reasons against the cement card that need a comment are offered
    Given the as-of date is 2025-10-15
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-01-15
    And a vertebral fracture of L1 with onset 2025-10-01
    When the clinician signs an order for balloon kyphoplasty of L1
    Then a critical card "rebound-no-augmentation" is shown
    And the card offers the override reason "<reason>"

    Examples:
      | reason                                                   |
      | Fracture judged not related to denosumab discontinuation |
      | Neurological deficit or instability needs surgery        |
      | Benefit judged greater than risk, patient informed       |

  # R02

  @rebound-antiresorptive-first @negative
  Scenario: Denosumab given on time asks for no antiresorptive
    Given the as-of date is 2026-01-04
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-01 and 2025-09-01
    And a vertebral fracture of L2 with onset 2025-12-10
    When the clinician opens the chart
    Then the card "rebound-antiresorptive-first" is not shown

  @rebound-antiresorptive-first @negative
  Scenario Outline: Acute kidney injury hides the zoledronate draft
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset 2025-12-28
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-10
    And creatinine clearance was 62 mL/min on 2026-02-10
    And <finding>
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And a zoledronate 5 mg draft is <offered>

    Examples:
      | finding                                | offered     |
      | active conditions: hypertension        | offered     |
      | active conditions: acute kidney injury | not offered |

  # R03

  @rebound-no-bone-forming-first @boundary
  Scenario Outline: The window of a rebound fracture begins seven months after the last dose
    Given the as-of date is 2025-11-01
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-03-03
    And a vertebral fracture of L2 with onset <onset>
    When the clinician signs an order for teriparatide
    Then <expected>

    Examples:
      | onset      | expected                                                |
      | 2025-10-02 | the card "rebound-no-bone-forming-first" is not shown   |
      | 2025-10-03 | a warning card "rebound-no-bone-forming-first" is shown |
      | 2025-10-04 | a warning card "rebound-no-bone-forming-first" is shown |

  @rebound-no-bone-forming-first @missing-data
  Scenario: An active denosumab order without a dose is asked about before teriparatide
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And an active denosumab 60 mg order dated 2025-06-10 exists
    And a vertebral fracture of L2 with onset 2025-12-28
    When the clinician signs an order for teriparatide
    Then the card "rebound-no-bone-forming-first" is not shown
    And the "data-needed" card lists "date of last denosumab dose"

  # R10 to R19, reasons against a critical card

  @denosumab-start-safety @romosozumab-order-safety @bisphosphonate-order-safety
  Scenario Outline: Against a contraindication of the label only a greater benefit counts, with a comment
    Given the as-of date is 2026-05-04
    And a 76-year-old woman
    And albumin-corrected calcium was 7.9 mg/dL on 2026-05-02
    When the clinician signs an order for <drug>
    Then a critical card "<rule>" is shown
    And the card offers the override reason "Benefit judged greater than risk, patient informed"

    Examples:
      | drug             | rule                        |
      | denosumab 60 mg  | denosumab-start-safety      |
      | romosozumab      | romosozumab-order-safety    |
      | zoledronate      | bisphosphonate-order-safety |

  # R11

  @post-bkp-consider-romosozumab
  Scenario Outline: In Japan neither sex nor menopause matters, and ischaemic heart disease within a year does
    Given the as-of date is 2026-02-16
    And a <person>
    And the jurisdiction profile is jp
    And a vertebral fracture of L1 with onset 2026-01-05
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    And ischaemic heart disease diagnosed on <heart>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | person            | heart      | expected                                              |
      | 76-year-old woman | 2025-02-15 | an info card "post-bkp-consider-romosozumab" is shown |
      | 76-year-old man   | 2025-02-15 | an info card "post-bkp-consider-romosozumab" is shown |
      | 76-year-old woman | 2025-08-01 | the card "post-bkp-consider-romosozumab" is not shown |

  # R16

  @ovf-consider-bone-forming-first @post-bkp-consider-romosozumab @suppression
  Scenario: After kyphoplasty one card names a bone-forming drug, not two
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2026-01-05
    And a vertebral fracture of T8 with onset 2024-06-01
    And balloon kyphoplasty of L1 was completed on 2026-01-28
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And the card "ovf-consider-bone-forming-first" is not shown
