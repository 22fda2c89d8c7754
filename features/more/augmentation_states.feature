@before-augmentation @after-augmentation
Feature: Before and after cement, state by state
  Each row is a patient who differs in one finding; what the card says of it, and nothing more, is looked at.

  Background:
    Given the as-of date is 2026-01-15
    And a 72-year-old man
    And a vertebral fracture of L1 with onset 2025-12-28

  # --- R23 ---

  @augmentation-contraindication-check
  Scenario Outline: What the card says of each contraindication
    Given <finding>
    And <beside>
    When the clinician selects an order for vertebroplasty of L1
    Then a warning card "augmentation-contraindication-check" is shown
    And the notes of the "augmentation-contraindication-check" card are <notes>
    And the suggestions of the "augmentation-contraindication-check" card are "Order INR, platelets and CRP", "Ask for a spine surgery opinion"

    Examples: one finding
      | finding                                      | beside                                                | notes                                                  |
      | new leg weakness with onset 2026-01-10       | a medication record exists without osteoporosis drugs | "Neurological deficit: leg weakness"                   |
      | a leg weakness with no recorded date         | a medication record exists without osteoporosis drugs | "deficit whose onset does not tell whether it is new"  |
      | spinal instability with onset 2026-01-10     | a medication record exists without osteoporosis drugs | "cement alone does not stabilise it"                   |
      | spondylodiscitis with onset 2026-01-10       | a medication record exists without osteoporosis drugs | "Infection: infection of the spine"                    |
      | an active allergy to polymethyl methacrylate | a medication record exists without osteoporosis drugs | "An allergy to bone cement is recorded"                |
      | INR was 2.8 on 2026-01-10                    | a medication record exists without osteoporosis drugs | "Coagulation: INR 2.8"                                 |
      | warfarin has been active since 2024-05-01    | a medication record exists without osteoporosis drugs | "no plan to interrupt or bridge it is recorded"        |

    Examples: beside an allergy, what is known and harmless
      | finding                                      | beside                                                       | notes                                   |
      | an active allergy to polymethyl methacrylate | foot drop with onset 2019-05-01, unchanged                   | "An allergy to bone cement is recorded" |
      | an active allergy to polymethyl methacrylate | neurological deficit was not found on 2026-01-10             | "An allergy to bone cement is recorded" |
      | an active allergy to polymethyl methacrylate | spinal instability was not found on 2026-01-10               | "An allergy to bone cement is recorded" |
      | an active allergy to polymethyl methacrylate | posterior wall involvement of L1 was not found on 2026-01-10 | "An allergy to bone cement is recorded" |

    Examples: beside a finding, what is not certain
      | finding                                      | beside                                                        | notes                                   |
      | an active allergy to polymethyl methacrylate | new muscle weakness with onset 2026-01-10                     | "An allergy to bone cement is recorded" |
      | an active allergy to polymethyl methacrylate | an unreadable entry of leg weakness                           | "An allergy to bone cement is recorded" |
      | an active allergy to polymethyl methacrylate | a provisional spinal instability with onset 2026-01-10        | "An allergy to bone cement is recorded" |
      | an active allergy to polymethyl methacrylate | a provisional spondylodiscitis with onset 2026-01-10          | "An allergy to bone cement is recorded" |
      | an active allergy to polymethyl methacrylate | a provisional blood clotting disorder with onset 2019-02-01   | "An allergy to bone cement is recorded" |
      | an active allergy to polymethyl methacrylate | an active warfarin order dated 2024-05-01 exists              | "An allergy to bone cement is recorded" |
      | new leg weakness with onset 2026-01-10       | an unconfirmed allergy to polymethyl methacrylate             | "Neurological deficit: leg weakness"    |

  @augmentation-contraindication-check
  Scenario Outline: A clotting test in order and a plan for the anticoagulant are no finding
    Given an active allergy to polymethyl methacrylate
    And INR was 1.0 on 2026-01-10
    And platelet count was 210 10^9/L on 2026-01-10
    And warfarin has been active since 2024-05-01
    And a plan for the anticoagulant was written on 2026-01-10
    When the clinician <does> an order for vertebroplasty of L1
    Then a warning card "augmentation-contraindication-check" is shown
    And the notes of the "augmentation-contraindication-check" card are "An allergy to bone cement is recorded"
    And the "data-needed" card does not list "allergy, coagulation"

    Examples:
      | does    |
      | selects |
      | signs   |

  @augmentation-contraindication-check @missing-data
  Scenario Outline: What is not certain is asked for and does not warn
    Given <finding>
    When the clinician selects an order for vertebroplasty of L1
    Then the card "augmentation-contraindication-check" is not shown
    And the "data-needed" card lists "<asked>"

    Examples:
      | finding                                                     | asked                     |
      | an unreadable entry of leg weakness                         | neurological examination  |
      | a provisional leg weakness with onset 2026-01-10            | neurological examination  |
      | a provisional spinal instability with onset 2026-01-10      | spinal instability        |
      | a provisional spondylodiscitis with onset 2026-01-10        | infection                 |
      | an unconfirmed allergy to polymethyl methacrylate           | allergy                   |
      | a provisional blood clotting disorder with onset 2019-02-01 | coagulation               |
      | an active warfarin order dated 2024-05-01 exists            | anticoagulant             |

  @augmentation-contraindication-check @negative
  Scenario Outline: What is known and harmless neither warns nor is asked for
    Given an active allergy to alendronate
    And INR was 1.0 on 2026-01-10
    And platelet count was 210 10^9/L on 2026-01-10
    And <finding>
    When the clinician signs an order for vertebroplasty of L1
    Then the card "augmentation-contraindication-check" is not shown
    And the "data-needed" card does not list "allergy, coagulation"
    And the "data-needed" card does not list "neurological examination"

    Examples:
      | finding                                                |
      | a medication record exists without osteoporosis drugs  |
      | foot drop with onset 2019-05-01, unchanged             |
      | neurological deficit was not found on 2026-01-10       |
      | spinal instability was not found on 2026-01-10         |

  @augmentation-contraindication-check
  Scenario: A new deficit is no question any more
    Given new leg weakness with onset 2026-01-10
    When the clinician signs an order for vertebroplasty of L1
    Then a warning card "augmentation-contraindication-check" is shown
    And the "data-needed" card does not list "neurological examination"

  @augmentation-contraindication-check @negative
  Scenario: A deficit says nothing against an order for a drug
    Given new leg weakness with onset 2026-01-10
    When the clinician selects an order for alendronate
    Then the card "augmentation-contraindication-check" is not shown

  # --- R21 ---

  @prophylactic-augmentation-not-recommended
  Scenario Outline: Why the card speaks, and what it suggests
    Given <finding>
    When the clinician selects an order for vertebroplasty of <levels>
    Then a warning card "prophylactic-augmentation-not-recommended" is shown
    And the notes of the "prophylactic-augmentation-not-recommended" card are <notes>
    And the suggestions of the "prophylactic-augmentation-not-recommended" card are <suggestions>

    Examples:
      | finding                                                   | levels                                    | notes                                                             | suggestions                                                          |
      | spine imaging on 2026-01-10 reports no vertebral fracture | T8                                        | "The record says that T8 is not fractured"                        | "Remove", "Refer to a bone clinic"                                   |
      | a lumbar spine T-score of -3.2 on 2025-12-01              | L1 and T8                                 | "Fractured: L1. Take T8 off the order"                            | "Review the levels of the augmentation order", "Refer to a bone clinic" |
      | a lumbar spine T-score of -3.2 on 2025-12-01              | T8 with reason "prevention of fracture"   | "Reason of the order: prevention of a fracture"                   | "Remove", "Refer to a bone clinic"                                   |
      | a lumbar spine T-score of -3.2 on 2025-12-01              | T8 with reason "osteoporosis"             | "Reason of the order: osteoporosis without a fracture"            | "Remove", "Refer to a bone clinic"                                   |
      | spine imaging on 2026-01-10 reports no vertebral fracture | T8 with reason "osteoporosis"             | "T8 is not fractured" and "osteoporosis without a fracture"       | "Remove", "Refer to a bone clinic"                                   |
      | a lumbar spine T-score of -3.2 on 2025-12-01              | L1 and T8 with reason "prevention of fracture" | "Fractured: L1" and "prevention of a fracture"               | "Review the levels of the augmentation order", "Refer to a bone clinic" |

  @prophylactic-augmentation-not-recommended @missing-data
  Scenario: A problem list that can not be read does not say that there is no fracture
    Given an unreadable entry of a vertebral fracture of T8
    When the clinician selects an order for vertebroplasty of T8 with reason "osteoporosis"
    Then the card "prophylactic-augmentation-not-recommended" is not shown
    And the "data-needed" card lists "fracture at the target level"

  # --- R22 ---

  @augmentation-indication-check
  Scenario Outline: The indication is checked whatever caused the fracture, unless it is malignant
    Given <finding>
    And pain is 2 of 10 on 2026-01-14
    When the clinician signs an order for vertebroplasty of <level>
    Then a warning card "augmentation-indication-check" is shown

    Examples:
      | finding                                                              | level |
      | a high-energy traumatic vertebral fracture of T8 with onset 2026-01-02 | T8  |
      | a provisional spondylodiscitis with onset 2026-01-10                 | L1    |
      | spondylodiscitis with onset 2026-01-10                               | L1    |
      | a lumbar spine T-score of -3.2 on 2025-12-01                         | T8    |
      | an unreadable entry of a vertebral fracture of L1                    | L1    |

  @augmentation-indication-check
  Scenario Outline: An MRI is suggested unless it showed the oedema
    Given pain is 2 of 10 on 2026-01-14
    And <mri>
    When the clinician signs an order for vertebroplasty of L1
    Then a warning card "augmentation-indication-check" is shown
    And the suggestions of the "augmentation-indication-check" card are <suggestions>

    Examples:
      | mri                                                    | suggestions                                                         |
      | the MRI of L1 on 2026-01-12 shows oedema               | "Ask for a review of pain management"                               |
      | the MRI of L1 on 2026-01-12 shows no oedema            | "Ask for a review of pain management", "Order an MRI of the spine"  |
      | a medication record exists without osteoporosis drugs  | "Ask for a review of pain management", "Order an MRI of the spine"  |

  # --- R24 ---

  @revision-risk-radiographic @negative
  Scenario: No sign of a higher revision risk
    Given split type of L1 was not found on 2026-01-10
    And large endplate deficit of L1 was not found on 2026-01-10
    And angular motion of L1 is 3 degrees
    When the clinician signs an order for vertebroplasty of L1
    Then the card "revision-risk-radiographic" is not shown
    And the "data-needed" card does not list "radiographic factors"

  # --- R25 ---

  @revision-risk-patient
  Scenario Outline: The fracture liaison service is suggested where nothing is taken for the bones
    Given active conditions: diabetes, hypertension, dementia
    And <therapy>
    When the clinician selects an order for vertebroplasty of L1
    Then an info card "revision-risk-patient" is shown
    And the suggestions of the "revision-risk-patient" card are <suggestions>

    Examples:
      | therapy                                                   | suggestions                                |
      | a medication record exists without osteoporosis drugs     | "Refer to the fracture liaison service"    |
      | calcium and vitamin D have been active since 2025-03-01   | none                                       |
      | raloxifene has been active since 2025-03-01               | none                                       |
      | alendronate has been active since 2025-03-01              | none                                       |
      | teriparatide has been active since 2025-03-01             | none                                       |
      | there is no medication record                             | none                                       |

  @revision-risk-patient @missing-data
  Scenario: A disease that is not confirmed leaves the count open
    Given active conditions: hypertension, dementia
    And a provisional diabetes with onset 2025-03-01
    When the clinician selects an order for vertebroplasty of L1
    Then the card "revision-risk-patient" is not shown
    And the "data-needed" card lists "patient factors"

  # --- R26 ---

  @adjacent-fracture-risk
  Scenario Outline: A bone clinic is suggested where no osteoporosis drug is taken
    Given active conditions: diabetes
    And <therapy>
    When the clinician selects an order for vertebroplasty of L1
    Then an info card "adjacent-fracture-risk" is shown
    And the suggestions of the "adjacent-fracture-risk" card are <suggestions>

    Examples:
      | therapy                                                   | suggestions                                               |
      | a medication record exists without osteoporosis drugs     | "Order an upright radiograph", "Refer to a bone clinic"   |
      | calcium and vitamin D have been active since 2025-03-01   | "Order an upright radiograph", "Refer to a bone clinic"   |
      | raloxifene has been active since 2025-03-01               | "Order an upright radiograph"                             |
      | alendronate has been active since 2025-03-01              | "Order an upright radiograph"                             |
      | teriparatide has been active since 2025-03-01             | "Order an upright radiograph"                             |
      | there is no medication record                             | "Order an upright radiograph"                             |

  # --- R27 ---

  @progressive-kyphosis-risk @missing-data
  Scenario: A cleft that only a preliminary report names leaves the count open
    Given by a preliminary report intravertebral cleft of L1 was found on 2026-01-10
    When the clinician selects an order for vertebroplasty of L1
    Then the card "progressive-kyphosis-risk" is not shown
    And the "data-needed" card lists "factors for progressive kyphosis"

  @adjacent-fracture-risk @progressive-kyphosis-risk @missing-data
  Scenario: A procedure of a month that may lie too far back asks for its date, not for factors
    Given vertebroplasty of L1 was completed on 2025-07
    And active conditions: diabetes
    When the clinician discharges the patient
    Then the card "adjacent-fracture-risk" is not shown
    And the card "progressive-kyphosis-risk" is not shown
    And the "data-needed" card lists "procedure done"
    And the "data-needed" card does not list "factors for an adjacent fracture"
    And the "data-needed" card does not list "factors for progressive kyphosis"

  # --- R28 ---

  @perioperative-mortality-risk @missing-data
  Scenario Outline: The ASA class is asked for a week before the procedure, while none is recorded
    Given creatinine was 0.9 mg/dL on 2026-01-10 with reference range 0.7 to 1.2
    And <asa>
    When the clinician signs an order for vertebroplasty of L1 planned for 2026-01-20
    Then <shown>
    And <asked>

    Examples:
      | asa                                                   | shown                                                  | asked                                          |
      | a medication record exists without osteoporosis drugs | the card "perioperative-mortality-risk" is not shown   | the "data-needed" card lists "ASA class"         |
      | ASA class II on 2026-01-10                            | the card "perioperative-mortality-risk" is not shown   | the "data-needed" card does not list "ASA class" |
      | ASA class IV on 2026-01-10                            | a warning card "perioperative-mortality-risk" is shown | the "data-needed" card does not list "ASA class" |

  @perioperative-mortality-risk @missing-data
  Scenario Outline: What is not certain is asked for and does not warn before the operation
    Given creatinine was 0.9 mg/dL on 2026-01-10 with reference range 0.7 to 1.2
    And <first>
    And <second>
    When the clinician signs an order for vertebroplasty of L1
    Then the card "perioperative-mortality-risk" is not shown
    And the "data-needed" card lists "<asked>"

    Examples:
      | first                                            | second                       | asked     |
      | ASA class II on 2026-01-10                       | ASA class IV on 2026-01-10   | ASA class |
      | a provisional frailty with onset 2025-03-01      | ASA class II on 2026-01-10   | frailty   |

  # --- orders that are none for cement, or may be one ---

  @augmentation-indication-check @revision-risk-radiographic @revision-risk-patient @progressive-kyphosis-risk @adjacent-fracture-risk @prophylactic-augmentation-not-recommended @perioperative-mortality-risk @negative
  Scenario Outline: An order for a drug asks nothing about cement
    Given active conditions: diabetes, hypertension, dementia
    And pain is 2 of 10 on 2026-01-14
    And ASA class IV on 2026-01-10
    And the L1 fracture is a split type
    When the clinician <does> an order for raloxifene
    Then the card "prophylactic-augmentation-not-recommended" is not shown
    And the card "augmentation-indication-check" is not shown
    And the card "revision-risk-patient" is not shown
    And the "data-needed" card does not list "fracture at the target level"
    And the "data-needed" card does not list "pain and imaging criteria"
    And the "data-needed" card does not list "radiographic factors"
    And the "data-needed" card does not list "patient factors"
    And the "data-needed" card does not list "factors for progressive kyphosis"
    And the "data-needed" card does not list "creatinine"

    Examples:
      | does    |
      | selects |
      | signs   |

  @augmentation-contraindication-check @augmentation-indication-check @revision-risk-radiographic @revision-risk-patient @progressive-kyphosis-risk @adjacent-fracture-risk @perioperative-mortality-risk @missing-data
  Scenario Outline: An order that names the procedure in words only asks which procedure it is
    Given active conditions: diabetes, hypertension, dementia
    And new leg weakness with onset 2026-01-10
    And pain is 2 of 10 on 2026-01-14
    And ASA class IV on 2026-01-10
    And the L1 fracture is a split type
    And an intravertebral cleft of L1
    When the clinician <does> an order for vertebroplasty of L1 in words only
    Then the card "augmentation-contraindication-check" is not shown
    And the card "augmentation-indication-check" is not shown
    And the card "revision-risk-radiographic" is not shown
    And the card "revision-risk-patient" is not shown
    And the card "adjacent-fracture-risk" is not shown
    And the card "progressive-kyphosis-risk" is not shown
    And the card "perioperative-mortality-risk" is not shown
    And the "data-needed" card lists "procedure ordered"

    Examples:
      | does    |
      | selects |
      | signs   |

  @prophylactic-augmentation-not-recommended @missing-data
  Scenario: A preventive order in words only asks which procedure it is
    When the clinician selects an order for vertebroplasty of T8 in words only with reason "prevention of fracture"
    Then the card "prophylactic-augmentation-not-recommended" is not shown
    And the "data-needed" card lists "procedure ordered"

  # --- when another card speaks ---

  @prophylactic-augmentation-not-recommended @augmentation-indication-check @revision-risk-radiographic @perioperative-mortality-risk
  Scenario: While a rebound fracture is only possible the checks of a signed order stay
    Given denosumab 60 mg was given on 2023-10-01
    And pain is 2 of 10 on 2026-01-14
    And the L1 fracture is a split type
    And ASA class IV on 2026-01-10
    When the clinician signs an order for vertebroplasty of L1 and T8
    Then a warning card "rebound-possible-review" is shown
    And a warning card "prophylactic-augmentation-not-recommended" is shown
    And a warning card "augmentation-indication-check" is shown
    And a warning card "revision-risk-radiographic" is shown
    And a warning card "perioperative-mortality-risk" is shown

  @revision-risk-patient @adjacent-fracture-risk @progressive-kyphosis-risk
  Scenario: While a rebound fracture is only possible the risks of a selected order stay
    Given denosumab 60 mg was given on 2023-10-01
    And active conditions: diabetes, hypertension, dementia
    And an intravertebral cleft of L1
    When the clinician selects an order for vertebroplasty of L1
    Then a warning card "rebound-possible-review" is shown
    And an info card "revision-risk-patient" is shown
    And an info card "adjacent-fracture-risk" is shown
    And an info card "progressive-kyphosis-risk" is shown

  @adjacent-fracture-risk @progressive-kyphosis-risk
  Scenario: After cement in a rebound fracture its risks are said, as no order is advised against any more
    Given denosumab 60 mg was given on 2025-01-20
    And vertebroplasty of L1 was completed on 2026-01-05
    And active conditions: diabetes
    And an intravertebral cleft of L1
    When the clinician discharges the patient
    Then a warning card "rebound-antiresorptive-first" is shown
    And an info card "adjacent-fracture-risk" is shown
    And an info card "progressive-kyphosis-risk" is shown

  @augmentation-indication-check @suppression
  Scenario: The indication is not checked where imaging shows no fracture at the target
    Given spine imaging on 2026-01-10 reports no vertebral fracture
    And pain is 2 of 10 on 2026-01-14
    When the clinician signs an order for vertebroplasty of T8
    Then a warning card "prophylactic-augmentation-not-recommended" is shown
    And the card "augmentation-indication-check" is not shown

  @revision-risk-patient @adjacent-fracture-risk @progressive-kyphosis-risk
  Scenario Outline: Palliative care that is not confirmed silences nothing
    Given provisional palliative care is on the problem list
    And active conditions: diabetes, hypertension, dementia
    And an intravertebral cleft of L1
    And <setting>
    When <moment>
    Then an info card "adjacent-fracture-risk" is shown
    And an info card "progressive-kyphosis-risk" is shown
    And an info card "<also>" is shown

    Examples:
      | setting                                                                                                              | moment                                                       | also                  |
      | a medication record exists without osteoporosis drugs                                                                | the clinician selects an order for vertebroplasty of L1      | revision-risk-patient |
      | vertebroplasty of L1 was completed on 2026-01-05                                                                     | the clinician discharges the patient                         | post-augmentation-care-gap |

  # --- R29 ---

  @of-classification-display
  Scenario Outline: Each OF class with its own words only
    Given the fracture of L1 is classified OF <class>
    When the clinician opens the chart
    Then an info card "of-classification-display" is shown
    And the card mentions "OF <class> osteoporotic fracture of L1: <words>"
    And the "of-classification-display" card does not list "OF <b> osteoporotic"
    And the "of-classification-display" card does not list "OF <c> osteoporotic"
    And the "of-classification-display" card does not list "OF <d> osteoporotic"
    And the "of-classification-display" card does not list "OF <e> osteoporotic"
    And the suggestions of the "of-classification-display" card are <suggestions>

    Examples:
      | class | words                                                                              | b | c | d | e | suggestions                        |
      | 1     | oedema only, no deformation                                                        | 2 | 3 | 4 | 5 | none                               |
      | 2     | one endplate, no or minor posterior wall involvement                               | 1 | 3 | 4 | 5 | none                               |
      | 3     | one endplate, distinct posterior wall involvement                                  | 1 | 2 | 4 | 5 | none                               |
      | 4     | loss of the vertebral frame, both endplates; consider spine-surgery review         | 1 | 2 | 3 | 5 | "Ask for a spine surgery opinion"  |
      | 5     | tension-band injury, distraction or rotation; consider spine-surgery review        | 1 | 2 | 3 | 4 | "Ask for a spine surgery opinion"  |

  # --- R30 ---

  @cement-neuro-deficit-urgent
  Scenario Outline: How sure a deficit after cement is
    Given vertebroplasty of L1 was completed on 2026-01-05
    And <deficit>
    And <stability>
    When the clinician opens the chart
    Then a critical card "cement-neuro-deficit-urgent" is shown
    And the notes of the "cement-neuro-deficit-urgent" card are <notes>
    And the suggestions of the "cement-neuro-deficit-urgent" card are "Order an urgent CT of the spine", "Order an urgent MRI of the spine", "Ask for an urgent spine surgery evaluation"
    And the "data-needed" card <asked> "symptom onset"

    Examples:
      | deficit                                           | stability                                              | notes                                        | asked         |
      | new leg weakness with onset 2026-01-10            | a medication record exists without osteoporosis drugs  | none                                         | does not list |
      | a leg weakness with no recorded date              | a medication record exists without osteoporosis drugs  | "only possible that the deficit began after" | lists         |
      | a provisional leg weakness with onset 2026-01-10  | a medication record exists without osteoporosis drugs  | "The deficit is not confirmed"               | does not list |
      | new leg weakness with onset 2026-01-10            | spinal instability with onset 2026-01-10               | "Spinal instability is recorded"             | does not list |
      | new leg weakness with onset 2026-01-10            | spinal instability was not found on 2026-01-10         | none                                         | does not list |
      | new leg weakness with onset 2026-01-10            | a provisional spinal instability with onset 2026-01-10 | none                                         | does not list |

  @cement-neuro-deficit-urgent @missing-data
  Scenario: While a deficit is only hinted at, only the examination is asked for
    Given vertebroplasty of L1 was completed on 2026-01-05
    And new muscle weakness with onset 2026-01-10
    And spinal instability was found on 2026-01-10
    And spinal instability was not found on 2026-01-10
    When the clinician opens the chart
    Then the card "cement-neuro-deficit-urgent" is not shown
    And the "data-needed" card lists "neurological examination"
    And the "data-needed" card does not list "recorded as yes and as no"

  # --- R31 ---

  @pulmonary-cement-embolism
  Scenario Outline: How sure and how soon chest symptoms after cement are
    Given vertebroplasty of L1 was completed on <procedure>
    And <symptom>
    When the clinician opens the chart
    Then a <indicator> card "pulmonary-cement-embolism" is shown
    And the notes of the "pulmonary-cement-embolism" card are <notes>
    And the "pulmonary-cement-embolism" card <other> "chest symptoms since augmentation"
    And the suggestions of the "pulmonary-cement-embolism" card are "Order a CT of the chest", "Order an ECG", "Order troponin", "Ask for an urgent medical review"
    And the "data-needed" card <asked> "symptom onset"

    Examples:
      | procedure  | symptom                                     | indicator | notes                                        | other         | asked         |
      | 2026-01-05 | dyspnoea with onset 2026-01-10              | critical  | none                                         | does not list | does not list |
      | 2025-10-05 | dyspnoea with onset 2026-01-10              | warning   | none                                         | lists         | does not list |
      | 2026-01-05 | a dyspnoea with no recorded date            | warning   | "only possible that the symptom began after" | lists         | lists         |
      | 2026-01-05 | a provisional dyspnoea with onset 2026-01-10 | warning  | "The symptom is not confirmed"               | lists         | does not list |

  # --- R32 ---

  @post-augmentation-infection
  Scenario Outline: How sure signs of an infection are
    Given vertebroplasty of L1 was completed on 2026-01-05
    And <sign>
    When the clinician opens the chart
    Then a warning card "post-augmentation-infection" is shown
    And the notes of the "post-augmentation-infection" card are <notes>
    And the suggestions of the "post-augmentation-infection" card are "Order blood cultures and CRP", "Order an MRI of the spine with contrast", "Ask for a spine surgery opinion"

    Examples:
      | sign                                                 | notes                                |
      | a positive blood culture on 2026-01-13               | none                                 |
      | a preliminary positive blood culture on 2026-01-13   | "is only preliminary or suspected"   |
      | a provisional spondylodiscitis with onset 2026-01-13 | "is only preliminary or suspected"   |

  @post-augmentation-infection @negative
  Scenario: A single sign that is not even confirmed asks for no other sign
    Given vertebroplasty of L1 was completed on 2026-01-05
    And a provisional back pain with onset 2026-01-10
    When the clinician opens the chart
    Then the card "post-augmentation-infection" is not shown
    And the "data-needed" card does not list "signs of infection"

  # --- R33 ---

  @post-augmentation-new-pain
  Scenario Outline: New pain, and where the patient stands with denosumab
    Given vertebroplasty of L1 was completed on 2026-01-05
    And new back pain with onset 2026-01-10
    And <denosumab>
    And <after>
    When the clinician opens the chart
    Then an info card "post-augmentation-new-pain" is shown
    And the notes of the "post-augmentation-new-pain" card are <notes>

    Examples:
      | denosumab                                             | after                                                 | notes                          |
      | a medication record exists without osteoporosis drugs | a medication record exists without osteoporosis drugs | none                           |
      | denosumab 60 mg was given on 2025-10-15               | a medication record exists without osteoporosis drugs | none                           |
      | denosumab 60 mg was given on 2025-07-01               | a medication record exists without osteoporosis drugs | "exclude a rebound fracture"   |
      | denosumab 60 mg was given on 2025-02-01               | a medication record exists without osteoporosis drugs | "exclude a rebound fracture"   |
      | denosumab 60 mg was given on 2025-02-01               | zoledronate 5 mg was given on 2025-08-01              | none                           |
      | denosumab 120 mg was given on 2025-10-15              | a medication record exists without osteoporosis drugs | none                           |

  @post-augmentation-new-pain @missing-data
  Scenario: While the onset of the pain is open, the card of new pain asks for it alone
    Given vertebroplasty of L1 was completed on 2026-01-05
    And active conditions: back pain
    And an unreadable entry of denosumab
    When the clinician opens the chart
    Then the card "post-augmentation-new-pain" is not shown
    And the "data-needed" card lists "symptom onset"
    And the "data-needed" card lists "denosumab history"
    And the "data-needed" card does not list "changes the first drug (post-augmentation-new-pain"

  @post-augmentation-new-pain @pulmonary-cement-embolism @suppression
  Scenario: Pain gives way to later chest symptoms too
    Given vertebroplasty of L1 was completed on 2025-10-05
    And dyspnoea with onset 2026-01-10
    And new back pain with onset 2026-01-10
    When the clinician opens the chart
    Then a warning card "pulmonary-cement-embolism" is shown
    And the card "post-augmentation-new-pain" is not shown

  # --- R20 ---

  @vbq-high-post-vertebroplasty
  Scenario Outline: What the card adds to a high score
    Given vertebroplasty of L1 was completed on 2026-01-05
    And a T1-weighted MRI on 2026-01-02 with signal intensities L1 310, L2 320, L3 330, L4 340 and L3 cerebrospinal fluid 100
    And <known>
    When the clinician opens the chart
    Then an info card "vbq-high-post-vertebroplasty" is shown
    And the notes of the "vbq-high-post-vertebroplasty" card are <notes>
    And the suggestions of the "vbq-high-post-vertebroplasty" card are <suggestions>

    Examples:
      | known                                                    | notes                                       | suggestions                                                       |
      | a medication record exists without osteoporosis drugs    | none                                        | "Order a bone density measurement (DXA)", "Refer to a bone clinic" |
      | calcium and vitamin D have been active since 2025-03-01  | none                                        | "Order a bone density measurement (DXA)", "Refer to a bone clinic" |
      | there is no medication record                            | none                                        | "Order a bone density measurement (DXA)", "Refer to a bone clinic" |
      | raloxifene has been active since 2025-03-01              | "Current drug: raloxifene"                  | "Order a bone density measurement (DXA)", "Refer to a bone clinic" |
      | alendronate has been active since 2025-03-01             | "Current drug: alendronate"                 | "Order a bone density measurement (DXA)", "Refer to a bone clinic" |
      | teriparatide has been active since 2025-03-01            | "Current drug: teriparatide"                | "Order a bone density measurement (DXA)", "Refer to a bone clinic" |
      | a lumbar spine T-score of -1.9 on 2025-11-01             | "Bone density was measured"                 | "Refer to a bone clinic"                                          |
      | a lumbar spine T-score of -1.9 on 2023-11-01             | none                                        | "Order a bone density measurement (DXA)", "Refer to a bone clinic" |
      | an active order for a bone density measurement exists    | "or a measurement is ordered"               | "Refer to a bone clinic"                                          |

  @vbq-high-post-vertebroplasty @missing-data
  Scenario: A month that may lie too far back leaves open whether the score is of use
    Given vertebroplasty of L1 was completed on 2024-01
    And a T1-weighted MRI on 2023-12-02 with signal intensities L1 310, L2 320, L3 330, L4 340 and L3 cerebrospinal fluid 100
    When the clinician opens the chart
    Then the card "vbq-high-post-vertebroplasty" is not shown
    And the "data-needed" card lists "procedure done"
