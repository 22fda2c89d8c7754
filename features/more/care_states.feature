Feature: Care of the fracture and of the bone, state by state
  What each card says of the one patient it is about, and when it stays silent.

  Background:
    Given the as-of date is 2026-05-04
    And a 75-year-old woman

  # Acute vertebral fracture, conservative care

  @ovf-conservative-care
  Scenario Outline: What the card on conservative care says of this patient
    Given a vertebral fracture of L4 with onset 2026-04-20
    And <finding>
    When the clinician opens the chart
    Then an info card "ovf-conservative-care" is shown
    And the notes of the "ovf-conservative-care" card are <notes>
    And the suggestions of the "ovf-conservative-care" card are "physiotherapy"

    Examples:
      | finding                                                          | notes                                                                                  |
      | a medication record exists without osteoporosis drugs            | "Neurological deficit and spinal instability: none recorded as of 2026-05-04; examine" |
      | foot drop with onset 2019-05-01, unchanged                       | "A neurological deficit is recorded from before: foot drop"                            |
      | neurological deficit was not found on 2026-05-02                 | none                                                                                   |
      | spinal instability was not found on 2026-05-02                   | "Neurological deficit and spinal instability: none recorded"                           |
      | the fracture of L4 is classified OF 1                            | "Neurological deficit and spinal instability: none recorded", "OF class: L4: OF 1"     |
      | the fracture of L4 is classified OF 2                            | "Neurological deficit and spinal instability: none recorded", "OF class: L4: OF 2"     |
      | the fracture of L4 is classified OF 3                            | "Neurological deficit and spinal instability: none recorded", "OF class: L4: OF 3"     |

  @ovf-conservative-care @missing-data
  Scenario Outline: What could not be read leaves open whether conservative care is enough
    Given a vertebral fracture of L4 with onset 2026-04-20
    And <finding>
    When the clinician opens the chart
    Then the card "ovf-conservative-care" is not shown
    And the "data-needed" card lists "<item>"

    Examples:
      | finding                                                     | item                     |
      | there is no medication record                               | denosumab                |
      | an unreadable entry of neurological deficit                 | neurological examination |
      | provisional spinal instability is on the problem list       | spinal instability       |
      | the fracture of L4 is classified OF 6                       | invalid OF class         |

  # No osteoporosis drug after vertebral augmentation

  @post-augmentation-care-gap
  Scenario Outline: What the card on the care gap says of this patient
    Given a vertebral fracture of L2 with onset 2024-06-01
    And vertebroplasty of L2 was completed on <day>
    And <medicine>
    When the clinician opens the chart
    Then <indicator> card "post-augmentation-care-gap" is shown
    And the findings of the "post-augmentation-care-gap" card are "<found>"
    And the card mentions "<message>"
    And the notes of the "post-augmentation-care-gap" card are <notes>
    And the suggestions of the "post-augmentation-care-gap" card are "fracture liaison", "bone clinic", "bone density", "creatinine"

    Examples:
      | day        | medicine                                                | indicator | found                    | message                                                    | notes                                                                             |
      | 2026-03-05 | a medication record exists without osteoporosis drugs   | a warning | days since vertebral     | 60 days since vertebral augmentation and no                | "Osteoporosis drugs: none recorded as of 2026-05-04"                              |
      | 2026-03-05 | calcium has been active since 2026-03-10                | a warning | days since vertebral     | 60 days since vertebral augmentation and no                | "Only calcium or vitamin D is recorded as of 2026-05-04: calcium"                 |
      | 2026-03-05 | raloxifene has been active since 2026-03-10             | an info   | , only                   | Vertebral augmentation on 2026-03-05, only raloxifene      | "Current drug: raloxifene"                                                        |
      | 2026-03-06 | a medication record exists without osteoporosis drugs   | an info   | days ago                 | Vertebral augmentation 59 days ago, no osteoporosis drug   | "Osteoporosis drugs: none recorded as of 2026-05-04"                              |
      | 2026-03-06 | calcium has been active since 2026-03-10                | an info   | days ago                 | Vertebral augmentation 59 days ago, no osteoporosis drug   | "Only calcium or vitamin D is recorded as of 2026-05-04: calcium"                 |
      | 2026-03-06 | raloxifene has been active since 2026-03-10             | an info   | , only                   | Vertebral augmentation on 2026-03-06, only raloxifene      | "Current drug: raloxifene"                                                        |
      | 2026-03    | a medication record exists without osteoporosis drugs   | an info   | Vertebral augmentation in | Vertebral augmentation in 2026-03, no osteoporosis drug    | "Osteoporosis drugs: none recorded as of 2026-05-04"                              |
      | 2026-03    | calcium has been active since 2026-03-10                | an info   | Vertebral augmentation in | Vertebral augmentation in 2026-03, no osteoporosis drug    | "Only calcium or vitamin D is recorded as of 2026-05-04: calcium"                 |
      | 2026-03    | raloxifene has been active since 2026-03-10             | an info   | , only                   | Vertebral augmentation on 2026-03, only raloxifene         | "Current drug: raloxifene"                                                        |

  @post-augmentation-care-gap
  Scenario Outline: A bone density measurement that need not be repeated
    Given a vertebral fracture of L2 with onset 2026-02-10
    And vertebroplasty of L2 was completed on 2026-02-20
    And <density>
    When the clinician opens the chart
    Then a warning card "post-augmentation-care-gap" is shown
    And the notes of the "post-augmentation-care-gap" card are <notes>
    And the suggestions of the "post-augmentation-care-gap" card are <suggestions>

    Examples:
      | density                                                 | notes                                                                              | suggestions                                                        |
      | a total hip T-score of -1.9 on 2024-05-04               | "Osteoporosis drugs: none recorded", "Bone density was measured in the last 2 years" | "fracture liaison", "bone clinic", "creatinine"            |
      | a total hip T-score of -1.9 on 2024-05-03               | "Osteoporosis drugs: none recorded"                                                | "fracture liaison", "bone clinic", "bone density", "creatinine" |
      | an active order for a bone density measurement exists   | "Osteoporosis drugs: none recorded", "or a measurement is ordered"                 | "fracture liaison", "bone clinic", "creatinine"              |

  @post-augmentation-care-gap @negative
  Scenario Outline: Treated after augmentation, or not known
    Given a vertebral fracture of L2 with onset 2024-06-01
    And vertebroplasty of L2 was completed on <day>
    And <medicine>
    When the clinician opens the chart
    Then the card "post-augmentation-care-gap" is not shown
    And <asked>

    Examples:
      | day        | medicine                                                  | asked                                                     |
      | 2026-03-05 | alendronate 70 mg weekly has been active since 2026-03-10 | the "data-needed" card does not list "therapy record"     |
      | 2026-03-06 | alendronate 70 mg weekly has been active since 2026-03-10 | the "data-needed" card does not list "therapy record"     |
      | 2026-03    | alendronate 70 mg weekly has been active since 2026-03-10 | the "data-needed" card does not list "therapy record"     |
      | 2026-03-05 | teriparatide has been active since 2026-03-10             | the "data-needed" card does not list "therapy record"     |
      | 2026-03-06 | teriparatide has been active since 2026-03-10             | the "data-needed" card does not list "therapy record"     |
      | 2026-03    | teriparatide has been active since 2026-03-10             | the "data-needed" card does not list "therapy record"     |
      | 2026-03-05 | there is no medication record                             | the "data-needed" card lists "therapy record"             |
      | 2026-03-06 | there is no medication record                             | the "data-needed" card lists "therapy record"             |
      | 2026-03    | there is no medication record                             | the "data-needed" card lists "therapy record"             |

  @post-augmentation-care-gap @missing-data
  Scenario Outline: Whether and when a vertebra was augmented
    Given a vertebral fracture of L2 with onset 2023-06-01
    And raloxifene has been active since 2023-07-01
    And <procedure>
    When the clinician opens the chart
    Then the card "post-augmentation-care-gap" is not shown
    And <asked>

    Examples:
      | procedure                                              | asked                                                |
      | no osteoporosis drug has been recorded since           | the card "data-needed" is not shown                  |
      | vertebroplasty of L2 was completed on 2023-06-20       | the card "data-needed" is not shown                  |
      | vertebroplasty of L2 was completed on 2024-05          | the "data-needed" card lists "procedure done"        |
      | an unreadable entry of vertebroplasty                  | the "data-needed" card lists "procedure done"        |

  @post-augmentation-care-gap
  Scenario: Palliative care that is not confirmed silences nothing
    Given a vertebral fracture of L2 with onset 2026-02-10
    And vertebroplasty of L2 was completed on 2026-02-20
    And provisional palliative care is on the problem list
    When the clinician opens the chart
    Then a warning card "post-augmentation-care-gap" is shown

  # Osteoporosis without treatment

  @osteoporosis-untreated
  Scenario Outline: What the card on untreated osteoporosis says after a fracture
    Given <fracture>
    And <other>
    When the clinician opens the chart
    Then a warning card "osteoporosis-untreated" is shown
    And the findings of the "osteoporosis-untreated" card are "Fragility fracture"
    And the notes of the "osteoporosis-untreated" card are <notes>
    And the suggestions of the "osteoporosis-untreated" card are <suggestions>
    And the "data-needed" card does not list "date of birth"

    Examples:
      | fracture                                            | other                                                 | notes                                                                                                                        | suggestions                                              |
      | a non-traumatic hip fracture with onset 2026-02-11  | a medication record exists without osteoporosis drugs | "Fracture: hip fracture (2026-02-11). High-energy trauma and malignancy at it: none recorded as of 2026-05-04", "drugs: none recorded" | "secondary causes", "fracture liaison", "bone density" |
      | a non-traumatic hip fracture with onset 2026-02-11  | calcium has been active since 2026-02-20              | "Fracture: hip fracture (2026-02-11)", "Only calcium or vitamin D is recorded as of 2026-05-04: calcium"                     | "secondary causes", "fracture liaison", "bone density"   |
      | a non-traumatic hip fracture with onset 2026-02-11  | a femoral neck T-score of -2.8 on 2024-05-04          | "Fracture: hip fracture", "drugs: none recorded", "T-score -2.8 (femoral neck, 2024-05-04)"                                  | "secondary causes", "fracture liaison"                   |
      | a non-traumatic hip fracture with onset 2026-02-11  | a femoral neck T-score of -2.8 on 2024-05-03          | "Fracture: hip fracture", "drugs: none recorded", "T-score -2.8 (femoral neck, 2024-05-03)"                                  | "secondary causes", "fracture liaison", "bone density"   |
      | a non-traumatic hip fracture with onset 2026-02-11  | a femoral neck T-score of -1.8 on 2024-05-03          | "Fracture: hip fracture", "drugs: none recorded"                                                                             | "secondary causes", "fracture liaison", "bone density"   |
      | a non-traumatic hip fracture with onset 2026-02-11  | an active order for a bone density measurement exists | "Fracture: hip fracture", "drugs: none recorded"                                                                             | "secondary causes", "fracture liaison"                   |
      | a vertebral fracture of L1 with no onset date       | a medication record exists without osteoporosis drugs | "Fracture: vertebral fracture of L1 (onset not recorded)", "Its onset is not recorded", "drugs: none recorded"               | "secondary causes", "fracture liaison", "bone density"   |
      | a vertebral fracture of L1 with no onset date       | a femoral neck T-score of -2.8 on 2026-04-20          | "vertebral fracture of L1", "Its onset is not recorded", "drugs: none recorded", "T-score -2.8 (femoral neck"                | "secondary causes", "fracture liaison"                   |

  @osteoporosis-untreated
  Scenario Outline: What the card on untreated osteoporosis says of a low T-score alone
    Given <fracture>
    And a femoral neck T-score of -2.5 on 2023-04-20
    And <medicine>
    When the clinician opens the chart
    Then an info card "osteoporosis-untreated" is shown
    And the findings of the "osteoporosis-untreated" card are "with no osteoporosis drug recorded"
    And the notes of the "osteoporosis-untreated" card are "T-score -2.5 (femoral neck, 2023-04-20)", <notes>
    And the suggestions of the "osteoporosis-untreated" card are "secondary causes", "fracture liaison"
    And the "data-needed" card does not list "date of birth"

    Examples:
      | fracture                                                    | medicine                                              | notes                                                          |
      | no denosumab dose is recorded                               | a medication record exists without osteoporosis drugs | "Osteoporosis drugs: none recorded as of 2026-05-04"           |
      | no denosumab dose is recorded                               | calcium has been active since 2026-02-20              | "Only calcium or vitamin D is recorded as of 2026-05-04: calcium" |
      | a provisional vertebral fracture of L1 with onset 2026-03-01 | a medication record exists without osteoporosis drugs | "Osteoporosis drugs: none recorded as of 2026-05-04"          |

  @osteoporosis-untreated @missing-data
  Scenario Outline: A fracture about the age of fifty in a man of whom only the year of birth is recorded
    Given a 51-year-old man
    And of the date of birth only 1974 is recorded
    And a non-traumatic hip fracture with onset 2024-06-15
    And <density>
    When the clinician opens the chart
    Then <expected>
    And the "data-needed" card lists "date of birth"

    Examples:
      | density                                               | expected                                        |
      | a medication record exists without osteoporosis drugs | the card "osteoporosis-untreated" is not shown  |
      | a femoral neck T-score of -2.4 on 2023-04-20          | the card "osteoporosis-untreated" is not shown  |
      | a femoral neck T-score of -2.5 on 2023-04-20          | an info card "osteoporosis-untreated" is shown  |
      | a femoral neck T-score of -2.5 on 2023-04-20          | the notes of the "osteoporosis-untreated" card are "T-score -2.5", "drugs: none recorded" |
      | a femoral neck T-score of -2.5 on 2023-04-20          | the suggestions of the "osteoporosis-untreated" card are "secondary causes", "fracture liaison" |

  @osteoporosis-untreated @negative
  Scenario Outline: A low T-score that is treated, or of whom is not known
    Given <person>
    And a femoral neck T-score of -2.5 on 2026-04-20
    And <medicine>
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown
    And <asked>

    Examples:
      | person                                     | medicine                                                  | asked                                             |
      | a 75-year-old woman                        | raloxifene has been active since 2026-01-10               | the card "data-needed" is not shown               |
      | a 75-year-old woman                        | alendronate 70 mg weekly has been active since 2026-01-10 | the card "data-needed" is not shown               |
      | a 75-year-old woman                        | teriparatide has been active since 2026-01-10             | the card "data-needed" is not shown               |
      | a 75-year-old woman                        | there is no medication record                             | the "data-needed" card lists "therapy record"     |
      | the sex is not recorded                    | a medication record exists without osteoporosis drugs     | the "data-needed" card lists "sex"                |
      | a 50-year-old man                          | of the date of birth only 1976 is recorded                | the "data-needed" card lists "date of birth"      |

  @osteoporosis-untreated @negative
  Scenario Outline: No fracture and no low T-score calls for treatment
    Given <finding>
    And <medicine>
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown
    And <asked>

    Examples: the therapy record is asked for once a reason to treat is known
      | finding                                                      | medicine                                    | asked                                                             |
      | a non-traumatic hip fracture with onset 2026-02-11           | raloxifene has been active since 2026-01-10 | the card "data-needed" is not shown                               |
      | a femoral neck T-score of -2.4 on 2026-04-20                 | there is no medication record               | the "data-needed" card does not list "therapy record"             |
      | a provisional vertebral fracture of L1 with onset 2024-03-01 | there is no medication record               | the "data-needed" card does not list "therapy record"             |
      | a provisional vertebral fracture of L1 with onset 2024-03-01 | there is no medication record               | the "data-needed" card lists "cause and confirmation of the fracture" |

  @osteoporosis-untreated @missing-data
  Scenario: A course of romosozumab that may have gone on is asked about while its end is planned
    Given a non-traumatic hip fracture with onset 2025-02-11
    And romosozumab was given monthly for 10 doses, the last on 2026-02-20
    And the patient states that romosozumab was given on 2026-04-10
    When the clinician opens the chart
    Then an info card "romosozumab-completion-followon" is shown
    And the card "osteoporosis-untreated" is not shown
    And the "data-needed" card lists "therapy record: romosozumab"

  # Recent vertebral fracture at very high risk

  @ovf-consider-bone-forming-first
  Scenario Outline: What the card on a bone-forming drug first says of this patient
    Given a vertebral fracture of T12 with onset 2026-03-20
    And <risk>
    And <other>
    When the clinician opens the chart
    Then an info card "ovf-consider-bone-forming-first" is shown
    And the notes of the "ovf-consider-bone-forming-first" card are <notes>

    Examples: one fracture and a low T-score, two fractures, and what can not be told apart
      | risk                                              | other                                                 | notes                                                                                                                                     |
      | a total hip T-score of -2.5 on 2023-04-01         | a medication record exists without osteoporosis drugs | "Lowest T-score -2.5 (total hip, 2023-04-01)", "drugs: none recorded as of 2026-05-04", "infarction and stroke: none recorded as of 2026-05-04", "Denosumab: none recorded as of 2026-05-04" |
      | a vertebral fracture of L1 with onset 2019-01-01  | a medication record exists without osteoporosis drugs | "2 vertebral fractures are on record", "drugs: none recorded", "infarction and stroke: none recorded", "Denosumab: none recorded"         |
      | a vertebral fracture of L1 with onset 2019-01-01  | a total hip T-score of -2.4 on 2023-04-01             | "2 vertebral fractures", "Lowest T-score -2.4", "drugs: none recorded", "infarction and stroke: none recorded", "Denosumab: none recorded" |
      | a vertebral fracture of L1 with onset 2019-01-01  | a total hip T-score of -2.6 on 2023-04-01             | "2 vertebral fractures", "Lowest T-score -2.6", "drugs: none recorded", "infarction and stroke: none recorded", "Denosumab: none recorded" |
      | a vertebral fracture of T12 with no onset date    | a total hip T-score of -2.6 on 2023-04-01             | "Lowest T-score -2.6", "drugs: none recorded", "infarction and stroke: none recorded", "Denosumab: none recorded", "one or several can not be told" |

    Examples: what else is taken, and was taken
      | risk                                              | other                                                 | notes                                                                                                                                     |
      | a total hip T-score of -2.5 on 2023-04-01         | calcium has been active since 2026-03-25              | "Lowest T-score -2.5", "Only calcium or vitamin D is recorded as of 2026-05-04", "infarction and stroke: none recorded", "Denosumab: none recorded" |
      | a total hip T-score of -2.5 on 2023-04-01         | the patient states that denosumab was never taken     | "Lowest T-score -2.5", "drugs: none recorded", "infarction and stroke: none recorded"                                                     |
      | a total hip T-score of -2.5 on 2023-04-01         | denosumab was given on 2021-01-10                     | "Lowest T-score -2.5", "drugs: none recorded", "infarction and stroke: none recorded"                                                     |

    Examples: heart and brain
      | risk                                              | other                                                        | notes                                                                                                                              |
      | a total hip T-score of -2.5 on 2023-04-01         | a stroke on 2024-01-10                                       | "Lowest T-score -2.5", "drugs: none recorded", "stroke is on record (2024-01-10): romosozumab needs a review", "Denosumab: none recorded" |
      | a total hip T-score of -2.5 on 2023-04-01         | a stroke with no recorded date                               | "Lowest T-score -2.5", "drugs: none recorded", "stroke is on record (", "Denosumab: none recorded"                                 |
      | a total hip T-score of -2.5 on 2023-04-01         | provisional myocardial infarction is on the problem list     | "Lowest T-score -2.5", "drugs: none recorded", "Denosumab: none recorded"                                                          |

  @ovf-consider-bone-forming-first
  Scenario: Denosumab was followed by zoledronate years before the fracture
    Given denosumab was given on 2020-06-10 and 2020-12-10
    And zoledronate was given on 2021-06-14
    And a vertebral fracture of T12 with onset 2026-03-20
    And a total hip T-score of -2.5 on 2023-04-01
    When the clinician opens the chart
    Then an info card "ovf-consider-bone-forming-first" is shown
    And the notes of the "ovf-consider-bone-forming-first" card are "Lowest T-score -2.5", "drugs: none recorded", "infarction and stroke: none recorded"
    And the suggestions of the "ovf-consider-bone-forming-first" card are "bone clinic"

  @ovf-consider-bone-forming-first @negative
  Scenario Outline: No bone-forming drug first while denosumab, another treatment or the risk speak against it
    Given a vertebral fracture of T12 with onset 2026-03-20
    And <risk>
    And <other>
    When the clinician opens the chart
    Then the card "ovf-consider-bone-forming-first" is not shown
    And <asked>

    Examples: the risk
      | risk                                              | other                                                     | asked                                                |
      | a total hip T-score of -2.4 on 2023-04-01         | a medication record exists without osteoporosis drugs     | the "data-needed" card does not list "T-score"       |
      | a vertebral fracture of T12 with no onset date    | a total hip T-score of -2.4 on 2023-04-01                 | the "data-needed" card lists "level and date of each vertebral fracture" |
      | a total hip T-score of -2.5 on 2023-04-01         | the date of birth is not recorded                         | the "data-needed" card lists "date of birth"         |

    Examples: other treatment
      | risk                                              | other                                                     | asked                                                |
      | a total hip T-score of -2.5 on 2023-04-01         | raloxifene has been active since 2026-03-25               | the "data-needed" card does not list "therapy record" |
      | a total hip T-score of -2.5 on 2023-04-01         | alendronate has been active since 2026-03-25              | the "data-needed" card does not list "therapy record" |
      | a total hip T-score of -2.5 on 2023-04-01         | teriparatide has been active since 2026-03-25             | the "data-needed" card does not list "therapy record" |
      | a total hip T-score of -2.5 on 2023-04-01         | an active alendronate order dated 2025-03-10 exists       | the "data-needed" card lists "therapy record"        |

    Examples: denosumab
      | risk                                              | other                                                     | asked                                                |
      | a total hip T-score of -2.5 on 2023-04-01         | denosumab was given on 2025-05-01                         | a warning card "rebound-antiresorptive-first" is shown |
      | a total hip T-score of -2.5 on 2023-04-01         | denosumab was given on 2023-12-01                         | a warning card "rebound-possible-review" is shown    |
      | a vertebral fracture of L1 with onset 2019-01-01  | there is no medication record                             | the "data-needed" card does not list "T-score"       |

  @ovf-consider-bone-forming-first @negative
  Scenario Outline: Denosumab is wearing off, or may be, although the fracture came before it
    Given a vertebral fracture of T12 with onset 2025-06-01
    And a total hip T-score of -2.5 on 2023-04-01
    And denosumab was given on <dose>
    And <other>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | dose       | other                                                    | expected                                                                   |
      | 2025-09-20 | no osteoporosis drug has been recorded since             | the card "ovf-consider-bone-forming-first" is not shown                    |
      | 2021-01-10 | no osteoporosis drug has been recorded since             | an info card "ovf-consider-bone-forming-first" is shown                    |
      | 2021-01-10 | the patient states that denosumab was given on 2025-09-20 | the card "ovf-consider-bone-forming-first" is not shown                   |
      | 2021-01-10 | the patient states that denosumab was given on 2025-09-20 | the "data-needed" card lists "date of last denosumab dose"                |
      | 2021-01-10 | denosumab 120 mg was given on 2025-09-20                 | the card "ovf-consider-bone-forming-first" is not shown                    |
      | 2021-01-10 | denosumab 120 mg was given on 2025-09-20                 | the "data-needed" card lists "date of last denosumab dose"                 |

  @ovf-consider-bone-forming-first @suppression
  Scenario Outline: While denosumab acts the card asks for nothing, whatever else could not be read
    Given a vertebral fracture of T12 with onset 2026-03-20
    And a total hip T-score of -2.5 on 2023-04-01
    And denosumab was given on <dose>
    And an unreadable entry of teriparatide
    When the clinician opens the chart
    Then the card "ovf-consider-bone-forming-first" is not shown
    And the items that "ovf-consider-bone-forming-first" asks for are <asked>

    Examples:
      | dose       | asked            |
      | 2025-12-01 | none             |
      | 2025-10-05 | none             |
      | 2021-01-10 | "therapy record" |

  # Teriparatide around an augmentation

  @teriparatide-timing-augmentation
  Scenario Outline: What the card on teriparatide says before an augmentation
    Given a vertebral fracture of L1 with onset 2026-04-10
    And <finding>
    When the clinician signs an order for balloon kyphoplasty of L1
    Then an info card "teriparatide-timing-augmentation" is shown
    And the findings of the "teriparatide-timing-augmentation" card are "Planned augmentation"
    And the notes of the "teriparatide-timing-augmentation" card are <notes>
    And the suggestions of the "teriparatide-timing-augmentation" card are "bone clinic"

    Examples:
      | finding                                                | notes                                               |
      | a medication record exists without osteoporosis drugs  | "Denosumab: none recorded as of 2026-05-04"         |
      | calcium has been active since 2026-02-20               | "Denosumab: none recorded as of 2026-05-04"         |
      | vertebroplasty of T12 was completed on 2026-04-02      | "Denosumab: none recorded as of 2026-05-04"         |
      | the patient states that denosumab was never taken      | none                                                |
      | denosumab was given on 2021-01-10                      | none                                                |
      | provisional pregnancy is on the problem list           | "Denosumab: none recorded as of 2026-05-04"         |

  @teriparatide-timing-augmentation
  Scenario Outline: What the card on teriparatide says when it is ordered after an augmentation
    Given a vertebral fracture of L1 with onset 2026-04-10
    And balloon kyphoplasty of L1 was completed on 2026-04-20
    And <finding>
    When the clinician signs an order for teriparatide
    Then an info card "teriparatide-timing-augmentation" is shown
    And the card mentions "Recent augmentation: if teriparatide is considered"
    And the findings of the "teriparatide-timing-augmentation" card are "{augmentation-near.when} augmentation"
    And the notes of the "teriparatide-timing-augmentation" card are "Augmentation was done on 2026-04-20", <notes>

    Examples:
      | finding                                                | notes                                                        |
      | a medication record exists without osteoporosis drugs  | "Denosumab: none recorded as of 2026-05-04"                  |
      | calcium has been active since 2026-02-20               | "Denosumab: none recorded as of 2026-05-04"                  |
      | raloxifene has been active since 2026-02-20            | "Current drug: raloxifene", "Denosumab: none recorded"       |
      | alendronate has been active since 2026-02-20           | "Current drug: alendronate", "Denosumab: none recorded"      |

  @teriparatide-timing-augmentation
  Scenario Outline: Teriparatide ordered while an augmentation is planned
    Given a vertebral fracture of L1 with onset 2026-04-10
    And an active order for balloon kyphoplasty of L1 exists
    And <finding>
    When the clinician signs an order for teriparatide
    Then an info card "teriparatide-timing-augmentation" is shown
    And the card mentions "Planned augmentation: if teriparatide is considered"
    And the notes of the "teriparatide-timing-augmentation" card are <notes>

    Examples:
      | finding                                                | notes                                                        |
      | a medication record exists without osteoporosis drugs  | "Denosumab: none recorded as of 2026-05-04"                  |
      | denosumab was given on 2021-01-10                      | none                                                         |

  @teriparatide-timing-augmentation
  Scenario Outline: Denosumab was followed by zoledronate years before the augmentation
    Given denosumab was given on 2020-06-10 and 2020-12-10
    And zoledronate was given on 2021-06-14
    And a vertebral fracture of L1 with onset 2026-04-10
    And balloon kyphoplasty of T12 was completed on 2026-04-02
    When the clinician signs an order for <order>
    Then an info card "teriparatide-timing-augmentation" is shown

    Examples:
      | order                     |
      | balloon kyphoplasty of L1 |
      | teriparatide              |

  @teriparatide-timing-augmentation @negative
  Scenario Outline: Another drug is ordered after an augmentation
    Given a vertebral fracture of L1 with onset 2026-04-10
    And balloon kyphoplasty of L1 was completed on 2026-04-20
    And an active alendronate order dated 2025-03-10 exists
    When the clinician signs an order for <drug>
    Then the card "teriparatide-timing-augmentation" is not shown
    And the "data-needed" card does not list "teriparatide-timing-augmentation"

    Examples:
      | drug                |
      | denosumab           |
      | zoledronate         |
      | infused ibandronate |
      | risedronate         |
      | romosozumab         |
      | abaloparatide       |
      | infused alendronate |

  @teriparatide-timing-augmentation @negative
  Scenario Outline: No card on teriparatide while treatment, denosumab or the risk speak against it
    Given a vertebral fracture of L1 with onset <onset>
    And <first>
    And <second>
    When the clinician signs an order for <order>
    Then the card "teriparatide-timing-augmentation" is not shown
    And <asked>

    Examples: no augmentation, or an uncertain one
      | onset      | first                                                    | second                                                    | order                                   | asked                                                                   |
      | 2026-01-10 | balloon kyphoplasty of L1 was completed on 2026-02-03    | no osteoporosis drug has been recorded since              | teriparatide                            | the "data-needed" card does not list "augmentation planned or done"     |
      | 2026-01-10 | balloon kyphoplasty of L1 was completed on 2026-02       | no osteoporosis drug has been recorded since              | teriparatide                            | the "data-needed" card lists "augmentation planned or done"             |
      | 2026-04-10 | balloon kyphoplasty of T12 was completed on 2026-04-02   | no osteoporosis drug has been recorded since              | balloon kyphoplasty of L1 in words only | the "data-needed" card lists "procedure ordered"                        |
      | 2026-04-10 | balloon kyphoplasty of T12 was completed on 2026-04-02   | no osteoporosis drug has been recorded since              | teriparatide in words only              | the "data-needed" card lists "drug ordered"                             |

    Examples: treatment
      | onset      | first                                                    | second                                                    | order                                   | asked                                                                   |
      | 2026-04-10 | teriparatide has been active since 2026-03-25            | no osteoporosis drug has been recorded since              | balloon kyphoplasty of L1               | the "data-needed" card does not list "therapy record"                   |
      | 2026-04-10 | an active alendronate order dated 2025-03-10 exists      | no osteoporosis drug has been recorded since              | balloon kyphoplasty of L1               | the "data-needed" card lists "therapy record"                           |
      | 2026-04-10 | balloon kyphoplasty of L1 was completed on 2026-04-20    | teriparatide has been active since 2026-03-25             | teriparatide                            | the "data-needed" card does not list "therapy record"                   |
      | 2026-04-10 | balloon kyphoplasty of L1 was completed on 2026-04-20    | an active alendronate order dated 2025-03-10 exists       | teriparatide                            | the "data-needed" card lists "therapy record"                           |

    Examples: denosumab
      | onset      | first                                                    | second                                                    | order                                   | asked                                                                   |
      | 2026-04-10 | balloon kyphoplasty of L1 was completed on 2026-04-20    | denosumab was given on 2025-05-01                         | teriparatide                            | a warning card "rebound-no-bone-forming-first" is shown                 |
      | 2026-04-10 | balloon kyphoplasty of L1 was completed on 2026-04-20    | denosumab was given on 2023-12-01                         | teriparatide                            | a warning card "rebound-no-bone-forming-first" is shown                 |
      | 2026-04-10 | balloon kyphoplasty of L1 was completed on 2026-04-20    | denosumab was given on 2025-12-10                         | teriparatide                            | the card "rebound-no-bone-forming-first" is not shown                   |
      | 2026-04-10 | balloon kyphoplasty of L1 was completed on 2026-04-20    | denosumab was given on 2025-10-10                         | teriparatide                            | the card "rebound-no-bone-forming-first" is not shown                   |
      | 2026-04-10 | balloon kyphoplasty of L1 was completed on 2026-04-20    | there is no medication record                             | teriparatide                            | the "data-needed" card lists "denosumab history"                        |
      | 2025-06-01 | denosumab was given on 2021-01-10                        | denosumab was given on 2025-09-20                         | balloon kyphoplasty of L1               | a warning card "rebound-possible-review" is shown                       |
      | 2025-06-01 | denosumab was given on 2021-01-10                        | the patient states that denosumab was given on 2025-09-20 | balloon kyphoplasty of L1               | the "data-needed" card lists "date of last denosumab dose"              |
      | 2025-06-01 | denosumab was given on 2021-01-10                        | denosumab 120 mg was given on 2025-09-20                  | balloon kyphoplasty of L1               | the "data-needed" card lists "date of last denosumab dose"              |

  @teriparatide-timing-augmentation @negative
  Scenario Outline: Teriparatide ordered soon after an augmentation, and denosumab is wearing off or may be
    Given a vertebral fracture of L1 with onset 2025-06-01
    And balloon kyphoplasty of L1 was completed on 2026-04-20
    And denosumab was given on 2021-01-10
    And <later>
    When the clinician signs an order for teriparatide
    Then <expected>
    And <asked>

    Examples:
      | later                                                     | expected                                                 | asked                                                      |
      | no osteoporosis drug has been recorded since              | an info card "teriparatide-timing-augmentation" is shown | the "data-needed" card does not list "last denosumab dose" |
      | denosumab was given on 2025-09-20                         | the card "teriparatide-timing-augmentation" is not shown | the "data-needed" card does not list "last denosumab dose" |
      | the patient states that denosumab was given on 2025-09-20 | the card "teriparatide-timing-augmentation" is not shown | the "data-needed" card lists "date of last denosumab dose" |
      | denosumab 120 mg was given on 2025-09-20                  | the card "teriparatide-timing-augmentation" is not shown | the "data-needed" card lists "date of last denosumab dose" |
