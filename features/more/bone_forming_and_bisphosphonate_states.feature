Feature: Label checks of teriparatide, abaloparatide and bisphosphonates, every state of what they look at
  Which orders are checked, what each finding adds to the card, and what only may be there.

  # R18

  @teriparatide-order-safety @negative
  Scenario Outline: The label check of teriparatide looks at no other order
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And active conditions: Paget disease of bone
    When the clinician <order>
    Then <expected>

    Examples:
      | order                                   | expected                                            |
      | signs an order for teriparatide         | a warning card "teriparatide-order-safety" is shown |
      | signs an order for abaloparatide        | a warning card "teriparatide-order-safety" is shown |
      | signs an order for denosumab            | the card "teriparatide-order-safety" is not shown   |
      | signs an order for zoledronate          | the card "teriparatide-order-safety" is not shown   |
      | signs an order for infused ibandronate  | the card "teriparatide-order-safety" is not shown   |
      | signs an order for infused alendronate  | the card "teriparatide-order-safety" is not shown   |
      | signs an order for alendronate          | the card "teriparatide-order-safety" is not shown   |
      | signs an order for romosozumab          | the card "teriparatide-order-safety" is not shown   |
      | signs an order for raloxifene           | the card "teriparatide-order-safety" is not shown   |
      | signs an order for vertebroplasty of L1 | the card "teriparatide-order-safety" is not shown   |

  @teriparatide-order-safety @missing-data
  Scenario: An order that names teriparatide in words only is not checked until it has a code
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And active conditions: Paget disease of bone
    When the clinician signs an order for teriparatide in words only
    Then the card "teriparatide-order-safety" is not shown
    And the "data-needed" card lists "drug ordered"

  @teriparatide-order-safety
  Scenario Outline: What the card about teriparatide says of each finding
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And the jurisdiction profile is <profile>
    And active conditions: <conditions>
    And <finding>
    When the clinician signs an order for teriparatide
    Then a warning card "teriparatide-order-safety" is shown
    And the notes of the "teriparatide-order-safety" card are <notes>
    And the suggestions of the "teriparatide-order-safety" card are "Remove the draft order for teriparatide", "calcium, albumin and alkaline phosphatase"

    Examples:
      | profile | conditions            | finding                                                  | notes                                                                                            |
      | us      | Paget disease of bone | active conditions: none                                  | "Recorded: Paget disease of bone"                                                                |
      | eu      | Paget disease of bone | active conditions: none                                  | "Recorded: Paget disease of bone"                                                                |
      | jp      | Paget disease of bone | active conditions: none                                  | "Recorded: Paget disease of bone", "Japan: 24 months (104 weeks) in all, not repeated"           |
      | us      | hyperparathyroidism   | active conditions: none                                  | "Recorded: hyperparathyroidism"                                                                  |
      | us      | none                  | teriparatide was active from 2023-01-01 to 2025-06-01    | "since 2023-01-01; the periods add up to 24 months or more"                                      |
      | us      | Paget disease of bone | teriparatide was active from 2023-01-01 to 2023-12-01    | "since 2023-01-01; the periods add up to less than 24 months", "Recorded: Paget disease of bone" |
      | us      | Paget disease of bone | teriparatide was active from 2022 to 2024                | "Recorded: Paget disease of bone"                                                                |
      | us      | none                  | albumin-corrected calcium was 10.8 mg/dL on 2026-02-01   | "Calcium 10.8 mg/dL on 2026-02-01 (high)"                                                        |
      | us      | Paget disease of bone | albumin-corrected calcium was 8.2 mg/dL on 2026-02-01    | "Recorded: Paget disease of bone" and "Calcium 8.2 mg/dL on 2026-02-01 (low)"                    |
      | us      | Paget disease of bone | total calcium was 8.2 mg/dL on 2026-02-01                | "Recorded: Paget disease of bone" and "Calcium 8.2 mg/dL on 2026-02-01 (possibly-low)"           |
      | us      | Paget disease of bone | albumin-corrected calcium was 9.2 mg/dL on 2026-02-01    | "Recorded: Paget disease of bone"                                                                |
      | us      | none                  | an active pregnancy since 2026-01-05                     | none                                                                                             |
      | us      | none                  | an active allergy to teriparatide                        | none                                                                                             |
      | us      | hyperparathyroidism   | provisional Paget disease of bone is on the problem list | "Recorded: hyperparathyroidism"                                                                  |
      | us      | Paget disease of bone | provisional hyperparathyroidism is on the problem list   | "Recorded: Paget disease of bone"                                                                |

  @teriparatide-order-safety @boundary
  Scenario Outline: What is only suspected, or speaks of low calcium, is no reason to review teriparatide
    Given the as-of date is 2026-02-16
    And a 76-year-old woman
    And <finding>
    When the clinician signs an order for teriparatide
    Then the card "teriparatide-order-safety" is not shown

    Examples:
      | finding                                                  |
      | active conditions: none                                  |
      | provisional Paget disease of bone is on the problem list |
      | provisional hyperparathyroidism is on the problem list   |
      | provisional pregnancy is on the problem list             |
      | an unconfirmed allergy to teriparatide                   |
      | albumin-corrected calcium was 8.2 mg/dL on 2026-02-01    |
      | albumin-corrected calcium was 9.2 mg/dL on 2026-02-01    |
      | total calcium was 8.2 mg/dL on 2026-02-01                |
      | teriparatide was active from 2023-01-01 to 2023-12-01    |

  # R19

  @bisphosphonate-order-safety
  Scenario Outline: The findings before each bisphosphonate, what the card says of them and whether the draft goes
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And active conditions: <conditions>
    And <first>
    And <second>
    When the clinician signs an order for <drug>
    Then <expected>
    And the notes of the "bisphosphonate-order-safety" card are <notes>
    And the suggestions of the "bisphosphonate-order-safety" card are <offered>

    Examples: by mouth, the oesophagus empties late
      | drug        | conditions                        | first                                                         | second                                           | expected                                               | notes                                                                                 | offered                                                                          |
      | alendronate | achalasia                         | active conditions: none                                       | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | none                                                                                  | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | creatinine clearance was 62 mL/min on 2026-05-02              | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 62 mL/min on 2026-05-02"                                        | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | creatinine clearance was 32 mL/min on 2026-05-02              | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 32 mL/min on 2026-05-02"                                        | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | creatinine clearance was 25 mL/min on 2026-05-02              | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 25 mL/min on 2026-05-02"                                        | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | eGFR was 55 mL/min/1.73 m² on 2026-05-02                      | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "eGFR 55 mL/min/1.73 m² is recorded; it is not used instead of creatinine clearance"  | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | eGFR was 25 mL/min/1.73 m² on 2026-05-02                      | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "eGFR 25 mL/min/1.73 m² is recorded; it is not used instead of creatinine clearance"  | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | creatinine clearance was 62 mL/min on 2026-05-02              | eGFR was 55 mL/min/1.73 m² on 2026-05-02         | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 62 mL/min on 2026-05-02"                                        | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | creatinine clearance was 32 mL/min on 2026-05-02              | eGFR was 55 mL/min/1.73 m² on 2026-05-02         | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 32 mL/min on 2026-05-02"                                        | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | creatinine clearance was 25 mL/min on 2026-05-02              | eGFR was 25 mL/min/1.73 m² on 2026-05-02         | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 25 mL/min on 2026-05-02"                                        | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | the patient is on haemodialysis                               | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | none                                                                                  | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | provisional kidney failure on dialysis is on the problem list | creatinine clearance was 25 mL/min on 2026-05-02 | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 25 mL/min on 2026-05-02"                                        | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | albumin-corrected calcium was 8.2 mg/dL on 2026-05-02         | active conditions: none                          | a critical card "bisphosphonate-order-safety" is shown | "Calcium 8.2 mg/dL on 2026-05-02 (low)"                                               | "Remove the draft order for alendronate", "another osteoporosis drug", "calcium" |
      | alendronate | achalasia                         | total calcium was 8.2 mg/dL on 2026-05-02                     | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "Calcium 8.2 mg/dL on 2026-05-02 (possibly-low)"                                      | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | albumin-corrected calcium was 9.2 mg/dL on 2026-05-02         | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "Calcium 9.2 mg/dL on 2026-05-02 (normal)"                                            | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | albumin-corrected calcium was 10.8 mg/dL on 2026-05-02        | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "Calcium 10.8 mg/dL on 2026-05-02 (high)", "Calcium is high: it needs an explanation" | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia and acute kidney injury | active conditions: none                                       | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | "Acute kidney injury is recorded"                                                     | "another osteoporosis drug", "calcium"                                           |
      | alendronate | achalasia                         | provisional acute kidney injury is on the problem list        | active conditions: none                          | a warning card "bisphosphonate-order-safety" is shown  | none                                                                                  | "another osteoporosis drug", "calcium"                                           |

    Examples: into a vein
      | drug                | conditions          | first                                                 | second                                                 | expected                                               | notes                                                                                            | offered                                                                          |
      | zoledronate         | acute kidney injury | active conditions: none                               | active conditions: none                                | a critical card "bisphosphonate-order-safety" is shown | "Acute kidney injury is recorded"                                                                | "Remove the draft order for zoledronate", "another osteoporosis drug", "calcium" |
      | zoledronate         | none                | creatinine clearance was 34 mL/min on 2026-05-02      | active conditions: none                                | a critical card "bisphosphonate-order-safety" is shown | "Creatinine clearance 34 mL/min on 2026-05-02"                                                   | "Remove the draft order for zoledronate", "another osteoporosis drug", "calcium" |
      | zoledronate         | none                | the patient is on haemodialysis                       | active conditions: none                                | a critical card "bisphosphonate-order-safety" is shown | none                                                                                             | "Remove the draft order for zoledronate", "another osteoporosis drug", "calcium" |
      | zoledronate         | none                | total calcium was 8.2 mg/dL on 2026-05-02             | provisional acute kidney injury is on the problem list | a warning card "bisphosphonate-order-safety" is shown  | "Calcium 8.2 mg/dL on 2026-05-02 (possibly-low)"                                                 | "another osteoporosis drug", "calcium"                                           |
      | zoledronate         | none                | total calcium was 8.2 mg/dL on 2026-05-02             | creatinine clearance was 62 mL/min on 2026-05-02       | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 62 mL/min on 2026-05-02", "Calcium 8.2 mg/dL on 2026-05-02 (possibly-low)" | "another osteoporosis drug", "calcium"                                           |
      | infused ibandronate | none                | creatinine clearance was 29 mL/min on 2026-05-02      | active conditions: none                                | a warning card "bisphosphonate-order-safety" is shown  | "Creatinine clearance 29 mL/min on 2026-05-02"                                                   | "another osteoporosis drug", "calcium"                                           |
      | infused ibandronate | acute kidney injury | total calcium was 8.2 mg/dL on 2026-05-02             | active conditions: none                                | a warning card "bisphosphonate-order-safety" is shown  | "Calcium 8.2 mg/dL on 2026-05-02 (possibly-low)", "Acute kidney injury is recorded"              | "another osteoporosis drug", "calcium"                                           |
      | infused ibandronate | none                | albumin-corrected calcium was 8.2 mg/dL on 2026-05-02 | active conditions: none                                | a critical card "bisphosphonate-order-safety" is shown | "Calcium 8.2 mg/dL on 2026-05-02 (low)"                                                          | "Remove the draft order for ibandronate", "another osteoporosis drug", "calcium" |
      | zoledronate 4 mg    | none                | albumin-corrected calcium was 8.2 mg/dL on 2026-05-02 | active conditions: none                                | a critical card "bisphosphonate-order-safety" is shown | "Calcium 8.2 mg/dL on 2026-05-02 (low)"                                                          | "Remove the draft order for zoledronate", "another osteoporosis drug", "calcium" |
      | zoledronate 4 mg    | acute kidney injury | total calcium was 8.2 mg/dL on 2026-05-02             | active conditions: none                                | a warning card "bisphosphonate-order-safety" is shown  | "Calcium 8.2 mg/dL on 2026-05-02 (possibly-low)", "Acute kidney injury is recorded"              | "another osteoporosis drug", "calcium"                                           |

  @bisphosphonate-order-safety @boundary
  Scenario Outline: A finding that is no limit of the bisphosphonate ordered, or is only suspected
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And <finding>
    When the clinician signs an order for <drug>
    Then the card "bisphosphonate-order-safety" is not shown

    Examples:
      | drug                | finding                                                |
      | zoledronate         | provisional acute kidney injury is on the problem list |
      | infused ibandronate | active conditions: acute kidney injury                 |
      | zoledronate 4 mg    | active conditions: acute kidney injury                 |
      | infused ibandronate | active conditions: achalasia                           |
      | zoledronate 4 mg    | active conditions: achalasia                           |
      | risedronate         | provisional achalasia is on the problem list           |
      | alendronate         | an unconfirmed allergy to alendronate                  |
      | alendronate         | albumin-corrected calcium was 10.8 mg/dL on 2026-05-02 |
      | zoledronate         | albumin-corrected calcium was 10.8 mg/dL on 2026-05-02 |

  @bisphosphonate-order-safety @negative
  Scenario Outline: The label check of bisphosphonates looks at no other order
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And albumin-corrected calcium was 8.2 mg/dL on 2026-05-02
    When the clinician signs an order for <order>
    Then the card "bisphosphonate-order-safety" is not shown

    Examples:
      | order                |
      | denosumab            |
      | teriparatide         |
      | raloxifene           |
      | vertebroplasty of L1 |

  @bisphosphonate-order-safety @boundary
  Scenario Outline: A contraindication is not said again in weaker words
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And <finding>
    When the clinician signs an order for zoledronate
    Then a critical card "bisphosphonate-order-safety" is shown
    And the "bisphosphonate-order-safety" card does not list "<weaker>"

    Examples:
      | finding                                               | weaker                   |
      | creatinine clearance was 34 mL/min on 2026-05-02      | below its labelled limit |
      | albumin-corrected calcium was 8.2 mg/dL on 2026-05-02 | calcium may be low       |

  @bisphosphonate-order-safety @missing-data
  Scenario: An order that names zoledronate in words only is not checked until it has a code
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And albumin-corrected calcium was 8.2 mg/dL on 2026-05-02
    When the clinician signs an order for zoledronate in words only
    Then the card "bisphosphonate-order-safety" is not shown
    And the "data-needed" card lists "drug ordered"

  @bisphosphonate-order-safety @missing-data
  Scenario Outline: Creatinine clearance is asked for, and eGFR does not stand in for it
    Given the as-of date is 2026-05-04
    And an 80-year-old woman
    And <first>
    And <second>
    When the clinician signs an order for alendronate
    Then the "data-needed" card <asks> "creatinine and weight"
    And the "data-needed" card <names> "is recorded and is not used instead of creatinine clearance"

    Examples:
      | first                                            | second                                   | asks          | names         |
      | active conditions: none                          | active conditions: none                  | lists         | does not list |
      | eGFR was 55 mL/min/1.73 m² on 2026-05-02         | active conditions: none                  | lists         | lists         |
      | eGFR was 25 mL/min/1.73 m² on 2026-05-02         | active conditions: none                  | lists         | lists         |
      | creatinine clearance was 62 mL/min on 2026-05-02 | active conditions: none                  | does not list | does not list |
      | creatinine clearance was 62 mL/min on 2026-05-02 | eGFR was 55 mL/min/1.73 m² on 2026-05-02 | does not list | does not list |
      | creatinine clearance was 32 mL/min on 2026-05-02 | eGFR was 55 mL/min/1.73 m² on 2026-05-02 | does not list | does not list |
      | creatinine clearance was 25 mL/min on 2026-05-02 | eGFR was 25 mL/min/1.73 m² on 2026-05-02 | does not list | does not list |
