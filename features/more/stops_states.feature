Feature: Denosumab is stopped or replaced, and romosozumab ends: every state of the record
  In each table one patient, whose record differs from row to row in one thing. The notes, the suggestions and what
  is asked for are told completely: no other stands on the card.

  # The end of denosumab

  @denosumab-planned-stop @boundary
  Scenario Outline: While the last dose still protects, the follow-on is dated and drafted
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And albumin-corrected calcium was 9.4 mg/dL on <asof>
    And creatinine clearance was 62 mL/min on <asof>
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And the card mentions "planned about 6 months after the last dose (2026-07-08)"
    And the "denosumab-planned-stop" card does not list "planned about 6 months after the last dose."
    And the notes of the "denosumab-planned-stop" card are "After up to 4 doses"
    And the suggestions of the "denosumab-planned-stop" card are "Zoledronate 5 mg", "Alendronate 70 mg", "Recheck bone turnover" and "Keep denosumab"
    And the items that "denosumab-planned-stop" asks for are none

    Examples: up to 5 months after the last dose, up to 6, up to 7
      | asof       |
      | 2026-03-02 |
      | 2026-06-20 |
      | 2026-07-20 |

  @denosumab-planned-stop @negative
  Scenario Outline: No protection is left that the stop would end
    Given the as-of date is <asof>
    And <history>
    When the clinician stops the denosumab order
    Then the card "denosumab-planned-stop" is not shown

    Examples: missed, long missed, past; the oncology product; never begun
      | asof       | history                                                 |
      | 2026-09-01 | denosumab 60 mg was given on 2025-07-08 and 2026-01-08  |
      | 2028-03-01 | denosumab 60 mg was given on 2025-07-08 and 2026-01-08  |
      | 2029-03-01 | denosumab 60 mg was given on 2025-07-08 and 2026-01-08  |
      | 2026-03-02 | denosumab 120 mg was given on 2026-01-08                |
      | 2026-03-02 | the patient states that denosumab 60 mg was never taken |

  @denosumab-planned-stop @missing-data
  Scenario Outline: The last dose is not known, so nothing is dated or drafted
    Given the as-of date is 2026-06-20
    And <history>
    And <statement>
    And albumin-corrected calcium was 9.4 mg/dL on 2026-06-10
    And creatinine clearance was 62 mL/min on 2026-06-10
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And the card mentions "Last denosumab 60 mg dose: <last>"
    And the "denosumab-planned-stop" card does not list "after the last dose ("
    And the notes of the "denosumab-planned-stop" card are <notes>
    And the suggestions of the "denosumab-planned-stop" card are "Recheck bone turnover" and "Keep denosumab"
    And the items that "denosumab-planned-stop" asks for are "date of last denosumab dose"

    Examples: none recorded; two sources that differ
      | history                                                | statement                                                       | last                     | notes                 |
      | no denosumab dose is recorded                          | a medication record exists without osteoporosis drugs           | not recorded             | none                  |
      | denosumab 60 mg was given on 2025-07-08 and 2026-01-08 | the patient states that denosumab 60 mg was given on 2026-05-20 | 2026-01-08 or 2026-05-20 | "After up to 4 doses" |

  @denosumab-planned-stop @missing-data
  Scenario: Zoledronate was given after either of two possible last doses
    Given the as-of date is 2026-06-20
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And the patient states that denosumab 60 mg was given on 2026-05-20
    And zoledronate 5 mg was given on 2026-06-02
    When the clinician stops the denosumab order
    Then the card "denosumab-planned-stop" is not shown

  @denosumab-planned-stop @missing-data
  Scenario Outline: Alendronate follows, or may follow, and no dose of denosumab is recorded
    Given the as-of date is 2026-06-20
    And alendronate active since 2023-02-01 was last confirmed on <confirmed>
    When the clinician stops the denosumab order
    Then <expected>

    Examples: it is taken now; it was three years ago
      | confirmed  | expected                                                                                                       |
      | 2026-06-01 | the card "denosumab-planned-stop" is not shown                                                                 |
      | 2023-05-01 | the notes of the "denosumab-planned-stop" card are "may follow, but the record does not show that it is taken" |

  @denosumab-planned-stop @missing-data
  Scenario: Alendronate may follow one of two possible last doses
    Given the as-of date is 2026-06-20
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And the patient states that denosumab 60 mg was given on 2026-05-20
    And alendronate active since 2023-02-01 was last confirmed on 2023-05-01
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And the notes of the "denosumab-planned-stop" card are "After up to 4 doses" and "may follow, but the record does not show that it is taken"
    And the "denosumab-planned-stop" card does not list "None recorded"

  @denosumab-planned-stop @boundary
  Scenario Outline: The number of doses decides how long a bisphosphonate is advised for
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given every 6 months from <first> to 2026-01-08
    And <more>
    When the clinician stops the denosumab order
    Then the notes of the "denosumab-planned-stop" card are <notes>

    Examples: four doses; five; four and one that is only stated, so neither is said
      | first      | more                                                            | notes                     |
      | 2024-07-08 | a medication record exists without osteoporosis drugs           | "After up to 4 doses"     |
      | 2024-01-08 | a medication record exists without osteoporosis drugs           | "After more than 4 doses" |
      | 2024-07-08 | the patient states that denosumab 60 mg was given on 2026-02-20 | none                      |

  @denosumab-planned-stop @boundary
  Scenario Outline: A follow-on is drafted where nothing speaks against it
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-20
    And creatinine clearance was 62 mL/min on 2026-02-20
    And <finding>
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And the notes of the "denosumab-planned-stop" card are <notes>
    And the suggestions of the "denosumab-planned-stop" card are <drafts>, "Recheck bone turnover" and "Keep denosumab"
    And the card mentions "None recorded as of 2026-03-02: <absent>."
    And the items that "denosumab-planned-stop" asks for are <asked>

    Examples:
      | finding                                                | notes                                                      | drafts                                  | absent                                                                           | asked                             |
      | active conditions: none                                | "After up to 4 doses"                                      | "Zoledronate 5 mg", "Alendronate 70 mg" | antiresorptive to follow; acute kidney injury; zoledronate allergy; oral caution | none                              |
      | zoledronate 5 mg is ordered to start on 2026-09-15     | "After up to 4 doses" and "is planned for 2026-09-15 only" | "Zoledronate 5 mg", "Alendronate 70 mg" | acute kidney injury; zoledronate allergy; oral caution                           | none                              |
      | active conditions: acute kidney injury                 | "After up to 4 doses"                                      | "Alendronate 70 mg"                     | antiresorptive to follow; oral caution; zoledronate allergy                      | none                              |
      | provisional acute kidney injury is on the problem list | "After up to 4 doses"                                      | "Alendronate 70 mg"                     | antiresorptive to follow; oral caution; zoledronate allergy                      | "acute kidney injury"             |
      | active conditions: achalasia                           | "After up to 4 doses" and "alendronate is not drafted"     | "Zoledronate 5 mg"                      | antiresorptive to follow; acute kidney injury; zoledronate allergy               | none                              |
      | provisional achalasia is on the problem list           | "After up to 4 doses"                                      | "Zoledronate 5 mg"                      | antiresorptive to follow; acute kidney injury; zoledronate allergy               | "oesophagus and upright position" |

  @denosumab-planned-stop @boundary @missing-data
  Scenario Outline: No follow-on is drafted, and the card or the list of missing data says why
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And <calcium>
    And <clearance>
    And <finding>
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And the notes of the "denosumab-planned-stop" card are <notes>
    And the suggestions of the "denosumab-planned-stop" card are "Recheck bone turnover" and "Keep denosumab"
    And the items that "denosumab-planned-stop" asks for are <asked>

    Examples:
      | calcium                                                | clearance                                          | finding                                                       | notes                                                                                 | asked                   |
      | albumin-corrected calcium was 8.1 mg/dL on 2026-02-20  | creatinine clearance was 62 mL/min on 2026-02-20   | active conditions: none                                       | "After up to 4 doses" and "Calcium may be low (8.1 mg/dL on 2026-02-20)"              | none                    |
      | total calcium was 8.1 mg/dL on 2026-02-20              | creatinine clearance was 62 mL/min on 2026-02-20   | active conditions: none                                       | "After up to 4 doses" and "Calcium may be low (8.1 mg/dL on 2026-02-20)"              | none                    |
      | albumin-corrected calcium was 11.0 mg/dL on 2026-02-20 | creatinine clearance was 62 mL/min on 2026-02-20   | active conditions: none                                       | "After up to 4 doses" and "Calcium is high (11.0 mg/dL on 2026-02-20)"                | none                    |
      | albumin-corrected calcium was 9.4 mg/dL on 2025-11-20  | creatinine clearance was 62 mL/min on 2026-02-20   | active conditions: none                                       | "After up to 4 doses"                                                                 | "calcium"               |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-20  | creatinine clearance was 34.9 mL/min on 2026-02-20 | active conditions: none                                       | "After up to 4 doses" and "Creatinine clearance 34.9 mL/min is below 35"              | none                    |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-20  | creatinine clearance was 29.9 mL/min on 2026-02-20 | active conditions: none                                       | "After up to 4 doses" and "Creatinine clearance 29.9 mL/min is below 35"              | none                    |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-20  | creatinine clearance was 62 mL/min on 2025-11-20   | active conditions: none                                       | "After up to 4 doses"                                                                 | "creatinine and weight" |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-20  | creatinine clearance was 62 mL/min on 2026-02-20   | the patient is on haemodialysis                               | "After up to 4 doses" and "dialysis, counted as below 30"                             | none                    |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-20  | creatinine clearance was 62 mL/min on 2026-02-20   | provisional kidney failure on dialysis is on the problem list | "After up to 4 doses"                                                                 | "creatinine and weight" |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-20  | creatinine clearance was 62 mL/min on 2026-02-20   | an active allergy to alendronate                              | "After up to 4 doses" and "An allergy to zoledronate or a bisphosphonate is recorded" | none                    |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-20  | creatinine clearance was 62 mL/min on 2026-02-20   | an unconfirmed allergy to alendronate                         | "After up to 4 doses"                                                                 | "zoledronate allergy"   |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-20  | creatinine clearance was 62 mL/min on 2026-02-20   | zoledronate 5 mg is ordered to start on 2026-03-01            | "After up to 4 doses" and "may follow, but the record does not show"                  | none                    |

  @denosumab-planned-stop @missing-data
  Scenario Outline: A plan to end denosumab, without an order that is stopped
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And <plan>
    When the clinician opens the chart
    Then <expected>
    And the items that "denosumab-planned-stop" asks for are <asked>

    Examples:
      | plan                                 | expected                                                                 | asked                                 |
      | the end of denosumab is planned      | the "denosumab-planned-stop" card lists "its discontinuation is planned" | "calcium" and "creatinine and weight" |
      | the plan to end denosumab is on hold | the card "denosumab-planned-stop" is not shown                           | "stopping of denosumab"               |

  @denosumab-planned-stop @missing-data
  Scenario: Palliative care that is only provisional silences nothing
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And provisional palliative care is on the problem list
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown

  # From denosumab to a bone-forming drug

  @denosumab-to-bone-forming-switch @negative @missing-data
  Scenario Outline: Only a bone-forming drug is a switch
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    When the clinician <orders>
    Then <expected>
    And the items that "denosumab-to-bone-forming-switch" asks for are <asked>

    Examples:
      | orders                                        | expected                                                                                                                                   | asked          |
      | signs an order for teriparatide               | the suggestions of the "denosumab-to-bone-forming-switch" card are "Remove the draft order for teriparatide" and "Refer to a bone clinic"  | none           |
      | signs an order for abaloparatide              | the suggestions of the "denosumab-to-bone-forming-switch" card are "Remove the draft order for abaloparatide" and "Refer to a bone clinic" | none           |
      | signs an order for romosozumab                | the suggestions of the "denosumab-to-bone-forming-switch" card are "Remove the draft order for romosozumab" and "Refer to a bone clinic"   | none           |
      | signs an order for denosumab 60 mg            | the card "denosumab-to-bone-forming-switch" is not shown                                                                                   | none           |
      | signs an order for denosumab 120 mg           | the card "denosumab-to-bone-forming-switch" is not shown                                                                                   | none           |
      | signs an order for zoledronate 5 mg           | the card "denosumab-to-bone-forming-switch" is not shown                                                                                   | none           |
      | signs an order for infused ibandronate        | the card "denosumab-to-bone-forming-switch" is not shown                                                                                   | none           |
      | signs an order for alendronate                | the card "denosumab-to-bone-forming-switch" is not shown                                                                                   | none           |
      | signs an order for infused alendronate        | the card "denosumab-to-bone-forming-switch" is not shown                                                                                   | none           |
      | signs an order for balloon kyphoplasty of L1  | the card "denosumab-to-bone-forming-switch" is not shown                                                                                   | none           |
      | signs an order for teriparatide in words only | the card "denosumab-to-bone-forming-switch" is not shown                                                                                   | "drug ordered" |

  @denosumab-to-bone-forming-switch @negative @boundary @missing-data
  Scenario Outline: When the last dose was, what followed it and what is planned
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And <finding>
    When the clinician signs an order for teriparatide
    Then <expected>
    And the items that "denosumab-to-bone-forming-switch" asks for are <asked>

    Examples: early, due, overdue, missed, long missed, past
      | asof       | finding                 | expected                                                          | asked |
      | 2026-04-20 | active conditions: none | the notes of the "denosumab-to-bone-forming-switch" card are none | none  |
      | 2026-06-20 | active conditions: none | the notes of the "denosumab-to-bone-forming-switch" card are none | none  |
      | 2026-07-20 | active conditions: none | the notes of the "denosumab-to-bone-forming-switch" card are none | none  |
      | 2026-09-20 | active conditions: none | the notes of the "denosumab-to-bone-forming-switch" card are none | none  |
      | 2028-04-20 | active conditions: none | the card "denosumab-to-bone-forming-switch" is not shown          | none  |
      | 2029-04-20 | active conditions: none | the card "denosumab-to-bone-forming-switch" is not shown          | none  |

    Examples: a follow-on that was given, that may have been taken; the next denosumab dose
      | asof       | finding                                                 | expected                                                                                                            | asked                                          |
      | 2026-04-20 | zoledronate 5 mg was given on 2026-04-01                | the card "denosumab-to-bone-forming-switch" is not shown                                                            | none                                           |
      | 2026-04-20 | an active alendronate order dated 2023-02-01 exists     | the notes of the "denosumab-to-bone-forming-switch" card are "A follow-on antiresorptive may have been taken since" | "therapy record since the last denosumab dose" |
      | 2026-04-20 | a denosumab 60 mg dose is scheduled for 2026-07-08      | the card "denosumab-to-bone-forming-switch" is not shown                                                            | none                                           |
      | 2026-04-20 | an active denosumab 60 mg order dated 2026-02-01 exists | the card "denosumab-to-bone-forming-switch" is not shown                                                            | none                                           |
      | 2026-04-20 | a denosumab 60 mg dose is scheduled for 2026-08-20      | the notes of the "denosumab-to-bone-forming-switch" card are "Denosumab is planned for 2026-08-20"                  | none                                           |

  @denosumab-to-bone-forming-switch @rebound-no-bone-forming-first @suppression
  Scenario Outline: A specialist has planned a bone-forming drug after denosumab was given again
    Given the as-of date is 2026-03-10
    And denosumab 60 mg was given on <before>
    And a vertebral fracture of L1 with onset 2025-11-20
    And denosumab 60 mg was given on 2026-01-10
    And a bone specialist has a plan for the treatment
    When the clinician signs an order for teriparatide
    Then the card "rebound-no-bone-forming-first" is not shown
    And <expected>

    Examples: a rebound fracture, 9 months after a dose; a possible one, 33 months after; none, 2 months after
      | before                    | expected                                                   |
      | 2024-08-05 and 2025-02-05 | the card "denosumab-to-bone-forming-switch" is not shown   |
      | 2022-08-05 and 2023-02-05 | a warning card "denosumab-to-bone-forming-switch" is shown |
      | 2025-03-12 and 2025-09-12 | a warning card "denosumab-to-bone-forming-switch" is shown |

  # After romosozumab

  @romosozumab-completion-followon @negative @boundary @missing-data
  Scenario Outline: Where the course is, whether an antiresorptive follows it, and what is asked for without a laboratory value
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And <course>
    And <finding>
    When the clinician opens the chart
    Then <expected>
    And the items that "romosozumab-completion-followon" asks for are <asked>

    Examples: never begun, running, nearly complete, complete, stopped early, long past, and not known
      | course                                                                    | finding                 | expected                                                                                   | asked                                         |
      | a medication record exists without osteoporosis drugs                     | active conditions: none | the card "romosozumab-completion-followon" is not shown                                    | none                                          |
      | romosozumab 210 mg was given monthly for 9 doses, the last on 2026-02-01  | active conditions: none | the card "romosozumab-completion-followon" is not shown                                    | none                                          |
      | romosozumab 210 mg was given monthly for 10 doses, the last on 2026-02-01 | active conditions: none | the notes of the "romosozumab-completion-followon" card are none                           | none                                          |
      | romosozumab 210 mg was given monthly for 12 doses, the last on 2026-02-01 | active conditions: none | the notes of the "romosozumab-completion-followon" card are "The course is complete"       | "calcium", "creatinine and weight" and "eGFR" |
      | romosozumab 210 mg was given monthly for 5 doses, the last on 2025-12-01  | active conditions: none | the notes of the "romosozumab-completion-followon" card are "The course was stopped early" | "calcium", "creatinine and weight" and "eGFR" |
      | romosozumab 210 mg was given monthly for 12 doses, the last on 2024-01-10 | active conditions: none | the card "romosozumab-completion-followon" is not shown                                    | none                                          |
      | romosozumab 210 mg was given on 2024-02                                   | active conditions: none | the card "romosozumab-completion-followon" is not shown                                    | "romosozumab dose count"                      |

    Examples: alendronate follows, or may follow
      | course                                                                    | finding                                      | expected                                                | asked                    |
      | romosozumab 210 mg was given monthly for 10 doses, the last on 2026-02-01 | alendronate has been active since 2026-02-05 | the card "romosozumab-completion-followon" is not shown | none                     |
      | romosozumab 210 mg was given monthly for 10 doses, the last on 2026-02-01 | an unreadable entry of alendronate           | the card "romosozumab-completion-followon" is not shown | "therapy record"         |
      | romosozumab 210 mg was given monthly for 12 doses, the last on 2026-02-01 | alendronate has been active since 2026-02-05 | the card "romosozumab-completion-followon" is not shown | none                     |
      | romosozumab 210 mg was given monthly for 12 doses, the last on 2026-02-01 | an unreadable entry of alendronate           | the card "romosozumab-completion-followon" is not shown | "therapy record"         |
      | romosozumab 210 mg was given on 2024-02                                   | an unreadable entry of alendronate           | the card "romosozumab-completion-followon" is not shown | "romosozumab dose count" |

  @romosozumab-completion-followon @boundary
  Scenario: While doses are still to be given the antiresorptive is planned, not drafted
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And romosozumab 210 mg was given monthly for 11 doses, the last on 2026-02-01
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-10
    And creatinine clearance was 60 mL/min on 2026-02-10
    And eGFR was 60 mL/min/1.73 m² on 2026-02-10
    When the clinician opens the chart
    Then an info card "romosozumab-completion-followon" is shown
    And the card mentions "Romosozumab course nearly complete (11/12)"
    And the notes of the "romosozumab-completion-followon" card are none
    And the suggestions of the "romosozumab-completion-followon" card are "Order calcium, albumin and creatinine" and "Refer to a bone clinic"

  @romosozumab-completion-followon @boundary
  Scenario Outline: An antiresorptive is drafted where nothing speaks against it
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-12-01
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-10
    And <clearance> on 2026-02-10
    And <egfr> on 2026-02-10
    And <finding>
    When the clinician opens the chart
    Then a warning card "romosozumab-completion-followon" is shown
    And the "romosozumab-completion-followon" card does not list "nearly complete"
    And the notes of the "romosozumab-completion-followon" card are <notes>
    And the suggestions of the "romosozumab-completion-followon" card are <drafts>, "Order calcium, albumin and creatinine" and "Refer to a bone clinic"
    And the card mentions "None recorded as of 2026-02-16: romosozumab followon; <absent>."
    And the items that "romosozumab-completion-followon" asks for are <asked>

    Examples:
      | clearance                            | egfr                       | finding                                                | notes                                                                        | drafts                                                     | absent                                                                    | asked                             |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | active conditions: none                                | "The course is complete"                                                     | "Zoledronate 5 mg", "Alendronate 70 mg", "Denosumab 60 mg" | acute kidney injury; zoledronate allergy; oral caution; denosumab allergy | none                              |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | active conditions: acute kidney injury                 | "The course is complete"                                                     | "Alendronate 70 mg", "Denosumab 60 mg"                     | oral caution; zoledronate allergy; denosumab allergy                      | none                              |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | provisional acute kidney injury is on the problem list | "The course is complete"                                                     | "Alendronate 70 mg", "Denosumab 60 mg"                     | oral caution; zoledronate allergy; denosumab allergy                      | "acute kidney injury"             |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | active conditions: achalasia                           | "The course is complete"                                                     | "Zoledronate 5 mg", "Denosumab 60 mg"                      | acute kidney injury; zoledronate allergy; denosumab allergy               | none                              |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | provisional achalasia is on the problem list           | "The course is complete"                                                     | "Zoledronate 5 mg", "Denosumab 60 mg"                      | acute kidney injury; zoledronate allergy; denosumab allergy               | "oesophagus and upright position" |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | an active allergy to alendronate                       | "The course is complete" and "An allergy to a bisphosphonate is recorded"    | "Denosumab 60 mg"                                          | denosumab allergy                                                         | none                              |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | an unconfirmed allergy to alendronate                  | "The course is complete"                                                     | "Denosumab 60 mg"                                          | denosumab allergy                                                         | "zoledronate allergy"             |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | an active allergy to denosumab                         | "The course is complete" and "An allergy to denosumab is recorded"           | "Zoledronate 5 mg", "Alendronate 70 mg"                    | acute kidney injury; zoledronate allergy; oral caution                    | none                              |
      | creatinine clearance was 60 mL/min   | eGFR was 60 mL/min/1.73 m² | an unconfirmed allergy to denosumab                    | "The course is complete"                                                     | "Zoledronate 5 mg", "Alendronate 70 mg"                    | acute kidney injury; zoledronate allergy; oral caution                    | "denosumab allergy"               |
      | creatinine clearance was 34.9 mL/min | eGFR was 60 mL/min/1.73 m² | active conditions: none                                | "The course is complete" and "Creatinine clearance 34.9 mL/min is below 35"  | "Denosumab 60 mg"                                          | denosumab allergy                                                         | none                              |
      | creatinine clearance was 29.9 mL/min | eGFR was 60 mL/min/1.73 m² | active conditions: none                                | "The course is complete" and "Creatinine clearance 29.9 mL/min is below 35"  | "Denosumab 60 mg"                                          | denosumab allergy                                                         | none                              |
      | albumin was 4.1 g/dL                 | eGFR was 60 mL/min/1.73 m² | active conditions: none                                | "The course is complete"                                                     | "Denosumab 60 mg"                                          | denosumab allergy                                                         | "creatinine and weight"           |
      | creatinine clearance was 60 mL/min   | eGFR was 29 mL/min/1.73 m² | active conditions: none                                | "The course is complete" and "eGFR below 30 or dialysis (29 mL/min/1.73 m²)" | "Zoledronate 5 mg", "Alendronate 70 mg"                    | acute kidney injury; zoledronate allergy; oral caution                    | none                              |
      | creatinine clearance was 60 mL/min   | eGFR was 29 mL/min/1.73 m² | active conditions: acute kidney injury                 | "The course is complete" and "eGFR below 30 or dialysis (29 mL/min/1.73 m²)" | "Alendronate 70 mg"                                        | oral caution; zoledronate allergy                                         | none                              |
      | creatinine clearance was 60 mL/min   | eGFR was 29 mL/min/1.73 m² | active conditions: achalasia                           | "The course is complete" and "eGFR below 30 or dialysis (29 mL/min/1.73 m²)" | "Zoledronate 5 mg"                                         | acute kidney injury; zoledronate allergy                                  | none                              |
      | creatinine clearance was 60 mL/min   | albumin was 4.1 g/dL       | active conditions: none                                | "The course is complete"                                                     | "Zoledronate 5 mg", "Alendronate 70 mg"                    | acute kidney injury; zoledronate allergy; oral caution                    | "eGFR"                            |

  @romosozumab-completion-followon @boundary @missing-data
  Scenario Outline: No antiresorptive is drafted, and the card or the list of missing data says why
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-12-01
    And <calcium>
    And creatinine clearance was 60 mL/min on 2026-02-10
    And eGFR was 60 mL/min/1.73 m² on 2026-02-10
    And <finding>
    When the clinician opens the chart
    Then a warning card "romosozumab-completion-followon" is shown
    And the notes of the "romosozumab-completion-followon" card are <notes>
    And the suggestions of the "romosozumab-completion-followon" card are "Order calcium, albumin and creatinine" and "Refer to a bone clinic"
    And the items that "romosozumab-completion-followon" asks for are <asked>

    Examples:
      | calcium                                                | finding                                                       | notes                                                                                                                                          | asked                              |
      | albumin-corrected calcium was 8.1 mg/dL on 2026-02-10  | active conditions: none                                       | "The course is complete" and "Calcium 8.1 mg/dL on 2026-02-10 is not normal"                                                                   | none                               |
      | total calcium was 8.1 mg/dL on 2026-02-10              | active conditions: none                                       | "The course is complete" and "Calcium 8.1 mg/dL on 2026-02-10 is not normal"                                                                   | none                               |
      | albumin-corrected calcium was 11.0 mg/dL on 2026-02-10 | active conditions: none                                       | "The course is complete" and "Calcium 11.0 mg/dL on 2026-02-10 is not normal"                                                                  | none                               |
      | albumin-corrected calcium was 9.4 mg/dL on 2025-11-01  | active conditions: none                                       | "The course is complete"                                                                                                                       | "calcium"                          |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-10  | the patient is on haemodialysis                               | "The course is complete", "Creatinine clearance dialysis, counted as below 30" and "eGFR below 30 or dialysis (dialysis, counted as below 30)" | none                               |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-02-10  | provisional kidney failure on dialysis is on the problem list | "The course is complete"                                                                                                                       | "creatinine and weight" and "eGFR" |

  @romosozumab-completion-followon @missing-data
  Scenario: A pregnancy that is only provisional withholds the drafts, not the card
    Given the as-of date is 2026-02-16
    And a 44-year-old woman
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2025-12-01
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-10
    And creatinine clearance was 60 mL/min on 2026-02-10
    And eGFR was 60 mL/min/1.73 m² on 2026-02-10
    And provisional pregnancy is on the problem list
    When the clinician opens the chart
    Then a warning card "romosozumab-completion-followon" is shown
    And the suggestions of the "romosozumab-completion-followon" card are "Order calcium, albumin and creatinine" and "Refer to a bone clinic"
