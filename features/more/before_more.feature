@before-augmentation
Feature: Before vertebroplasty or kyphoplasty, limit by limit

  Background:
    Given the as-of date is 2026-01-15
    And a 72-year-old man

  # --- R21 ---

  @prophylactic-augmentation-not-recommended
  Scenario Outline: What says that there is no fracture at the target
    Given <finding>
    When the clinician selects an order for vertebroplasty of L1 <reason>
    Then <expected>

    Examples:
      | finding                                                    | reason                               | expected                                                                 |
      | a lumbar spine T-score of -3.2 on 2025-12-01               | with reason "osteoporosis"           | a warning card "prophylactic-augmentation-not-recommended" is shown      |
      | a lumbar spine T-score of -3.2 on 2025-12-01               | with reason "prevention of fracture" | a warning card "prophylactic-augmentation-not-recommended" is shown      |
      | a refuted vertebral fracture of L1 with onset 2026-01-02   | with reason "osteoporosis"           | a warning card "prophylactic-augmentation-not-recommended" is shown      |
      | spine imaging on 2026-01-10 reports no vertebral fracture  | with reason "osteoporosis"           | a warning card "prophylactic-augmentation-not-recommended" is shown      |

  @prophylactic-augmentation-not-recommended @negative
  Scenario Outline: A fracture at the target, whatever the reason says
    Given a vertebral fracture of L1 with onset <onset>
    When the clinician signs an order for vertebroplasty of L1 with reason "<reason>"
    Then the card "prophylactic-augmentation-not-recommended" is not shown

    Examples:
      | onset      | reason                 |
      | 2026-01-02 | osteoporosis           |
      | 2026-01-02 | prevention of fracture |
      | 2019-05-01 | osteoporosis           |

  @prophylactic-augmentation-not-recommended @boundary
  Scenario Outline: Imaging without a fracture and a fracture recorded before or after it
    Given spine imaging on 2026-01-05 reports no vertebral fracture
    And a vertebral fracture of L1 with onset <onset>
    When the clinician selects an order for vertebroplasty of L1
    Then the card "prophylactic-augmentation-not-recommended" is not shown
    And <expected>

    Examples:
      | onset      | expected                                                                   |
      | 2026-01-04 | the "data-needed" card lists "fracture at the target level"                |
      | 2026-01-04 | the "data-needed" card lists "2026-01-04"                                  |
      | 2026-01-04 | the "data-needed" card lists "2026-01-05"                                  |
      | 2026-01-05 | the "data-needed" card lists "fracture at the target level"                |
      | 2026-01-06 | the "data-needed" card does not list "fracture at the target level"        |

  @prophylactic-augmentation-not-recommended @missing-data
  Scenario: An unconfirmed fracture at the target
    Given a provisional vertebral fracture of L1 with onset 2026-01-02
    When the clinician selects an order for vertebroplasty of L1
    Then the card "prophylactic-augmentation-not-recommended" is not shown
    And the "data-needed" card lists "fracture at the target level"

  @prophylactic-augmentation-not-recommended
  Scenario: The order for a fractured and an unfractured level is not removed as a whole
    Given a vertebral fracture of L1 with onset 2026-01-02
    When the clinician selects an order for balloon kyphoplasty of L1 and L2
    Then a warning card "prophylactic-augmentation-not-recommended" is shown
    And the order for balloon kyphoplasty is left unchanged by the card
    And the card mentions "odds ratio of 0.509"

  @prophylactic-augmentation-not-recommended @suppression
  Scenario: Checks of a procedure that is advised against are silent
    Given a 79-year-old woman
    And active conditions: diabetes, hypertension, dementia
    And an intravertebral cleft of L1
    And the L1 fracture is a split type
    And pain is 2 of 10 on 2026-01-14
    When the clinician selects an order for vertebroplasty of L1 with reason "prevention of fracture"
    Then a warning card "prophylactic-augmentation-not-recommended" is shown
    And the card "revision-risk-radiographic" is not shown
    And the card "revision-risk-patient" is not shown
    And the card "adjacent-fracture-risk" is not shown
    And the card "progressive-kyphosis-risk" is not shown
    And the card "teriparatide-timing-augmentation" is not shown

  @augmentation-indication-check @suppression
  Scenario: The indication of a preventive procedure is not checked
    Given pain is 2 of 10 on 2026-01-14
    When the clinician signs an order for vertebroplasty of L1 with reason "prevention of fracture"
    Then a warning card "prophylactic-augmentation-not-recommended" is shown
    And the card "augmentation-indication-check" is not shown
    And the "data-needed" card does not list "pain and imaging criteria"

  @augmentation-indication-check @suppression
  Scenario: With one fractured target the checks stay
    Given a vertebral fracture of L1 with onset 2026-01-02
    And pain is 2 of 10 on 2026-01-14
    When the clinician signs an order for vertebroplasty of L1 and L2
    Then a warning card "prophylactic-augmentation-not-recommended" is shown
    And a warning card "augmentation-indication-check" is shown

  @prophylactic-augmentation-not-recommended @augmentation-indication-check @revision-risk-radiographic @perioperative-mortality-risk @suppression
  Scenario: In a rebound fracture only the contraindications are checked, at signing
    Given denosumab 60 mg was given on 2025-01-20
    And a vertebral fracture of L1 with onset 2026-01-02
    And pain is 2 of 10 on 2026-01-14
    And the L1 fracture is a split type
    And ASA class IV
    And an active allergy to polymethyl methacrylate
    When the clinician signs an order for vertebroplasty of L1 and L2
    Then a critical card "rebound-no-augmentation" is shown
    And a warning card "augmentation-contraindication-check" is shown
    And the card "prophylactic-augmentation-not-recommended" is not shown
    And the card "augmentation-indication-check" is not shown
    And the card "revision-risk-radiographic" is not shown
    And the card "perioperative-mortality-risk" is not shown
    And the "data-needed" card does not list "pain and imaging criteria"

  @revision-risk-patient @adjacent-fracture-risk @progressive-kyphosis-risk @suppression
  Scenario: In a rebound fracture risks are not counted, at selection
    Given denosumab 60 mg was given on 2025-01-20
    And a vertebral fracture of L1 with onset 2026-01-02
    And active conditions: diabetes, hypertension, dementia
    And an intravertebral cleft of L1
    When the clinician selects an order for vertebroplasty of L1
    Then a critical card "rebound-no-augmentation" is shown
    And the card "revision-risk-patient" is not shown
    And the card "adjacent-fracture-risk" is not shown
    And the card "progressive-kyphosis-risk" is not shown

  # --- R22 ---

  @augmentation-indication-check @boundary
  Scenario Outline: The pain score and its age
    Given a vertebral fracture of L1 with onset 2025-12-28
    And optimal pain management has been tried
    And pain has been located at L1 by examination
    And the MRI of L1 on 2026-01-12 shows oedema
    And pain is <pain> of 10 on <day>
    When the clinician signs an order for balloon kyphoplasty of L1
    Then <expected>

    Examples:
      | pain | day        | expected                                                          |
      | 6.9  | 2026-01-14 | a warning card "augmentation-indication-check" is shown           |
      | 7.0  | 2026-01-14 | the card "augmentation-indication-check" is not shown             |
      | 7.1  | 2026-01-14 | the card "augmentation-indication-check" is not shown             |
      | 0    | 2026-01-14 | a warning card "augmentation-indication-check" is shown           |
      | 3    | 2026-01-02 | a warning card "augmentation-indication-check" is shown           |
      | 3    | 2026-01-01 | a warning card "augmentation-indication-check" is shown           |
      | 3    | 2025-12-31 | the card "augmentation-indication-check" is not shown             |
      | 3    | 2025-12-31 | the "data-needed" card lists "pain and imaging criteria"          |
      | 7    | 2026-01-14 | the "data-needed" card does not list "pain and imaging criteria"  |

  @augmentation-indication-check
  Scenario Outline: One criterion that is not met
    Given a vertebral fracture of L1 with onset 2025-12-28
    And pain is 8 of 10 on 2026-01-14
    And <finding>
    When the clinician signs an order for balloon kyphoplasty of L1
    Then a warning card "augmentation-indication-check" is shown
    And the card mentions "<words>"
    And the order for balloon kyphoplasty is left unchanged by the card

    Examples:
      | finding                                           | words                        |
      | optimal pain management has not been tried        | pain management not tried    |
      | pain has not been located at L1 by examination    | pain not at the fracture level |
      | the MRI of L1 on 2026-01-12 shows no oedema       | no oedema on MRI             |

  @augmentation-indication-check @boundary
  Scenario Outline: An MRI from before the fracture is about another one
    Given a vertebral fracture of L1 with onset 2025-12-28
    And the MRI of L1 on <day> shows no oedema
    When the clinician signs an order for balloon kyphoplasty of L1
    Then <expected>

    Examples:
      | day        | expected                                                  |
      | 2025-12-29 | a warning card "augmentation-indication-check" is shown   |
      | 2025-12-28 | a warning card "augmentation-indication-check" is shown   |
      | 2025-12-27 | the card "augmentation-indication-check" is not shown     |

  @augmentation-indication-check @negative
  Scenario: A malignant fracture follows another pathway
    Given a malignant vertebral fracture of L1 with onset 2025-12-28
    And pain is 2 of 10 on 2026-01-14
    When the clinician signs an order for vertebroplasty of L1
    Then the card "augmentation-indication-check" is not shown
    And the "data-needed" card does not list "pain and imaging criteria"

  @augmentation-indication-check @missing-data
  Scenario: What is missing is named, at signing only
    Given a vertebral fracture of L1 with onset 2025-12-28
    And pain is 8 of 10 on 2026-01-14
    And optimal pain management has been tried
    When the clinician signs an order for vertebroplasty of L1
    Then the "data-needed" card lists "pain and imaging criteria (MRI, pain at the level)"

  @augmentation-indication-check @negative
  Scenario: The indication is not checked while an order is selected
    Given a vertebral fracture of L1 with onset 2025-12-28
    And pain is 2 of 10 on 2026-01-14
    When the clinician selects an order for vertebroplasty of L1
    Then the card "augmentation-indication-check" is not shown
    And the "data-needed" card does not list "pain and imaging criteria"

  # --- R23 ---

  @augmentation-contraindication-check
  Scenario Outline: Findings that need correction first, more of them
    Given a vertebral fracture of L1 with onset 2025-12-28
    And <finding>
    When the clinician <does> an order for vertebroplasty of L1
    Then a warning card "augmentation-contraindication-check" is shown
    And the card mentions "<words>"
    And the order for vertebroplasty is left unchanged by the card

    Examples:
      | finding                                     | does    | words                                |
      | spondylodiscitis with onset 2026-01-10      | selects | active infection                     |
      | a blood clotting disorder on 2019-02-01     | signs   | uncorrected coagulopathy             |
      | spinal instability with onset 2026-01-10    | signs   | spinal instability                   |
      | a leg weakness with no recorded date        | selects | onset does not tell                  |
      | an active allergy to polymethyl methacrylate | signs  | allergy to bone cement               |

  @augmentation-contraindication-check @boundary
  Scenario Outline: Laboratory values and their age against the limits of the site
    Given a vertebral fracture of L1 with onset 2025-12-28
    And <finding>
    When the clinician selects an order for vertebroplasty of L1
    Then <expected>

    Examples:
      | finding                                    | expected                                                        |
      | INR was 1.4 on 2026-01-10                  | the card "augmentation-contraindication-check" is not shown     |
      | INR was 1.5 on 2026-01-10                  | the card "augmentation-contraindication-check" is not shown     |
      | INR was 1.6 on 2026-01-10                  | a warning card "augmentation-contraindication-check" is shown   |
      | platelet count was 51 10^9/L on 2026-01-10 | the card "augmentation-contraindication-check" is not shown     |
      | platelet count was 50 10^9/L on 2026-01-10 | the card "augmentation-contraindication-check" is not shown     |
      | platelet count was 49 10^9/L on 2026-01-10 | a warning card "augmentation-contraindication-check" is shown   |
      | INR was 2.8 on 2025-10-18                  | a warning card "augmentation-contraindication-check" is shown   |
      | INR was 2.8 on 2025-10-17                  | a warning card "augmentation-contraindication-check" is shown   |
      | INR was 2.8 on 2025-10-16                  | the card "augmentation-contraindication-check" is not shown     |
      | a positive blood culture on 2025-12-17     | a warning card "augmentation-contraindication-check" is shown   |
      | a positive blood culture on 2025-12-16     | a warning card "augmentation-contraindication-check" is shown   |
      | a positive blood culture on 2025-12-15     | the card "augmentation-contraindication-check" is not shown     |

  @augmentation-contraindication-check @boundary
  Scenario Outline: An anticoagulant with a plan
    Given a vertebral fracture of L1 with onset 2025-12-28
    And warfarin has been active since 2024-05-01
    And a plan for the anticoagulant was written on <day>
    When the clinician selects an order for vertebroplasty of L1
    Then <expected>

    Examples:
      | day        | expected                                                        |
      | 2025-12-17 | the card "augmentation-contraindication-check" is not shown     |
      | 2025-12-16 | the card "augmentation-contraindication-check" is not shown     |
      | 2025-12-15 | a warning card "augmentation-contraindication-check" is shown   |

  @augmentation-contraindication-check @boundary
  Scenario Outline: New and old deficits
    Given a vertebral fracture of L1 with onset 2025-12-28
    And <deficit>
    When the clinician selects an order for vertebroplasty of L1
    Then <expected>

    Examples:
      | deficit                               | expected                                                        |
      | foot drop with onset 2025-01-16       | a warning card "augmentation-contraindication-check" is shown   |
      | foot drop with onset 2025-01-15       | a warning card "augmentation-contraindication-check" is shown   |
      | foot drop with onset 2025-01-14       | the card "augmentation-contraindication-check" is not shown     |
      | foot drop with onset 2025-01          | a warning card "augmentation-contraindication-check" is shown   |
      | foot drop with onset 2024-12          | the card "augmentation-contraindication-check" is not shown     |
      | foot drop with onset 2019-05-01       | the card "augmentation-contraindication-check" is not shown     |

  @augmentation-contraindication-check @missing-data
  Scenario: A code that only hints at a deficit asks for an examination
    Given a vertebral fracture of L1 with onset 2025-12-28
    And muscle weakness with onset 2026-01-10
    When the clinician selects an order for vertebroplasty of L1
    Then the card "augmentation-contraindication-check" is not shown
    And the "data-needed" card lists "neurological examination"

  @augmentation-contraindication-check @missing-data
  Scenario Outline: Allergies and coagulation are asked for at signing
    Given a vertebral fracture of L1 with onset 2025-12-28
    When the clinician <does> an order for vertebroplasty of L1
    Then the card "augmentation-contraindication-check" is not shown
    And <expected>

    Examples:
      | does    | expected                                                                       |
      | signs   | the "data-needed" card lists "allergy, coagulation (allergies, INR, platelets)" |
      | selects | the "data-needed" card does not list "allergy, coagulation"                    |

  @augmentation-contraindication-check @missing-data
  Scenario: With one of them known only the others are asked for
    Given a vertebral fracture of L1 with onset 2025-12-28
    And an active allergy to alendronate
    And INR was 1.0 on 2026-01-10
    When the clinician signs an order for vertebroplasty of L1
    Then the card "augmentation-contraindication-check" is not shown
    And the "data-needed" card lists "allergy, coagulation (platelets)"

  @augmentation-contraindication-check @boundary
  Scenario Outline: The posterior wall is named beside another finding, at the only recent fracture
    Given a vertebral fracture of L1 with onset 2025-12-28
    And a vertebral fracture of T8 with onset <onset>
    And an active allergy to polymethyl methacrylate
    And posterior wall involvement without neurological deficit
    When the clinician selects an order for vertebroplasty of L1
    Then a warning card "augmentation-contraindication-check" is shown
    And <expected>

    Examples:
      | onset      | expected                                                                             |
      | 2025-01-14 | the "augmentation-contraindication-check" card lists "not an absolute contraindication (9" |
      | 2025-01-15 | the "augmentation-contraindication-check" card does not list "not an absolute contraindication (9" |
      | 2025-01-16 | the "augmentation-contraindication-check" card does not list "not an absolute contraindication (9" |

  # --- R24 ---

  @revision-risk-radiographic @boundary
  Scenario Outline: The two radiographs of an angular motion lie close together
    Given a vertebral fracture of L1 with onset 2025-12-20
    And L1 wedge angle is 24.0 in flexion on 2025-12-31 and 10.0 in extension on <day>
    When the clinician signs an order for vertebroplasty of L1
    Then <expected>

    Examples:
      | day        | expected                                               |
      | 2026-01-13 | a warning card "revision-risk-radiographic" is shown   |
      | 2026-01-14 | a warning card "revision-risk-radiographic" is shown   |
      | 2026-01-15 | the card "revision-risk-radiographic" is not shown     |

  @revision-risk-radiographic
  Scenario: Three factors are counted in the summary and listed in the detail
    Given a vertebral fracture of L1 with onset 2025-12-28
    And angular motion of L1 is 18.5 degrees
    And the L1 fracture is a split type
    And a large endplate deficit of L1
    When the clinician signs an order for balloon kyphoplasty of L1
    Then a warning card "revision-risk-radiographic" is shown
    And the card mentions "3 factors"
    And the card mentions "angular motion 18.5°, split type, large endplate deficit"
    And the order for balloon kyphoplasty is left unchanged by the card
    And the "data-needed" card does not list "radiographic factors"

  @revision-risk-radiographic @missing-data
  Scenario: The factors that are missing are asked for in one line
    Given a vertebral fracture of L1 with onset 2025-12-28
    And angular motion of L1 is 8 degrees
    When the clinician selects an order for vertebroplasty of L1
    Then the card "revision-risk-radiographic" is not shown
    And the "data-needed" card lists "radiographic factors (split type, large endplate deficit)"

  @revision-risk-radiographic @negative
  Scenario: A finding at another level
    Given a vertebral fracture of L1 with onset 2025-12-28
    And a vertebral fracture of T8 with onset 2025-12-28
    And the T8 fracture is a split type
    When the clinician selects an order for vertebroplasty of L1
    Then the card "revision-risk-radiographic" is not shown

  # --- R25 ---

  @revision-risk-patient @boundary
  Scenario Outline: Two and three patient factors
    Given a <age>-year-old <sex>
    And a vertebral fracture of L1 with onset 2025-12-28
    And active conditions: <conditions>
    When the clinician <does> an order for vertebroplasty of L1
    Then <expected>

    Examples:
      | age | sex   | conditions                       | does    | expected                                        |
      | 74  | man   | hyperlipidaemia, diabetes        | selects | the card "revision-risk-patient" is not shown   |
      | 75  | man   | hyperlipidaemia, diabetes        | selects | an info card "revision-risk-patient" is shown   |
      | 76  | man   | hyperlipidaemia, diabetes        | selects | an info card "revision-risk-patient" is shown   |
      | 74  | man   | stroke, diabetes, hypertension   | selects | an info card "revision-risk-patient" is shown   |
      | 74  | woman | stroke                           | selects | the card "revision-risk-patient" is not shown   |
      | 76  | woman | stroke                           | signs   | the card "revision-risk-patient" is not shown   |

  @revision-risk-patient @missing-data
  Scenario: Diseases that are not recorded are named and not asked for
    Given a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-28
    And active conditions: dementia
    When the clinician selects an order for vertebroplasty of L1
    Then an info card "revision-risk-patient" is shown
    And the card mentions "3 patient factors"
    And the card mentions "Not recorded: diabetes"
    And the "data-needed" card does not list "patient factors"

  @revision-risk-patient @adjacent-fracture-risk @progressive-kyphosis-risk @negative
  Scenario: Hospice care, before the procedure
    Given a 76-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-28
    And active conditions: dementia, diabetes
    And an intravertebral cleft of L1
    And the L1 fracture is a split type
    And hospice care has been active since 2026-01-02
    When the clinician selects an order for vertebroplasty of L1
    Then the card "revision-risk-patient" is not shown
    And the card "adjacent-fracture-risk" is not shown
    And the card "progressive-kyphosis-risk" is not shown
    And a warning card "revision-risk-radiographic" is shown

  # --- R26 ---

  @adjacent-fracture-risk @boundary
  Scenario Outline: Six months after the procedure
    Given a vertebral fracture of L1 with onset 2025-06-20
    And active conditions: diabetes
    And vertebroplasty of L1 was completed on <day>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | day        | expected                                         |
      | 2025-07-16 | an info card "adjacent-fracture-risk" is shown   |
      | 2025-07-15 | an info card "adjacent-fracture-risk" is shown   |
      | 2025-07-14 | the card "adjacent-fracture-risk" is not shown   |

  @adjacent-fracture-risk @boundary
  Scenario Outline: The thoracolumbar junction and one other factor
    Given a vertebral fracture of <level> with onset 2025-12-28
    And active conditions: <conditions>
    When the clinician selects an order for vertebroplasty of <level>
    Then <expected>

    Examples:
      | level | conditions | expected                                         |
      | T10   | diabetes   | the card "adjacent-fracture-risk" is not shown   |
      | T11   | diabetes   | an info card "adjacent-fracture-risk" is shown   |
      | T12   | diabetes   | an info card "adjacent-fracture-risk" is shown   |
      | L2    | diabetes   | an info card "adjacent-fracture-risk" is shown   |
      | L3    | diabetes   | the card "adjacent-fracture-risk" is not shown   |
      | L1    | none       | the card "adjacent-fracture-risk" is not shown   |

  @adjacent-fracture-risk @boundary
  Scenario Outline: A low T-score and an older fracture
    Given a vertebral fracture of L4 with onset 2025-12-28
    And a vertebral fracture of T7 with onset <older>
    And a total hip T-score of <score> on 2024-03-01
    When the clinician selects an order for balloon kyphoplasty of L4
    Then <expected>

    Examples:
      | older      | score | expected                                         |
      | 2025-09-26 | -2.5  | an info card "adjacent-fracture-risk" is shown   |
      | 2025-09-27 | -2.5  | an info card "adjacent-fracture-risk" is shown   |
      | 2025-09-28 | -2.5  | the card "adjacent-fracture-risk" is not shown   |
      | 2025-09-27 | -2.4  | the card "adjacent-fracture-risk" is not shown   |
      | 2025-09-27 | -2.6  | an info card "adjacent-fracture-risk" is shown   |

  @adjacent-fracture-risk
  Scenario: Cement in the disc of the treated level
    Given a vertebral fracture of L4 with onset 2025-12-28
    And balloon kyphoplasty of L4 was completed on 2026-01-08
    And active conditions: diabetes
    And cement leakage into the disc beside L4
    When the clinician discharges the patient
    Then an info card "adjacent-fracture-risk" is shown
    And the card mentions "intradiscal cement leakage"

  @adjacent-fracture-risk @negative
  Scenario: Another fractured level at the junction does not count
    Given a vertebral fracture of L4 with onset 2025-12-28
    And a vertebral fracture of T12 with onset 2025-12-28
    And active conditions: diabetes
    When the clinician selects an order for balloon kyphoplasty of L4
    Then the card "adjacent-fracture-risk" is not shown

  @adjacent-fracture-risk @missing-data
  Scenario: What is not recorded is named and not asked for
    Given a vertebral fracture of L4 with onset 2025-12-28
    And balloon kyphoplasty of L4 was completed on 2026-01-08
    And the wedge angle of L4 was corrected by 12 degrees
    When the clinician discharges the patient
    Then an info card "adjacent-fracture-risk" is shown
    And the card mentions "correction 12°"
    And the card mentions "Not recorded: T-score, diabetes, intradiscal cement leakage"
    And the "data-needed" card does not list "factors for an adjacent fracture"

  @adjacent-fracture-risk @missing-data
  Scenario: A fracture of unknown age may be the second factor
    Given a vertebral fracture of L4 with onset 2025-12-28
    And a vertebral fracture of T7 with no onset date
    And active conditions: diabetes
    When the clinician selects an order for balloon kyphoplasty of L4
    Then the card "adjacent-fracture-risk" is not shown
    And the "data-needed" card lists "factors for an adjacent fracture"

  # --- R27 ---

  @progressive-kyphosis-risk @boundary
  Scenario Outline: One and two factors for kyphosis
    Given a vertebral fracture of L1 with onset 2025-12-28
    And a vertebral fracture of L4 with onset 2025-12-28
    And <finding>
    When the clinician selects an order for vertebroplasty of <level>
    Then <expected>

    Examples:
      | level | finding                          | expected                                            |
      | L1    | pain is 8 of 10 on 2026-01-14    | the card "progressive-kyphosis-risk" is not shown   |
      | L1    | a wedge type of L1               | an info card "progressive-kyphosis-risk" is shown   |
      | L1    | an intravertebral cleft of L1    | an info card "progressive-kyphosis-risk" is shown   |
      | L4    | an intravertebral cleft of L4    | the card "progressive-kyphosis-risk" is not shown   |
      | L1    | angular motion of L1 is 20 degrees | the card "progressive-kyphosis-risk" is not shown |

  @progressive-kyphosis-risk @boundary
  Scenario Outline: A cleft that moves, away from the junction
    Given a vertebral fracture of L4 with onset 2025-12-28
    And an intravertebral cleft of L4
    And angular motion of L4 is <motion> degrees
    When the clinician selects an order for vertebroplasty of L4
    Then <expected>

    Examples:
      | motion | expected                                            |
      | 13.9   | the card "progressive-kyphosis-risk" is not shown   |
      | 14.0   | an info card "progressive-kyphosis-risk" is shown   |
      | 14.1   | an info card "progressive-kyphosis-risk" is shown   |

  @progressive-kyphosis-risk
  Scenario: A filler that does not join the bone, at discharge
    Given a vertebral fracture of L1 with onset 2025-12-28
    And vertebroplasty of L1 was completed on 2026-01-12
    And a non-integrating filler of L1
    When the clinician discharges the patient
    Then an info card "progressive-kyphosis-risk" is shown
    And the card mentions "non-integrating filler"
    And the card mentions "Not recorded: intravertebral cleft, wedge type"

  @progressive-kyphosis-risk @missing-data
  Scenario: Factors that are not recorded are not asked for
    Given a vertebral fracture of L1 with onset 2025-12-28
    When the clinician selects an order for vertebroplasty of L1
    Then the card "progressive-kyphosis-risk" is not shown
    And the "data-needed" card does not list "progressive kyphosis"

  # --- R28 ---

  @perioperative-mortality-risk @boundary
  Scenario Outline: The age of the ASA class and of the creatinine
    Given a vertebral fracture of L1 with onset 2025-12-28
    And ASA class <asa> on <seen>
    And creatinine was <creatinine> mg/dL on <measured> with reference range 0.7 to 1.2
    When the clinician signs an order for balloon kyphoplasty of L1
    Then <expected>

    Examples:
      | asa | seen       | creatinine | measured   | expected                                                 |
      | V   | 2026-01-14 | 0.9        | 2026-01-10 | a warning card "perioperative-mortality-risk" is shown   |
      | IV  | 2025-10-18 | 0.9        | 2026-01-10 | a warning card "perioperative-mortality-risk" is shown   |
      | IV  | 2025-10-17 | 0.9        | 2026-01-10 | a warning card "perioperative-mortality-risk" is shown   |
      | IV  | 2025-10-16 | 0.9        | 2026-01-10 | the card "perioperative-mortality-risk" is not shown     |
      | II  | 2026-01-14 | 1.3        | 2025-10-18 | a warning card "perioperative-mortality-risk" is shown   |
      | II  | 2026-01-14 | 1.3        | 2025-10-17 | a warning card "perioperative-mortality-risk" is shown   |
      | II  | 2026-01-14 | 1.3        | 2025-10-16 | the card "perioperative-mortality-risk" is not shown     |
      | II  | 2026-01-14 | 1.3        | 2025-10-16 | the "data-needed" card lists "creatinine"                |

  @perioperative-mortality-risk
  Scenario: Frailty alone is information
    Given a vertebral fracture of L1 with onset 2025-12-28
    And active conditions: frailty
    And creatinine was 0.9 mg/dL on 2026-01-10 with reference range 0.7 to 1.2
    When the clinician signs an order for balloon kyphoplasty of L1
    Then an info card "perioperative-mortality-risk" is shown
    And the card mentions "frailty"

  @perioperative-mortality-risk @negative
  Scenario: The risk is not shown while an order is selected
    Given a vertebral fracture of L1 with onset 2025-12-28
    And ASA class IV
    When the clinician selects an order for balloon kyphoplasty of L1
    Then the card "perioperative-mortality-risk" is not shown

  @perioperative-mortality-risk @missing-data
  Scenario: Creatinine is asked for at signing
    Given a vertebral fracture of L1 with onset 2025-12-28
    When the clinician signs an order for balloon kyphoplasty of L1
    Then the card "perioperative-mortality-risk" is not shown
    And the "data-needed" card lists "creatinine"
    And the "data-needed" card does not list "ASA class"

  @perioperative-mortality-risk @missing-data @boundary
  Scenario Outline: The ASA class is asked for shortly before the procedure
    Given a vertebral fracture of L1 with onset 2025-12-28
    When the clinician signs an order for balloon kyphoplasty of L1 planned for <day>
    Then <expected>

    Examples:
      | day        | expected                                           |
      | 2026-01-21 | the "data-needed" card lists "ASA class"           |
      | 2026-01-22 | the "data-needed" card lists "ASA class"           |
      | 2026-01-23 | the "data-needed" card does not list "ASA class"   |

  # --- R29 ---

  @of-classification-display
  Scenario Outline: Each class has its words
    Given a vertebral fracture of L1 with onset 2025-12-28
    And the fracture of L1 is classified OF <class>
    When the clinician selects an order for vertebroplasty of L1
    Then an info card "of-classification-display" is shown
    And the card mentions "<words>"

    Examples:
      | class | words                                          |
      | 1     | oedema only                                    |
      | 2     | no or minor posterior wall involvement         |
      | 3     | distinct posterior wall involvement            |
      | 4     | consider spine-surgery review                  |
      | 5     | tension-band injury, distraction or rotation   |
      | 5     | consider spine-surgery review                  |

  @of-classification-display @boundary
  Scenario Outline: A fracture of the last twelve months
    Given a vertebral fracture of L1 with onset <onset>
    And the fracture of L1 is classified OF 3
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                              |
      | 2025-01-16 | an info card "of-classification-display" is shown     |
      | 2025-01-15 | an info card "of-classification-display" is shown     |
      | 2025-01-14 | the card "of-classification-display" is not shown     |

  @of-classification-display @negative
  Scenario: A malignant fracture has no osteoporotic class
    Given a malignant vertebral fracture of L1 with onset 2025-12-28
    And the fracture of L1 is classified OF 4
    When the clinician opens the chart
    Then the card "of-classification-display" is not shown

  @of-classification-display @missing-data
  Scenario: No class recorded is not asked for
    Given a vertebral fracture of L1 with onset 2025-12-28
    When the clinician opens the chart
    Then the card "of-classification-display" is not shown
    And the "data-needed" card does not list "OF class"
