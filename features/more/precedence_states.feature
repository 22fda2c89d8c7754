Feature: Who is silent when two cards disagree, every state that decides it
  A card that is silent also asks for nothing.

  # What silences the cards that start or prefer a bone-forming drug

  @post-bkp-consider-romosozumab @suppression
  Scenario Outline: Romosozumab after kyphoplasty beside denosumab, the heart and other drugs
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And balloon kyphoplasty of L1 was completed on 2026-01-05
    And <first>
    And <second>
    When the clinician opens the chart
    Then <expected>
    And the items that "post-bkp-consider-romosozumab" asks for are <asked>

    Examples: silent
      | first                                         | second                                                      | expected                                              | asked |
      | denosumab 60 mg was given on 2025-03-01       | a stroke with no recorded date                              | the card "post-bkp-consider-romosozumab" is not shown | none  |
      | denosumab 60 mg was given on 2023-06-01       | a stroke with no recorded date                              | the card "post-bkp-consider-romosozumab" is not shown | none  |
      | denosumab 60 mg was given on 2025-06-01       | a stroke with no recorded date                              | the card "post-bkp-consider-romosozumab" is not shown | none  |
      | denosumab 60 mg was given on 2025-12-20       | a stroke with no recorded date                              | the card "post-bkp-consider-romosozumab" is not shown | none  |
      | denosumab 60 mg was given on 2025-08-01       | a stroke with no recorded date                              | the card "post-bkp-consider-romosozumab" is not shown | none  |
      | hospice care has been active since 2026-02-10 | active conditions: none                                     | the card "post-bkp-consider-romosozumab" is not shown | none  |
      | a stroke on 2025-12-01                        | the patient states that romosozumab was given, but not when | the card "post-bkp-consider-romosozumab" is not shown | none  |

    Examples: not silent
      | first                                                                     | second                              | expected                                              | asked                               |
      | a stroke with no recorded date                                            | active conditions: none             | the card "post-bkp-consider-romosozumab" is not shown | "date of stroke"                    |
      | provisional stroke is on the problem list                                 | active conditions: none             | the card "post-bkp-consider-romosozumab" is not shown | "calcium", "cardiovascular history" |
      | denosumab 60 mg was given on 2021-06-01                                   | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | "calcium"                           |
      | denosumab 60 mg was given on 2021-06-01                                   | zoledronate was given on 2021-12-01 | an info card "post-bkp-consider-romosozumab" is shown | "calcium"                           |
      | total calcium was 8.2 mg/dL on 2026-02-01                                 | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | none                                |
      | albumin-corrected calcium was 10.8 mg/dL on 2026-02-01                    | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | none                                |
      | romosozumab 210 mg was given monthly for 10 doses, the last on 2025-06-01 | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | "calcium"                           |
      | calcium and vitamin D have been active since 2025-06-01                   | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | "calcium"                           |
      | raloxifene has been active since 2025-06-01                               | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | "calcium"                           |
      | alendronate has been active since 2025-06-01                              | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | "calcium"                           |
      | an unconfirmed allergy to romosozumab                                     | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | "calcium", "romosozumab allergy"    |
      | the patient states that romosozumab was given, but not when               | active conditions: none             | an info card "post-bkp-consider-romosozumab" is shown | "calcium", "romosozumab dose count" |

  @post-bkp-consider-romosozumab @suppression
  Scenario Outline: Where the label of Japan holds, pregnancy silences romosozumab after kyphoplasty
    Given the as-of date is 2026-02-16
    And the jurisdiction profile is jp
    And a 45-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And balloon kyphoplasty of L1 was completed on 2026-01-05
    And albumin-corrected calcium was 9.2 mg/dL on 2026-02-01
    And <finding>
    When the clinician opens the chart
    Then <expected>
    And a romosozumab draft is <offered>

    Examples:
      | finding                                      | expected                                              | offered     |
      | active conditions: none                      | an info card "post-bkp-consider-romosozumab" is shown | offered     |
      | provisional pregnancy is on the problem list | an info card "post-bkp-consider-romosozumab" is shown | not offered |
      | an active pregnancy since 2026-01-20         | the card "post-bkp-consider-romosozumab" is not shown | not offered |

  @bkp-bisphosphonate-comparison @suppression
  Scenario Outline: What silences the comparison of a bisphosphonate, and that it then asks for nothing
    Given the as-of date is 2026-02-16
    And the jurisdiction profile is <profile>
    And a <person>
    And a vertebral fracture of L1 with onset 2025-12-05
    And balloon kyphoplasty of L1 was completed on 2026-01-05
    And <first>
    And <second>
    When the clinician signs an order for alendronate
    Then the card "bkp-bisphosphonate-comparison" is not shown
    And the items that "bkp-bisphosphonate-comparison" asks for are <asked>

    Examples:
      | profile | person            | first                                | second                                  | asked            |
      | us      | 76-year-old woman | a stroke with no recorded date       | active conditions: none                 | "date of stroke" |
      | us      | 76-year-old woman | a stroke with no recorded date       | denosumab 60 mg was given on 2025-03-01 | none             |
      | us      | 76-year-old woman | a stroke with no recorded date       | denosumab 60 mg was given on 2023-06-01 | none             |
      | us      | 76-year-old woman | a stroke with no recorded date       | denosumab 60 mg was given on 2025-06-01 | none             |
      | us      | 76-year-old woman | a stroke with no recorded date       | denosumab 60 mg was given on 2025-12-20 | none             |
      | jp      | 45-year-old woman | an active pregnancy since 2026-01-20 | active conditions: none                 | none             |

  @post-bkp-consider-romosozumab @suppression
  Scenario Outline: An order for a vertebra that broke while denosumab was wearing off withholds romosozumab at every order
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And denosumab 60 mg was given on 2021-06-01
    And a vertebral fracture of T12 with onset <onset>
    And a vertebral fracture of L1 with onset 2025-12-05
    And balloon kyphoplasty of L1 was completed on 2026-01-05
    And albumin-corrected calcium was 9.2 mg/dL on 2026-02-01
    And an active order for balloon kyphoplasty of T12 exists
    And an active order for vertebroplasty of L3 exists
    When the clinician opens the chart
    Then an info card "post-bkp-consider-romosozumab" is shown
    And a romosozumab draft is <offered>

    Examples:
      | onset      | offered     |
      | 2020-04-01 | offered     |
      | 2022-04-01 | not offered |
      | 2023-10-01 | not offered |

  @ovf-conservative-care @suppression
  Scenario Outline: Conservative care of a new fracture while cement is planned for an older one
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And denosumab 60 mg was given on 2021-06-01
    And a vertebral fracture of T12 with onset <onset>
    And a vertebral fracture of L1 with onset 2026-02-05
    And an active order for balloon kyphoplasty of T12 exists
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                      |
      | 2020-04-01 | an info card "ovf-conservative-care" is shown |
      | 2022-04-01 | the card "ovf-conservative-care" is not shown |
      | 2023-10-01 | an info card "ovf-conservative-care" is shown |

  @denosumab-to-bone-forming-switch @suppression
  Scenario: A specialist's teriparatide after denosumab was restarted for a rebound fracture is no switch to warn of
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And denosumab 60 mg was given on 2025-03-01
    And a vertebral fracture of L1 with onset 2025-12-05
    And denosumab 60 mg was given on 2025-12-20
    And a bone specialist has a plan for the treatment
    When the clinician signs an order for teriparatide
    Then the card "rebound-no-bone-forming-first" is not shown
    And the card "denosumab-to-bone-forming-switch" is not shown

  @ovf-consider-bone-forming-first @suppression
  Scenario Outline: A bone-forming drug first, beside denosumab, the heart, calcium and allergies
    Given the as-of date is 2026-02-16
    And the jurisdiction profile is <profile>
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And a total hip T-score of -3.0 on 2025-06-01
    And <finding>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | profile | finding                                                | expected                                                |
      | us      | active conditions: none                                | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | a stroke on 2025-12-01                                 | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | a stroke on 2020-12-01                                 | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | a stroke with no recorded date                         | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | provisional stroke is on the problem list              | an info card "ovf-consider-bone-forming-first" is shown |
      | eu      | active conditions: none                                | an info card "ovf-consider-bone-forming-first" is shown |
      | eu      | a stroke on 2020-12-01                                 | the card "ovf-consider-bone-forming-first" is not shown |
      | eu      | a stroke with no recorded date                         | the card "ovf-consider-bone-forming-first" is not shown |
      | eu      | provisional stroke is on the problem list              | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | albumin-corrected calcium was 8.2 mg/dL on 2026-02-01  | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | total calcium was 8.2 mg/dL on 2026-02-01              | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | albumin-corrected calcium was 9.2 mg/dL on 2026-02-01  | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | albumin-corrected calcium was 10.8 mg/dL on 2026-02-01 | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | an active allergy to romosozumab                       | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | an unconfirmed allergy to romosozumab                  | an info card "ovf-consider-bone-forming-first" is shown |
      | us      | denosumab 60 mg was given on 2025-03-01                | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | denosumab 60 mg was given on 2023-06-01                | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | denosumab 60 mg was given on 2025-06-01                | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | denosumab 60 mg was given on 2025-12-20                | the card "ovf-consider-bone-forming-first" is not shown |
      | us      | denosumab 60 mg was given on 2021-06-01                | an info card "ovf-consider-bone-forming-first" is shown |

  @ovf-consider-bone-forming-first @missing-data
  Scenario: Without the denosumab history the card about a bone-forming drug first asks for nothing
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And there is no medication record
    And a vertebral fracture of L1 with onset 2025-12-05
    When the clinician opens the chart
    Then the card "ovf-consider-bone-forming-first" is not shown
    And the items that "ovf-consider-bone-forming-first" asks for are none
    And the "data-needed" card lists "denosumab history"

  @ovf-consider-bone-forming-first @missing-data
  Scenario: While denosumab is on time the card about a bone-forming drug first does not ask for the other drug
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And a total hip T-score of -3.0 on 2025-06-01
    And denosumab 60 mg was given on 2025-12-20
    And an unreadable entry of alendronate
    When the clinician opens the chart
    Then the card "ovf-consider-bone-forming-first" is not shown
    And the items that "ovf-consider-bone-forming-first" asks for are none

  @teriparatide-timing-augmentation @missing-data
  Scenario: Without the denosumab history the card about the timing of teriparatide asks for nothing
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And there is no medication record
    And a vertebral fracture of L1 with onset 2025-12-05
    When the clinician signs an order for balloon kyphoplasty of L1
    Then the card "teriparatide-timing-augmentation" is not shown
    And the items that "teriparatide-timing-augmentation" asks for are none
    And the "data-needed" card lists "denosumab history"

  @teriparatide-timing-augmentation @suppression
  Scenario Outline: Which current or earlier drug lets the card about the timing of teriparatide speak
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And balloon kyphoplasty of L1 was completed on 2026-01-05
    And <drug>
    When the clinician signs an order for teriparatide
    Then <expected>

    Examples:
      | drug                                                    | expected                                                 |
      | calcium and vitamin D have been active since 2025-06-01 | an info card "teriparatide-timing-augmentation" is shown |
      | raloxifene has been active since 2025-06-01             | an info card "teriparatide-timing-augmentation" is shown |
      | alendronate has been active since 2025-06-01            | an info card "teriparatide-timing-augmentation" is shown |
      | abaloparatide has been active since 2025-12-01          | the card "teriparatide-timing-augmentation" is not shown |
      | denosumab 60 mg was given on 2025-03-01                 | the card "teriparatide-timing-augmentation" is not shown |
      | denosumab 60 mg was given on 2023-06-01                 | the card "teriparatide-timing-augmentation" is not shown |
      | denosumab 60 mg was given on 2025-06-01                 | the card "teriparatide-timing-augmentation" is not shown |
      | denosumab 60 mg was given on 2025-12-20                 | the card "teriparatide-timing-augmentation" is not shown |
      | denosumab 60 mg was given on 2025-08-01                 | the card "teriparatide-timing-augmentation" is not shown |
      | denosumab 60 mg was given on 2021-06-01                 | an info card "teriparatide-timing-augmentation" is shown |

  @romosozumab-order-safety @boundary
  Scenario: Of the label checks of romosozumab only a contraindication withholds its draft
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And balloon kyphoplasty of L1 was completed on 2026-01-05
    And albumin-corrected calcium was 9.2 mg/dL on 2026-02-01
    When the clinician signs orders for alendronate and romosozumab
    Then the items that "romosozumab-order-safety" asks for are "eGFR"
    And an info card "bkp-bisphosphonate-comparison" is shown
    And a romosozumab draft is offered

  # What silences the checks and risks of a procedure

  @augmentation-indication-check @suppression
  Scenario Outline: The checks of a cement order are noise only when the fracture is a probable rebound fracture
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And pain is 3 of 10 on 2026-02-14
    And <history>
    When the clinician signs an order for balloon kyphoplasty of L1
    Then <expected>

    Examples:
      | history                                 | expected                                                |
      | denosumab 60 mg was given on 2025-03-01 | the card "augmentation-indication-check" is not shown   |
      | denosumab 60 mg was given on 2023-06-01 | a warning card "augmentation-indication-check" is shown |
      | there is no medication record           | a warning card "augmentation-indication-check" is shown |
      | denosumab 60 mg was given on 2025-09-01 | a warning card "augmentation-indication-check" is shown |

  @adjacent-fracture-risk
  Scenario: The factors of an augmentation that was done are told though the fracture was a rebound fracture
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And denosumab 60 mg was given on 2025-03-01
    And a vertebral fracture of L1 with onset 2025-12-05
    And balloon kyphoplasty of L1 was completed on 2026-01-05
    And active conditions: diabetes
    When the clinician opens the chart
    Then an info card "adjacent-fracture-risk" is shown

  @augmentation-indication-check @missing-data
  Scenario: A cement order in words only for a rebound fracture needs its code before anything is silenced
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And denosumab 60 mg was given on 2025-03-01
    And a vertebral fracture of L1 with onset 2025-12-05
    When the clinician signs an order for balloon kyphoplasty of L1 in words only
    Then the card "augmentation-indication-check" is not shown
    And the items that "augmentation-indication-check" asks for are "procedure ordered"

  @augmentation-indication-check @suppression
  Scenario Outline: The checks of a cement order whose target is known not to be fractured
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And <finding>
    And pain is 3 of 10 on 2026-02-14
    When the clinician signs an order for balloon kyphoplasty of L1
    Then <prophylactic>
    And <expected>

    Examples:
      | finding                       | prophylactic                                                        | expected                                                |
      | the fracture of L1 is refuted | a warning card "prophylactic-augmentation-not-recommended" is shown | the card "augmentation-indication-check" is not shown   |
      | active conditions: none       | the card "prophylactic-augmentation-not-recommended" is not shown   | a warning card "augmentation-indication-check" is shown |

  # What silences care and emergencies

  @osteoporosis-untreated @missing-data
  Scenario: A course of romosozumab that is nearly complete does not silence the question what treats the bone now
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And a vertebral fracture of L1 with onset 2024-12-05
    And romosozumab 210 mg was given monthly for 10 doses, the last on 2025-11-20
    And the patient states that romosozumab was given on 2026-01-25
    When the clinician opens the chart
    Then an info card "romosozumab-completion-followon" is shown
    And the items that "osteoporosis-untreated" asks for are "therapy record"

  @post-augmentation-new-pain @suppression
  Scenario: New pain gives way to chest symptoms that began later than thirty days after the procedure
    Given the as-of date is 2026-03-15
    And balloon kyphoplasty of L1 was completed on 2026-01-20
    And dyspnoea with onset 2026-02-20
    And new back pain with onset 2026-03-01
    When the clinician opens the chart
    Then a warning card "pulmonary-cement-embolism" is shown
    And the card "post-augmentation-new-pain" is not shown

  # Pregnancy and palliative care

  @rebound-antiresorptive-first @suppression
  Scenario Outline: Pregnancy keeps every drug from being drafted for a rebound fracture
    Given the as-of date is 2026-02-16
    And a 45-year-old woman
    And denosumab 60 mg was given on 2025-03-01
    And a vertebral fracture of L1 with onset 2025-12-05
    And albumin-corrected calcium was 9.2 mg/dL on 2026-02-01
    And creatinine clearance was 80 mL/min on 2026-02-01
    And <finding>
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And a zoledronate draft is <offered>

    Examples:
      | finding                                      | offered     |
      | active conditions: none                      | offered     |
      | an active pregnancy since 2026-01-20         | not offered |
      | provisional pregnancy is on the problem list | not offered |

  @romosozumab-completion-followon @suppression
  Scenario Outline: Pregnancy, even if only suspected, keeps alendronate from being drafted after romosozumab
    Given the as-of date is 2026-02-16
    And a 45-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-11-20
    And albumin-corrected calcium was 9.2 mg/dL on 2026-02-01
    And creatinine clearance was 80 mL/min on 2026-02-01
    And <finding>
    When the clinician opens the chart
    Then <expected>
    And an alendronate draft is <offered>

    Examples:
      | finding                                      | expected                                                  | offered     |
      | active conditions: none                      | a warning card "romosozumab-completion-followon" is shown | offered     |
      | provisional pregnancy is on the problem list | a warning card "romosozumab-completion-followon" is shown | not offered |
      | an active pregnancy since 2026-01-20         | the card "romosozumab-completion-followon" is not shown   | not offered |

  @rebound-antiresorptive-first @suppression
  Scenario Outline: Palliative care silences the antiresorptive for a rebound fracture only when it is sure
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And denosumab 60 mg was given on 2025-03-01
    And a vertebral fracture of L1 with onset 2025-12-05
    And <care>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | care                                               | expected                                               |
      | active conditions: palliative care                 | the card "rebound-antiresorptive-first" is not shown   |
      | hospice care has been active since 2026-02-10      | the card "rebound-antiresorptive-first" is not shown   |
      | provisional palliative care is on the problem list | a warning card "rebound-antiresorptive-first" is shown |
