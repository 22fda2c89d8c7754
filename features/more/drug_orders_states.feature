Feature: Orders of denosumab and romosozumab, state by state
  Each table takes one patient and changes one thing. What the card finds, what it notes about this patient and
  what it offers is told completely: nothing else may be there. Behind them stand limits that no other scenario
  looks at from both sides.

  # R10, before denosumab

  @denosumab-start-safety
  Scenario Outline: Calcium before a first dose of denosumab
    Given the as-of date is 2026-04-20
    And a 72-year-old woman
    And <calcium>
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    When the clinician signs an order for denosumab 60 mg
    Then <shown> card "denosumab-start-safety" is shown
    And the findings of the "denosumab-start-safety" card are <findings>
    And the notes of the "denosumab-start-safety" card are <notes>
    And the suggestions of the "denosumab-start-safety" card are <offered>

    Examples: a value of 19 January is 91 days old
      | calcium                                                | shown      | findings                                                        | notes                                                                                                                                                                                                                               | offered                                               |
      | albumin-corrected calcium was 8.1 mg/dL on 2026-04-18  | a critical | "calcium is low; it is contraindicated", "First denosumab dose" | "Calcium: 8.1 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                              | "parathyroid hormone"                                 |
      | total calcium was 8.1 mg/dL on 2026-04-18              | a warning  | "calcium may be low", "First denosumab dose"                    | "Calcium: 8.1 mg/dL on 2026-04-18 (total calcium, no albumin within 7 days)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                | "parathyroid hormone", "Plan the next denosumab dose" |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-04-18  | an info    | "First denosumab dose"                                          | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                              | "parathyroid hormone", "Plan the next denosumab dose" |
      | albumin-corrected calcium was 11.0 mg/dL on 2026-04-18 | an info    | "First denosumab dose"                                          | "Calcium: 11.0 mg/dL on 2026-04-18 (albumin-corrected calcium)", "Calcium is high: it needs an explanation", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" | "parathyroid hormone", "Plan the next denosumab dose" |
      | albumin-corrected calcium was 9.4 mg/dL on 2026-01-19  | an info    | "First denosumab dose"                                          | "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                                                                                              | "parathyroid hormone", "Plan the next denosumab dose" |

  @denosumab-start-safety @boundary
  Scenario Outline: Vitamin D before a first dose of denosumab counts for 90 days
    Given the as-of date is 2026-04-20
    And a 72-year-old woman
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    And <vitamin D>
    When the clinician signs an order for denosumab 60 mg
    Then the notes of the "denosumab-start-safety" card are <notes>
    And the suggestions of the "denosumab-start-safety" card are "parathyroid hormone", "Plan the next denosumab dose"

    Examples:
      | vitamin D                                  | notes                                                                                                                                                                                  |
      | 25-OH vitamin D was 31 ng/mL on 2026-01-20 | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: 31 ng/mL on 2026-01-20", "Denosumab: no dose recorded as of 2026-04-20"           |
      | 25-OH vitamin D was 31 ng/mL on 2026-01-19 | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" |
      | an unreadable entry of 25-OH vitamin D     | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "Denosumab: no dose recorded as of 2026-04-20"                                                      |

  @denosumab-start-safety
  Scenario Outline: Kidney function before a first dose of denosumab, by region
    Given the as-of date is 2026-04-20
    And a 72-year-old woman
    And the jurisdiction profile is <region>
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    And <kidney>
    When the clinician signs an order for denosumab 60 mg
    Then <shown> card "denosumab-start-safety" is shown
    And the findings of the "denosumab-start-safety" card are <findings>
    And the notes of the "denosumab-start-safety" card are <notes>
    And the suggestions of the "denosumab-start-safety" card are <offered>
    And <asked>

    Examples: a value of 19 January is 91 days old
      | region | kidney                                     | shown     | findings                                                         | notes                                                                                                                                                                                                      | offered                                               | asked                                       |
      | us     | eGFR was 29.9 mL/min/1.73 m² on 2026-04-18 | a warning | "boxed warning for severe hypocalcaemia", "First denosumab dose" | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 29.9 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                   | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |
      | us     | eGFR was 30.0 mL/min/1.73 m² on 2026-04-18 | an info   | "First denosumab dose"                                           | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 30.0 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                   | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |
      | us     | eGFR was 29.9 mL/min/1.73 m² on 2026-01-19 | an info   | "First denosumab dose"                                           | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                        | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card lists "eGFR"         |
      | us     | the patient is on haemodialysis            | a warning | "boxed warning for severe hypocalcaemia", "First denosumab dose" | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: dialysis, counted as below 30", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |
      | eu     | eGFR was 29.9 mL/min/1.73 m² on 2026-04-18 | a warning | "label warning for severe hypocalcaemia", "First denosumab dose" | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 29.9 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                   | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |
      | eu     | eGFR was 30.0 mL/min/1.73 m² on 2026-04-18 | an info   | "First denosumab dose"                                           | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 30.0 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                   | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |
      | eu     | eGFR was 29.9 mL/min/1.73 m² on 2026-01-19 | an info   | "First denosumab dose"                                           | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                        | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card lists "eGFR"         |
      | eu     | the patient is on haemodialysis            | a warning | "label warning for severe hypocalcaemia", "First denosumab dose" | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: dialysis, counted as below 30", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |
      | jp     | eGFR was 29.9 mL/min/1.73 m² on 2026-04-18 | a warning | "label warning for severe hypocalcaemia", "First denosumab dose" | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 29.9 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                   | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |
      | jp     | eGFR was 30.0 mL/min/1.73 m² on 2026-04-18 | an info   | "First denosumab dose"                                           | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 30.0 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                   | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |
      | jp     | eGFR was 29.9 mL/min/1.73 m² on 2026-01-19 | an info   | "First denosumab dose"                                           | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                        | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card lists "eGFR"         |
      | jp     | the patient is on haemodialysis            | a warning | "label warning for severe hypocalcaemia", "First denosumab dose" | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: dialysis, counted as below 30", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" | "parathyroid hormone", "Plan the next denosumab dose" | the "data-needed" card does not list "eGFR" |

  @denosumab-start-safety @boundary
  Scenario Outline: A dialysis session of the last 30 days counts as being on dialysis
    Given the as-of date is 2026-04-20
    And a 72-year-old woman
    And denosumab 60 mg was given on 2025-10-22
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    And haemodialysis was last done on <day>
    When the clinician signs an order for denosumab 60 mg
    Then <expected>

    Examples:
      | day        | expected                                         |
      | 2026-03-21 | a warning card "denosumab-start-safety" is shown |
      | 2026-03-20 | the card "denosumab-start-safety" is not shown   |

  @denosumab-start-safety
  Scenario Outline: Pregnancy before a first dose of denosumab
    Given the as-of date is 2026-04-20
    And a 34-year-old woman
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    And <pregnancy>
    When the clinician signs an order for denosumab 60 mg
    Then <shown> card "denosumab-start-safety" is shown
    And the findings of the "denosumab-start-safety" card are <findings>
    And the notes of the "denosumab-start-safety" card are <notes>
    And the suggestions of the "denosumab-start-safety" card are <offered>
    And the "data-needed" card <lists> "pregnan"

    Examples:
      | pregnancy                                    | shown      | findings                                                               | notes                                                                                                                                                                                  | offered                                               | lists         |
      | an active pregnancy since 2026-02-01         | a critical | "pregnancy is recorded; it is contraindicated", "First denosumab dose" | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" | "parathyroid hormone"                                 | does not list |
      | provisional pregnancy is on the problem list | an info    | "First denosumab dose"                                                 | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" | "parathyroid hormone", "Plan the next denosumab dose" | lists         |
      | refuted pregnancy is on the problem list     | an info    | "First denosumab dose"                                                 | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" | "parathyroid hormone", "Plan the next denosumab dose" | does not list |

  @denosumab-start-safety
  Scenario Outline: What is known of earlier denosumab, when calcium is low
    Given the as-of date is 2026-04-20
    And a 72-year-old woman
    And albumin-corrected calcium was 8.1 mg/dL on 2026-04-18
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    And <earlier>
    When the clinician signs an order for denosumab 60 mg
    Then a critical card "denosumab-start-safety" is shown
    And the findings of the "denosumab-start-safety" card are <findings>
    And the notes of the "denosumab-start-safety" card are <notes>
    And the suggestions of the "denosumab-start-safety" card are "parathyroid hormone"

    Examples:
      | earlier                                               | findings                                                        | notes                                                                                                                                                                                  |
      | denosumab 60 mg was given on 2025-10-22               | "calcium is low; it is contraindicated"                         | "Calcium: 8.1 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days"                                                 |
      | the patient states that denosumab was never taken     | "calcium is low; it is contraindicated", "First denosumab dose" | "Calcium: 8.1 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days"                                                 |
      | a medication record exists without osteoporosis drugs | "calcium is low; it is contraindicated", "First denosumab dose" | "Calcium: 8.1 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20" |
      | denosumab 120 mg was given on 2025-10-22              | "calcium is low; it is contraindicated"                         | "Calcium: 8.1 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days"                                                 |
      | there is no medication record                         | "calcium is low; it is contraindicated", "First denosumab dose" | "Calcium: 8.1 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days"                                                 |

  @denosumab-start-safety
  Scenario Outline: An allergy to denosumab, before a first dose of it
    Given the as-of date is 2026-04-20
    And a 72-year-old woman
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    And <allergy>
    When the clinician signs an order for denosumab 60 mg
    Then <shown> card "denosumab-start-safety" is shown
    And the findings of the "denosumab-start-safety" card are <findings>
    And the notes of the "denosumab-start-safety" card are <notes>
    And the suggestions of the "denosumab-start-safety" card are "parathyroid hormone", "Plan the next denosumab dose"

    Examples:
      | allergy                             | shown     | findings                                                      | notes                                                                                                                                                                                                                                               |
      | an active allergy to denosumab      | a warning | "allergy or intolerance to denosumab", "First denosumab dose" | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Known hypersensitivity to denosumab is a contraindication", "Denosumab: no dose recorded as of 2026-04-20" |
      | an unconfirmed allergy to denosumab | an info   | "First denosumab dose"                                        | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                                              |
      | an active allergy to alendronate    | an info   | "First denosumab dose"                                        | "Calcium: 9.4 mg/dL on 2026-04-18 (albumin-corrected calcium)", "eGFR: 62 mL/min", "25-OH vitamin D: not measured in the last 90 days", "Denosumab: no dose recorded as of 2026-04-20"                                                              |

  @denosumab-start-safety @negative
  Scenario Outline: Which orders are checked before denosumab, when calcium is low
    Given the as-of date is 2026-04-20
    And a 72-year-old woman
    And albumin-corrected calcium was 8.1 mg/dL on 2026-04-18
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    When the clinician signs an order for <order>
    Then <expected>
    And <asked>

    Examples:
      | order                         | expected                                          | asked                                               |
      | denosumab 60 mg               | a critical card "denosumab-start-safety" is shown | the "data-needed" card does not list "drug ordered" |
      | denosumab 60 mg in words only | the card "denosumab-start-safety" is not shown    | the "data-needed" card lists "drug ordered"         |
      | denosumab 120 mg              | the card "denosumab-start-safety" is not shown    | the "data-needed" card does not list "drug ordered" |
      | zoledronate                   | the card "denosumab-start-safety" is not shown    | the "data-needed" card does not list "drug ordered" |

  # R13, the label of romosozumab

  @romosozumab-order-safety
  Scenario Outline: A myocardial infarction or stroke by region, when romosozumab is ordered
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And the jurisdiction profile is <region>
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And eGFR was 62 mL/min/1.73 m² on 2026-05-02
    And <event>
    When the clinician signs an order for romosozumab
    Then <shown> card "romosozumab-order-safety" is shown
    And the findings of the "romosozumab-order-safety" card are <findings>
    And the notes of the "romosozumab-order-safety" card are <notes>
    And the suggestions of the "romosozumab-order-safety" card are <offered>
    And <asked>

    Examples:
      | region | event                                 | shown      | findings                                                                                                  | notes                                             | offered                                                                                                             | asked                                          |
      | us     | a myocardial infarction on 2025-11-10 | a critical | "MI or stroke within 12 months; the US label"                                                             | "myocardial infarction on 2025-11-10"             | "Remove the draft order for romosozumab", "Plan an antiresorptive instead", "Order calcium, albumin and creatinine" | the "data-needed" card does not list "date of" |
      | us     | a stroke on 2024-03-10                | a warning  | "past MI or stroke; contraindicated in EU and Australian labels"                                          | "stroke on 2024-03-10"                            | "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"                                           | the "data-needed" card does not list "date of" |
      | us     | a stroke with no recorded date        | a warning  | "past MI or stroke; contraindicated in EU and Australian labels"                                          | "stroke without a date that is known well enough" | "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"                                           | the "data-needed" card lists "date of stroke"  |
      | eu     | a myocardial infarction on 2025-11-10 | a critical | "past MI or stroke is a contraindication in the label of this region"                                     | "myocardial infarction on 2025-11-10"             | "Remove the draft order for romosozumab", "Plan an antiresorptive instead", "Order calcium, albumin and creatinine" | the "data-needed" card does not list "date of" |
      | eu     | a stroke on 2024-03-10                | a critical | "past MI or stroke is a contraindication in the label of this region"                                     | "stroke on 2024-03-10"                            | "Remove the draft order for romosozumab", "Plan an antiresorptive instead", "Order calcium, albumin and creatinine" | the "data-needed" card does not list "date of" |
      | eu     | a stroke with no recorded date        | a critical | "past MI or stroke is a contraindication in the label of this region"                                     | "stroke without a date that is known well enough" | "Remove the draft order for romosozumab", "Plan an antiresorptive instead", "Order calcium, albumin and creatinine" | the "data-needed" card lists "date of stroke"  |
      | jp     | a myocardial infarction on 2025-11-10 | a critical | "MI or stroke within 12 months; the US label", "ischaemic heart or cerebrovascular disease within 1 year" | "myocardial infarction on 2025-11-10"             | "Remove the draft order for romosozumab", "Plan an antiresorptive instead", "Order calcium, albumin and creatinine" | the "data-needed" card does not list "date of" |
      | jp     | a stroke on 2024-03-10                | a warning  | "past MI or stroke; contraindicated in EU and Australian labels"                                          | "stroke on 2024-03-10"                            | "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"                                           | the "data-needed" card does not list "date of" |
      | jp     | a stroke with no recorded date        | a warning  | "past MI or stroke; contraindicated in EU and Australian labels"                                          | "stroke without a date that is known well enough" | "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"                                           | the "data-needed" card lists "date of stroke"  |

  @romosozumab-order-safety @missing-data
  Scenario Outline: An infarction that is only suspected, none, or no problem list, when a 13th dose of romosozumab is ordered
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And the jurisdiction profile is <region>
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And eGFR was 62 mL/min/1.73 m² on 2026-05-02
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2026-04-20
    And <event>
    When the clinician signs an order for romosozumab
    Then a warning card "romosozumab-order-safety" is shown
    And the findings of the "romosozumab-order-safety" card are "12 doses already given"
    And the notes of the "romosozumab-order-safety" card are <notes>
    And the suggestions of the "romosozumab-order-safety" card are "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"
    And <asked>
    And the "data-needed" card does not list "within 12 months of it"

    Examples:
      | region | event                                                    | notes                                                                                                       | asked                                                         |
      | us     | active conditions: none                                  | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given" | the "data-needed" card does not list "cardiovascular history" |
      | us     | provisional myocardial infarction is on the problem list | "12 doses of romosozumab already given"                                                                     | the "data-needed" card lists "cardiovascular history"         |
      | us     | there is no problem list                                 | "12 doses of romosozumab already given"                                                                     | the "data-needed" card lists "cardiovascular history"         |
      | eu     | active conditions: none                                  | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given" | the "data-needed" card does not list "cardiovascular history" |
      | eu     | provisional myocardial infarction is on the problem list | "12 doses of romosozumab already given"                                                                     | the "data-needed" card lists "cardiovascular history"         |
      | eu     | there is no problem list                                 | "12 doses of romosozumab already given"                                                                     | the "data-needed" card lists "cardiovascular history"         |
      | jp     | active conditions: none                                  | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given" | the "data-needed" card does not list "cardiovascular history" |
      | jp     | provisional myocardial infarction is on the problem list | "12 doses of romosozumab already given"                                                                     | the "data-needed" card lists "cardiovascular history"         |
      | jp     | there is no problem list                                 | "12 doses of romosozumab already given"                                                                     | the "data-needed" card lists "cardiovascular history"         |

  @romosozumab-order-safety
  Scenario Outline: Ischaemic heart disease matters in Japan alone, when a 13th dose of romosozumab is ordered
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And the jurisdiction profile is <region>
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And eGFR was 62 mL/min/1.73 m² on 2026-05-02
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2026-04-20
    And <heart>
    When the clinician signs an order for romosozumab
    Then a warning card "romosozumab-order-safety" is shown
    And the findings of the "romosozumab-order-safety" card are <findings>
    And the notes of the "romosozumab-order-safety" card are "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"
    And the suggestions of the "romosozumab-order-safety" card are "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"
    And <asked>

    Examples:
      | region | heart                                                      | findings                                                                             | asked                                                         |
      | us     | ischaemic heart disease diagnosed on 2026-02-01            | "12 doses already given"                                                             | the "data-needed" card does not list "cardiovascular history" |
      | us     | ischaemic heart disease diagnosed on 2024-02-01            | "12 doses already given"                                                             | the "data-needed" card does not list "cardiovascular history" |
      | us     | provisional ischaemic heart disease is on the problem list | "12 doses already given"                                                             | the "data-needed" card does not list "cardiovascular history" |
      | eu     | ischaemic heart disease diagnosed on 2026-02-01            | "12 doses already given"                                                             | the "data-needed" card does not list "cardiovascular history" |
      | eu     | ischaemic heart disease diagnosed on 2024-02-01            | "12 doses already given"                                                             | the "data-needed" card does not list "cardiovascular history" |
      | eu     | provisional ischaemic heart disease is on the problem list | "12 doses already given"                                                             | the "data-needed" card does not list "cardiovascular history" |
      | jp     | ischaemic heart disease diagnosed on 2026-02-01            | "ischaemic heart or cerebrovascular disease within 1 year", "12 doses already given" | the "data-needed" card does not list "cardiovascular history" |
      | jp     | ischaemic heart disease diagnosed on 2024-02-01            | "12 doses already given"                                                             | the "data-needed" card does not list "cardiovascular history" |
      | jp     | provisional ischaemic heart disease is on the problem list | "12 doses already given"                                                             | the "data-needed" card lists "cardiovascular history"         |

  @romosozumab-order-safety
  Scenario Outline: Calcium, when a 13th dose of romosozumab is ordered
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And <calcium>
    And eGFR was 62 mL/min/1.73 m² on 2026-05-02
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2026-04-20
    When the clinician signs an order for romosozumab
    Then <shown> card "romosozumab-order-safety" is shown
    And the findings of the "romosozumab-order-safety" card are <findings>
    And the notes of the "romosozumab-order-safety" card are <notes>
    And the suggestions of the "romosozumab-order-safety" card are <offered>
    And <asked>

    Examples: a value of 2 February is 91 days old
      | calcium                                                | shown      | findings                                                    | notes                                                                                                                                                         | offered                                                                                                             | asked                                          |
      | albumin-corrected calcium was 7.9 mg/dL on 2026-05-02  | a critical | "calcium is low; contraindicated", "12 doses already given" | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "Calcium 7.9 mg/dL on 2026-05-02 (low)", "12 doses of romosozumab already given"          | "Remove the draft order for romosozumab", "Plan an antiresorptive instead", "Order calcium, albumin and creatinine" | the "data-needed" card does not list "calcium" |
      | total calcium was 7.9 mg/dL on 2026-05-02              | a warning  | "12 doses already given", "calcium may be low"              | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "Calcium 7.9 mg/dL on 2026-05-02 (possibly-low)", "12 doses of romosozumab already given" | "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"                                           | the "data-needed" card does not list "calcium" |
      | albumin-corrected calcium was 9.2 mg/dL on 2026-05-02  | a warning  | "12 doses already given"                                    | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                   | "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"                                           | the "data-needed" card does not list "calcium" |
      | albumin-corrected calcium was 11.2 mg/dL on 2026-05-02 | a warning  | "12 doses already given"                                    | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "Calcium 11.2 mg/dL on 2026-05-02 (high)", "12 doses of romosozumab already given"        | "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"                                           | the "data-needed" card does not list "calcium" |
      | albumin-corrected calcium was 7.9 mg/dL on 2026-02-02  | a warning  | "12 doses already given"                                    | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                   | "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"                                           | the "data-needed" card lists "calcium"         |

  @romosozumab-order-safety
  Scenario Outline: Kidney function, when a 13th dose of romosozumab is ordered
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And <kidney>
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2026-04-20
    When the clinician signs an order for romosozumab
    Then a warning card "romosozumab-order-safety" is shown
    And the findings of the "romosozumab-order-safety" card are <findings>
    And the notes of the "romosozumab-order-safety" card are <notes>
    And the suggestions of the "romosozumab-order-safety" card are "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"
    And <asked>

    Examples: a value of 2 February is 91 days old
      | kidney                                     | findings                                                                             | notes                                                                                                                                                 | asked                                       |
      | eGFR was 29.9 mL/min/1.73 m² on 2026-05-02 | "12 doses already given", "outside the labelled population or severe kidney disease" | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "eGFR below 30 or dialysis (29.9 mL/min", "12 doses of romosozumab already given" | the "data-needed" card does not list "eGFR" |
      | eGFR was 30.0 mL/min/1.73 m² on 2026-05-02 | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                           | the "data-needed" card does not list "eGFR" |
      | eGFR was 29.9 mL/min/1.73 m² on 2026-02-02 | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                           | the "data-needed" card lists "eGFR"         |
      | the patient is on haemodialysis            | "12 doses already given", "outside the labelled population or severe kidney disease" | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "eGFR below 30 or dialysis (dialysis", "12 doses of romosozumab already given"    | the "data-needed" card does not list "eGFR" |

  @romosozumab-order-safety @boundary
  Scenario Outline: Doses of romosozumab so far, when it is ordered two years after a stroke
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And eGFR was 62 mL/min/1.73 m² on 2026-05-02
    And a stroke on 2024-03-10
    And <doses>
    When the clinician signs an order for romosozumab
    Then a warning card "romosozumab-order-safety" is shown
    And the findings of the "romosozumab-order-safety" card are <findings>
    And the notes of the "romosozumab-order-safety" card are <notes>
    And the suggestions of the "romosozumab-order-safety" card are "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"
    And <asked>

    Examples:
      | doses                                                                     | findings                                                                                   | notes                                                           | asked                                                         |
      | a medication record exists without osteoporosis drugs                     | "past MI or stroke; contraindicated in EU and Australian labels"                           | "stroke on 2024-03-10"                                          | the "data-needed" card does not list "romosozumab dose count" |
      | romosozumab 210 mg was given monthly for 9 doses, the last on 2026-04-20  | "past MI or stroke; contraindicated in EU and Australian labels"                           | "stroke on 2024-03-10", "9 doses of romosozumab already given"  | the "data-needed" card does not list "romosozumab dose count" |
      | romosozumab 210 mg was given monthly for 10 doses, the last on 2026-04-20 | "past MI or stroke; contraindicated in EU and Australian labels"                           | "stroke on 2024-03-10", "10 doses of romosozumab already given" | the "data-needed" card does not list "romosozumab dose count" |
      | romosozumab 210 mg was given monthly for 11 doses, the last on 2026-04-20 | "past MI or stroke; contraindicated in EU and Australian labels"                           | "stroke on 2024-03-10", "11 doses of romosozumab already given" | the "data-needed" card does not list "romosozumab dose count" |
      | romosozumab 210 mg was given monthly for 12 doses, the last on 2026-04-20 | "past MI or stroke; contraindicated in EU and Australian labels", "12 doses already given" | "stroke on 2024-03-10", "12 doses of romosozumab already given" | the "data-needed" card does not list "romosozumab dose count" |
      | the patient states that romosozumab was given, but not when               | "past MI or stroke; contraindicated in EU and Australian labels"                           | "stroke on 2024-03-10"                                          | the "data-needed" card lists "romosozumab dose count"         |

  @romosozumab-order-safety
  Scenario Outline: Sex and menopause by region, when a 13th dose of romosozumab is ordered
    Given the as-of date is 2026-05-04
    And a <person>
    And the jurisdiction profile is <region>
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And eGFR was 62 mL/min/1.73 m² on 2026-05-02
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2026-04-20
    And active conditions: <recorded>
    When the clinician signs an order for romosozumab
    Then a warning card "romosozumab-order-safety" is shown
    And the findings of the "romosozumab-order-safety" card are <findings>
    And the notes of the "romosozumab-order-safety" card are <notes>
    And the suggestions of the "romosozumab-order-safety" card are "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"
    And <asked>

    Examples:
      | region | person            | recorded            | findings                                                                             | notes                                                                                                                                                           | asked                                                   |
      | us     | 71-year-old man   | none                | "12 doses already given", "outside the labelled population or severe kidney disease" | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given", "A man, or a woman recorded as not postmenopausal" | the "data-needed" card does not list "menopausal state" |
      | us     | 71-year-old woman | none                | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                     | the "data-needed" card does not list "menopausal state" |
      | us     | 50-year-old woman | none                | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                     | the "data-needed" card lists "menopausal state"         |
      | us     | 50-year-old woman | premenopausal state | "12 doses already given", "outside the labelled population or severe kidney disease" | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given", "A man, or a woman recorded as not postmenopausal" | the "data-needed" card does not list "menopausal state" |
      | eu     | 71-year-old man   | none                | "12 doses already given", "outside the labelled population or severe kidney disease" | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given", "A man, or a woman recorded as not postmenopausal" | the "data-needed" card does not list "menopausal state" |
      | eu     | 71-year-old woman | none                | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                     | the "data-needed" card does not list "menopausal state" |
      | eu     | 50-year-old woman | none                | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                     | the "data-needed" card lists "menopausal state"         |
      | eu     | 50-year-old woman | premenopausal state | "12 doses already given", "outside the labelled population or severe kidney disease" | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given", "A man, or a woman recorded as not postmenopausal" | the "data-needed" card does not list "menopausal state" |
      | jp     | 71-year-old man   | none                | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                     | the "data-needed" card does not list "menopausal state" |
      | jp     | 71-year-old woman | none                | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                     | the "data-needed" card does not list "menopausal state" |
      | jp     | 50-year-old woman | none                | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                     | the "data-needed" card does not list "menopausal state" |
      | jp     | 50-year-old woman | premenopausal state | "12 doses already given"                                                             | "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"                                                     | the "data-needed" card does not list "menopausal state" |

  @romosozumab-order-safety
  Scenario Outline: An allergy to romosozumab, when a 13th dose of it is ordered
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And eGFR was 62 mL/min/1.73 m² on 2026-05-02
    And romosozumab 210 mg was given monthly for 12 doses, the last on 2026-04-20
    And <allergy>
    When the clinician signs an order for romosozumab
    Then a warning card "romosozumab-order-safety" is shown
    And the findings of the "romosozumab-order-safety" card are <findings>
    And the notes of the "romosozumab-order-safety" card are "Myocardial infarction and stroke: none recorded as of 2026-05-04", "12 doses of romosozumab already given"
    And the suggestions of the "romosozumab-order-safety" card are "Plan an antiresorptive instead", "Order calcium, albumin and creatinine"

    Examples:
      | allergy                               | findings                                                          |
      | an active allergy to romosozumab      | "12 doses already given", "allergy or intolerance to romosozumab" |
      | an unconfirmed allergy to romosozumab | "12 doses already given"                                          |
      | an active allergy to denosumab        | "12 doses already given"                                          |

  @romosozumab-order-safety @negative
  Scenario Outline: Which orders are checked against the label of romosozumab, half a year after a myocardial infarction
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And albumin-corrected calcium was 9.2 mg/dL on 2026-05-02
    And eGFR was 62 mL/min/1.73 m² on 2026-05-02
    And a myocardial infarction on 2025-11-10
    When the clinician signs an order for <order>
    Then <expected>
    And <asked>

    Examples:
      | order                     | expected                                            | asked                                               |
      | romosozumab               | a critical card "romosozumab-order-safety" is shown | the "data-needed" card does not list "drug ordered" |
      | romosozumab in words only | the card "romosozumab-order-safety" is not shown    | the "data-needed" card lists "drug ordered"         |
      | balloon kyphoplasty of L1 | the card "romosozumab-order-safety" is not shown    | the "data-needed" card does not list "drug ordered" |
      | denosumab                 | the card "romosozumab-order-safety" is not shown    | the "data-needed" card does not list "drug ordered" |
      | zoledronate               | the card "romosozumab-order-safety" is not shown    | the "data-needed" card does not list "drug ordered" |
      | infused ibandronate       | the card "romosozumab-order-safety" is not shown    | the "data-needed" card does not list "drug ordered" |
      | infused alendronate       | the card "romosozumab-order-safety" is not shown    | the "data-needed" card does not list "drug ordered" |
      | alendronate               | the card "romosozumab-order-safety" is not shown    | the "data-needed" card does not list "drug ordered" |
      | teriparatide              | the card "romosozumab-order-safety" is not shown    | the "data-needed" card does not list "drug ordered" |
      | abaloparatide             | the card "romosozumab-order-safety" is not shown    | the "data-needed" card does not list "drug ordered" |

  # Limits, from both sides

  @post-bkp-consider-romosozumab @boundary
  Scenario Outline: Kyphoplasty within two months of the fracture, as in the study
    Given the as-of date is 2026-02-20
    And a 72-year-old woman
    And a vertebral fracture of L1 with onset 2025-12-05
    And balloon kyphoplasty of L1 was completed on <day>
    When the clinician opens the chart
    Then the "post-bkp-consider-romosozumab" card lists "kyphoplasty within 2 months of fracture: <match>"

    Examples:
      | day        | match |
      | 2026-02-05 | yes   |
      | 2026-02-06 | no    |

  @denosumab-planned-stop @boundary
  Scenario Outline: Up to four doses of denosumab before it is stopped, or more
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given every 6 months from <first> to 2025-11-10
    When the clinician stops the previous denosumab order
    Then the notes of the "denosumab-planned-stop" card are "<words>"

    Examples:
      | first      | words                                            |
      | 2024-05-10 | After up to 4 doses: a bisphosphonate for 1 year |
      | 2023-11-10 | After more than 4 doses: specialist review       |

  @denosumab-discontinued-no-followon @boundary
  Scenario Outline: More than three years of denosumab before it was stopped
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on <first>, 2022-12-10, 2023-06-10, 2023-12-10, 2024-06-10, 2024-12-10 and 2025-06-10
    When the clinician opens the chart
    Then the notes of the "denosumab-discontinued-no-followon" card are <notes>

    Examples: three years to the day are not more
      | first      | notes                                                                      |
      | 2022-06-10 | none                                                                       |
      | 2022-06-09 | "Denosumab was given for more than 3 years, from 2022-06-09 to 2025-06-10" |

  @rebound-possible-review @missing-data @boundary
  Scenario Outline: That denosumab was never taken holds for seven months
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And the patient stated on <day> that denosumab was never taken
    And a vertebral fracture of L1 with onset 2026-02-20
    When the clinician signs an order for balloon kyphoplasty of L1
    Then the "data-needed" card <lists> "denosumab history"

    Examples:
      | day        | lists         |
      | 2025-08-10 | does not list |
      | 2025-08-09 | lists         |

  @denosumab-to-bone-forming-switch @boundary
  Scenario Outline: Alendronate after denosumab, confirmed within six months
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-12-10 and 2025-06-10
    And alendronate active since 2025-08-01 was last confirmed on <day>
    When the clinician signs an order for teriparatide
    Then <expected>

    Examples:
      | day        | expected                                                                                                            |
      | 2025-09-10 | the card "denosumab-to-bone-forming-switch" is not shown                                                            |
      | 2025-09-09 | the notes of the "denosumab-to-bone-forming-switch" card are "A follow-on antiresorptive may have been taken since" |

  @rebound-possible-review @boundary
  Scenario Outline: A fracture soon after a dose of denosumab that came too late
    Given the as-of date is 2026-03-10
    And a 72-year-old woman
    And denosumab 60 mg was given on 2024-03-10 and 2025-08-15
    And a vertebral fracture of L1 with onset <onset>
    When the clinician signs an order for balloon kyphoplasty of L1
    Then <expected>

    Examples: three months after the dose
      | onset      | expected                                                                                         |
      | 2025-11-15 | the notes of the "rebound-possible-review" card are "a late re-dose shortly before the fracture" |
      | 2025-11-16 | the card "rebound-possible-review" is not shown                                                  |

  @osteoporosis-untreated @boundary
  Scenario Outline: Infused ibandronate covers for four months
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And a non-traumatic hip fracture with onset 2026-02-11
    And infused ibandronate was given on <day>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | day        | expected                                         |
      | 2026-01-04 | the card "osteoporosis-untreated" is not shown   |
      | 2026-01-03 | a warning card "osteoporosis-untreated" is shown |

  @osteoporosis-untreated @missing-data @boundary
  Scenario Outline: Alendronate that was confirmed within six months is the treatment of today
    Given the as-of date is 2026-05-04
    And a 71-year-old woman
    And a non-traumatic hip fracture with onset 2026-02-11
    And alendronate active since 2024-03-01 was last confirmed on <day>
    When the clinician opens the chart
    Then the card "osteoporosis-untreated" is not shown
    And the "data-needed" card <lists> "therapy record"

    Examples: an older entry may no longer be true
      | day        | lists         |
      | 2025-11-04 | does not list |
      | 2025-11-03 | lists         |
