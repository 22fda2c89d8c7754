@after-augmentation
Feature: Complications after vertebroplasty or kyphoplasty, limit by limit
  What began before the procedure is no complication of it. What is only possible still warns.

  Background:
    Given an 81-year-old woman
    And a vertebral fracture of L1 with onset 2025-01-02

  @cement-neuro-deficit-urgent @boundary
  Scenario Outline: A deficit counts from the day of the procedure on, for twelve months
    Given the as-of date is 2026-01-25
    And vertebroplasty of L1 was completed on 2025-01-20
    And new leg weakness with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                                |
      | 2025-01-25 | a critical card "cement-neuro-deficit-urgent" is shown  |
      | 2026-01-20 | a critical card "cement-neuro-deficit-urgent" is shown  |
      | 2026-01-21 | the card "cement-neuro-deficit-urgent" is not shown     |

  @cement-neuro-deficit-urgent @boundary
  Scenario Outline: The day of the procedure and the day before it
    Given the as-of date is 2025-01-25
    And vertebroplasty of L1 was completed on 2025-01-20
    And new leg weakness with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                                |
      | 2025-01-19 | the card "cement-neuro-deficit-urgent" is not shown     |
      | 2025-01-20 | a critical card "cement-neuro-deficit-urgent" is shown  |

  @cement-neuro-deficit-urgent @boundary
  Scenario Outline: A deficit is new for twelve months
    Given the as-of date is <asof>
    And vertebroplasty of L1 was completed on 2025-01-20
    And new leg weakness with onset 2025-02-01
    When the clinician opens the chart
    Then <expected>

    Examples:
      | asof       | expected                                                |
      | 2026-01-31 | a critical card "cement-neuro-deficit-urgent" is shown  |
      | 2026-02-01 | a critical card "cement-neuro-deficit-urgent" is shown  |
      | 2026-02-02 | the card "cement-neuro-deficit-urgent" is not shown     |

  @cement-neuro-deficit-urgent @missing-data
  Scenario: A deficit without an onset may be new
    Given the as-of date is 2025-03-01
    And vertebroplasty of L1 was completed on 2025-01-20
    And a leg weakness with no recorded date
    When the clinician opens the chart
    Then a critical card "cement-neuro-deficit-urgent" is shown
    And it is the first card
    And the card mentions "onset not recorded"
    And the "data-needed" card lists "symptom onset"

  @cement-neuro-deficit-urgent @missing-data
  Scenario: Weakness whose code does not tell the site is asked about
    Given the as-of date is 2025-01-25
    And vertebroplasty of L1 was completed on 2025-01-20
    And new muscle weakness with onset 2025-01-22
    When the clinician opens the chart
    Then the card "cement-neuro-deficit-urgent" is not shown
    And the "data-needed" card lists "neurological examination"

  @cement-neuro-deficit-urgent
  Scenario: Urinary retention counts beside another deficit
    Given the as-of date is 2025-01-25
    And vertebroplasty of L1 was completed on 2025-01-20
    And new urinary retention with onset 2025-01-22
    And new leg weakness with onset 2025-01-23
    When the clinician opens the chart
    Then a critical card "cement-neuro-deficit-urgent" is shown
    And the card mentions "bladder or bowel dysfunction"

  @cement-neuro-deficit-urgent @negative
  Scenario: A deficit without any cement
    Given the as-of date is 2025-01-25
    And new leg weakness with onset 2025-01-22
    When the clinician opens the chart
    Then the card "cement-neuro-deficit-urgent" is not shown

  @cement-neuro-deficit-urgent
  Scenario Outline: The deficit is said at every moment
    Given the as-of date is 2025-01-25
    And vertebroplasty of L1 was completed on 2025-01-20
    And new leg weakness with onset 2025-01-22
    When <moment>
    Then a critical card "cement-neuro-deficit-urgent" is shown
    And it is the first card

    Examples:
      | moment                                                |
      | the clinician discharges the patient                  |
      | the clinician selects an order for alendronate        |
      | the clinician signs an order for vertebroplasty of T8 |

  @cement-neuro-deficit-urgent @pulmonary-cement-embolism @suppression
  Scenario: Emergencies stay in palliative care
    Given the as-of date is 2025-01-25
    And vertebroplasty of L1 was completed on 2025-01-20
    And hospice care has been active since 2025-01-01
    And new leg weakness with onset 2025-01-22
    And dyspnoea with onset 2025-01-22
    When the clinician opens the chart
    Then a critical card "cement-neuro-deficit-urgent" is shown
    And a critical card "pulmonary-cement-embolism" is shown

  @pulmonary-cement-embolism @boundary
  Scenario Outline: Chest pain from the day of the procedure on, for twelve months
    Given the as-of date is 2026-01-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And chest pain with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                              |
      | 2025-12-24 | a warning card "pulmonary-cement-embolism" is shown   |
      | 2026-01-20 | a warning card "pulmonary-cement-embolism" is shown   |
      | 2026-01-21 | the card "pulmonary-cement-embolism" is not shown     |

  @pulmonary-cement-embolism @boundary
  Scenario Outline: The day of the procedure, the day before it, and the thirtieth day
    Given the as-of date is 2025-02-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And chest pain with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | onset      | expected                                              |
      | 2025-01-19 | the card "pulmonary-cement-embolism" is not shown     |
      | 2025-01-20 | a critical card "pulmonary-cement-embolism" is shown  |
      | 2025-02-18 | a critical card "pulmonary-cement-embolism" is shown  |
      | 2025-02-19 | a critical card "pulmonary-cement-embolism" is shown  |
      | 2025-02-20 | a warning card "pulmonary-cement-embolism" is shown   |

  @pulmonary-cement-embolism @boundary
  Scenario Outline: Oxygen saturation below 92 percent
    Given the as-of date is 2025-01-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And oxygen saturation was <saturation> % on 2025-01-23
    When the clinician opens the chart
    Then <expected>

    Examples:
      | saturation | expected                                              |
      | 91.9       | a critical card "pulmonary-cement-embolism" is shown  |
      | 92         | the card "pulmonary-cement-embolism" is not shown     |
      | 92.1       | the card "pulmonary-cement-embolism" is not shown     |

  @pulmonary-cement-embolism @negative
  Scenario: Low oxygen that is normal again, or was low before
    Given the as-of date is 2025-02-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And oxygen saturation was 89 % on 2025-01-21 and 96 % on 2025-01-22
    When the clinician opens the chart
    Then the card "pulmonary-cement-embolism" is not shown

  @pulmonary-cement-embolism @negative
  Scenario: Low oxygen as before the procedure
    Given the as-of date is 2025-02-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And oxygen saturation was 89 % on 2024-11-21 and 90 % on 2025-01-22
    When the clinician opens the chart
    Then the card "pulmonary-cement-embolism" is not shown

  @pulmonary-cement-embolism @boundary
  Scenario Outline: More oxygen than air holds, for the first time in twelve months
    Given the as-of date is 2025-01-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And inhaled oxygen was <before> % on <day> and <after> % on 2025-01-23
    When the clinician opens the chart
    Then <expected>

    Examples:
      | before | day        | after | expected                                              |
      | 21     | 2025-01-10 | 21    | the card "pulmonary-cement-embolism" is not shown     |
      | 21     | 2025-01-10 | 21.1  | a critical card "pulmonary-cement-embolism" is shown  |
      | 28     | 2024-01-19 | 28    | a critical card "pulmonary-cement-embolism" is shown  |
      | 28     | 2024-01-20 | 28    | the card "pulmonary-cement-embolism" is not shown     |
      | 28     | 2025-01-20 | 21    | the card "pulmonary-cement-embolism" is not shown     |

  @pulmonary-cement-embolism @missing-data
  Scenario: Breathlessness without an onset
    Given the as-of date is 2025-02-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And a dyspnoea with no recorded date
    When the clinician opens the chart
    Then a warning card "pulmonary-cement-embolism" is shown
    And the card mentions "onset not recorded"
    And the "data-needed" card lists "symptom onset"

  @pulmonary-cement-embolism
  Scenario Outline: Chest symptoms while other things are ordered
    Given the as-of date is 2025-01-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And chest pain with onset 2025-01-22
    When <moment>
    Then a critical card "pulmonary-cement-embolism" is shown

    Examples:
      | moment                                                      |
      | the clinician discharges the patient                        |
      | the clinician selects an order for alendronate              |

  @post-augmentation-infection @boundary
  Scenario Outline: Fever at its limit
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And temperature was <temperature> °C on 2025-02-09
    And new wound discharge with onset 2025-02-08
    And C-reactive protein was 3 mg/L on 2025-02-07 and 4 mg/L on 2025-02-09
    When the clinician opens the chart
    Then <expected>

    Examples:
      | temperature | expected                                                |
      | 37.9        | the card "post-augmentation-infection" is not shown     |
      | 38.0        | a warning card "post-augmentation-infection" is shown   |
      | 38.1        | a warning card "post-augmentation-infection" is shown   |

  @post-augmentation-infection @boundary
  Scenario Outline: C-reactive protein above its range and rising
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And new wound discharge with onset 2025-02-08
    And C-reactive protein was <before> mg/L on 2025-02-07 and <after> mg/L on 2025-02-09
    When the clinician opens the chart
    Then <expected>

    Examples:
      | before | after | expected                                                |
      | 4      | 10    | the card "post-augmentation-infection" is not shown     |
      | 4      | 10.1  | a warning card "post-augmentation-infection" is shown   |
      | 95     | 40    | the card "post-augmentation-infection" is not shown     |
      | 40     | 40    | the card "post-augmentation-infection" is not shown     |

  @post-augmentation-infection @boundary
  Scenario Outline: Findings count for thirty days
    Given the as-of date is 2025-03-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And temperature was 38.6 °C on <day>
    And new wound discharge with onset 2025-03-08
    And C-reactive protein was 3 mg/L on 2025-03-07 and 4 mg/L on 2025-03-09
    When the clinician opens the chart
    Then <expected>

    Examples:
      | day        | expected                                                |
      | 2025-02-07 | the card "post-augmentation-infection" is not shown     |
      | 2025-02-08 | a warning card "post-augmentation-infection" is shown   |
      | 2025-02-09 | a warning card "post-augmentation-infection" is shown   |

  @post-augmentation-infection @boundary
  Scenario Outline: A positive culture counts alone, for twelve months after the procedure
    Given the as-of date is <asof>
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And a positive blood culture on <day>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | asof       | day        | expected                                                |
      | 2025-01-25 | 2025-01-19 | the card "post-augmentation-infection" is not shown     |
      | 2025-01-25 | 2025-01-20 | a warning card "post-augmentation-infection" is shown   |
      | 2026-01-20 | 2026-01-18 | a warning card "post-augmentation-infection" is shown   |
      | 2026-01-21 | 2026-01-18 | the card "post-augmentation-infection" is not shown     |

  @post-augmentation-infection
  Scenario: Spondylodiscitis counts alone
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And spondylodiscitis diagnosed on 2025-02-09
    When the clinician discharges the patient
    Then a warning card "post-augmentation-infection" is shown
    And the card mentions "(spondylodiscitis)"

  @post-augmentation-infection
  Scenario: More findings than the summary holds are counted
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And a positive blood culture on 2025-02-09
    And temperature was 38.6 °C on 2025-02-09
    And new wound discharge with onset 2025-02-08
    When the clinician opens the chart
    Then a warning card "post-augmentation-infection" is shown
    And the card mentions "(3 findings)"
    And the card mentions "wound discharge"

  @post-augmentation-infection @missing-data
  Scenario: One finding and no C-reactive protein
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And temperature was 38.6 °C on 2025-02-09
    When the clinician opens the chart
    Then the card "post-augmentation-infection" is not shown
    And the "data-needed" card lists "CRP"

  @post-augmentation-infection @negative
  Scenario: No finding and no C-reactive protein
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    When the clinician opens the chart
    Then the card "post-augmentation-infection" is not shown
    And the "data-needed" card does not list "CRP"

  @post-augmentation-infection @suppression
  Scenario: A possible infection is said in palliative care too
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And hospice care has been active since 2025-01-01
    And a positive blood culture on 2025-02-09
    When the clinician opens the chart
    Then a warning card "post-augmentation-infection" is shown

  @post-augmentation-new-pain @boundary
  Scenario Outline: New pain from the first day after the procedure on, for twelve months
    Given the as-of date is <asof>
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And new back pain with onset <onset>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | asof       | onset      | expected                                              |
      | 2025-01-25 | 2025-01-20 | the card "post-augmentation-new-pain" is not shown    |
      | 2025-01-25 | 2025-01-21 | an info card "post-augmentation-new-pain" is shown    |
      | 2025-01-25 | 2025-01-22 | an info card "post-augmentation-new-pain" is shown    |
      | 2026-01-25 | 2026-01-20 | an info card "post-augmentation-new-pain" is shown    |
      | 2026-01-25 | 2026-01-21 | the card "post-augmentation-new-pain" is not shown    |

  @post-augmentation-new-pain @missing-data
  Scenario: Pain without an onset is asked about
    Given the as-of date is 2025-01-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And active conditions: back pain
    When the clinician opens the chart
    Then the card "post-augmentation-new-pain" is not shown
    And the "data-needed" card lists "symptom onset"

  @post-augmentation-new-pain @negative
  Scenario: Pain that is older than the procedure
    Given the as-of date is 2025-01-25
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And back pain with onset 2024-12
    When the clinician opens the chart
    Then the card "post-augmentation-new-pain" is not shown
    And the "data-needed" card does not list "symptom onset"

  @post-augmentation-new-pain @suppression
  Scenario Outline: New pain gives way to an emergency
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And new back pain with onset 2025-02-01
    And <finding>
    When the clinician opens the chart
    Then the card "post-augmentation-new-pain" is not shown
    And a <indicator> card "<emergency>" is shown

    Examples:
      | finding                                  | indicator | emergency                   |
      | new leg weakness with onset 2025-02-08   | critical  | cement-neuro-deficit-urgent |
      | dyspnoea with onset 2025-02-08           | critical  | pulmonary-cement-embolism   |
      | temperature was 38.4 °C on 2025-02-09    | warning   | post-augmentation-infection |

  @post-augmentation-new-pain @suppression
  Scenario: New pain beside a finding that is no infection yet
    Given the as-of date is 2025-02-10
    And balloon kyphoplasty of L1 was completed on 2025-01-20
    And new back pain with onset 2025-02-01
    When the clinician opens the chart
    Then an info card "post-augmentation-new-pain" is shown
    And the "data-needed" card lists "CRP"
