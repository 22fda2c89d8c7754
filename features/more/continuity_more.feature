@denosumab
Feature: Denosumab continuity, the further limits
  Each limit from both sides, what is asked for, and who falls silent.

  Background:
    Given a 70-year-old woman

  # The next dose

  @denosumab-due-or-overdue @boundary
  Scenario Outline: Months are added to the last dose in one step
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2025-08-31
    When the clinician opens the chart
    Then <expected>

    Examples:
      | asof       | expected                                                     |
      | 2026-01-31 | the card "denosumab-due-or-overdue" is not shown             |
      | 2026-02-01 | an info card "denosumab-due-or-overdue" is shown             |
      | 2026-02-28 | an info card "denosumab-due-or-overdue" is shown             |
      | 2026-03-01 | a warning card "denosumab-due-or-overdue" is shown           |
      | 2026-03-31 | a warning card "denosumab-due-or-overdue" is shown           |
      | 2026-04-01 | a warning card "denosumab-discontinued-no-followon" is shown |

  @denosumab-due-or-overdue
  Scenario: The card names the day the dose is due and the last day it may be late
    Given the as-of date is 2026-03-10
    And denosumab 60 mg was given on 2025-08-31
    When the clinician discharges the patient
    Then a warning card "denosumab-due-or-overdue" is shown
    And the card mentions "2026-02-28"
    And the card mentions "2026-03-31"
    And the card mentions "191 days ago"

  @denosumab-due-or-overdue @boundary
  Scenario Outline: A late dose that is scheduled within seven months is only information
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And a denosumab 60 mg dose is scheduled for <day>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | day        | expected                                           |
      | 2025-12-19 | a warning card "denosumab-due-or-overdue" is shown |
      | 2025-12-20 | an info card "denosumab-due-or-overdue" is shown   |
      | 2026-01-10 | an info card "denosumab-due-or-overdue" is shown   |
      | 2026-01-11 | a warning card "denosumab-due-or-overdue" is shown |

  @denosumab-due-or-overdue @negative
  Scenario: An order without a day is no appointment
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And an active denosumab 60 mg order dated 2025-12-01 exists
    When the clinician opens the chart
    Then a warning card "denosumab-due-or-overdue" is shown
    And the card mentions "ordered since the last dose"
    And no drug draft is offered

  @denosumab-due-or-overdue @negative
  Scenario: Zoledronate has been given before the next dose was due
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And zoledronate 5 mg was given on 2025-12-15
    When the clinician opens the chart
    Then the card "denosumab-due-or-overdue" is not shown
    And the card "denosumab-discontinued-no-followon" is not shown

  @denosumab-due-or-overdue @missing-data
  Scenario: An old prescription may or may not be a follow-on
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And an active alendronate order dated 2023-02-01 exists
    And albumin-corrected calcium was 9.4 mg/dL on 2025-12-18
    And eGFR was 62 mL/min/1.73 m² on 2025-12-18
    When the clinician opens the chart
    Then a warning card "denosumab-due-or-overdue" is shown
    And the card mentions "may have been started"
    And no drug draft is offered
    And the "data-needed" card lists "therapy record"

  @denosumab-due-or-overdue @boundary
  Scenario Outline: Denosumab is drafted when calcium and kidney function are known and allow it
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And albumin-corrected calcium was <calcium> mg/dL on <day>
    And eGFR was <egfr> mL/min/1.73 m² on 2025-12-18
    When the clinician opens the chart
    Then a warning card "denosumab-due-or-overdue" is shown
    And a denosumab 60 mg draft is <draft>

    Examples:
      | calcium | egfr | day        | draft       |
      | 9.4     | 30   | 2025-12-18 | offered     |
      | 9.4     | 29   | 2025-12-18 | not offered |
      | 8.5     | 62   | 2025-12-18 | offered     |
      | 8.4     | 62   | 2025-12-18 | not offered |
      | 10.6    | 62   | 2025-12-18 | not offered |
      | 9.4     | 62   | 2025-09-21 | offered     |
      | 9.4     | 62   | 2025-09-20 | not offered |

  @denosumab-due-or-overdue @missing-data
  Scenario: Without a calcium nothing is drafted and it is asked for
    Given the as-of date is 2025-12-01
    And denosumab 60 mg was given on 2025-06-10
    When the clinician opens the chart
    Then an info card "denosumab-due-or-overdue" is shown
    And no drug draft is offered
    And the "data-needed" card lists "calcium"

  @denosumab-due-or-overdue @missing-data
  Scenario: The last dose is dated to the month only
    Given the as-of date is 2025-12-15
    And denosumab 60 mg was given on 2025-06
    When the clinician opens the chart
    Then the card "denosumab-due-or-overdue" is not shown
    And the "data-needed" card lists "date of last denosumab dose"

  @denosumab-due-or-overdue @missing-data
  Scenario: Two sources give two dates
    Given the as-of date is 2026-01-05
    And denosumab 60 mg was given on 2025-06-10
    And the patient states that denosumab 60 mg was given on 2025-09-10
    When the clinician opens the chart
    Then the card "denosumab-due-or-overdue" is not shown
    And the "data-needed" card lists "2025-06-10"
    And the "data-needed" card lists "2025-09-10"

  @denosumab-due-or-overdue @denosumab-discontinued-no-followon @negative
  Scenario Outline: The oncology product has a rhythm of its own
    Given the as-of date is <asof>
    And denosumab 120 mg was given on 2025-06-10
    When the clinician opens the chart
    Then no card is shown

    Examples:
      | asof       |
      | 2025-12-20 |
      | 2026-04-01 |

  @denosumab-due-or-overdue @rebound-antiresorptive-first @suppression
  Scenario: A fracture on the last day of the seventh month
    Given the as-of date is 2026-01-10
    And denosumab 60 mg was given on 2025-06-10
    And a vertebral fracture of L1 with onset 2026-01-10
    When the clinician opens the chart
    Then a warning card "rebound-antiresorptive-first" is shown
    And the card "denosumab-due-or-overdue" is not shown

  @denosumab-due-or-overdue @negative
  Scenario: A dose planned for too late a day is named
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And a denosumab 60 mg dose is scheduled for 2026-03-20
    When the clinician opens the chart
    Then a warning card "denosumab-due-or-overdue" is shown
    And the card mentions "2026-03-20"

  @denosumab-due-or-overdue @denosumab-planned-stop @suppression
  Scenario Outline: The order was stopped and the dose is late
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And a <status> denosumab 60 mg order dated 2025-06-01 exists
    When the clinician opens the chart
    Then a warning card "<shown>" is shown
    And the card "<silent>" is not shown

    Examples:
      | status    | shown                    | silent                   |
      | stopped   | denosumab-planned-stop   | denosumab-due-or-overdue |
      | cancelled | denosumab-planned-stop   | denosumab-due-or-overdue |
      | on-hold   | denosumab-planned-stop   | denosumab-due-or-overdue |
      | completed | denosumab-due-or-overdue | denosumab-planned-stop   |

  @denosumab-due-or-overdue @suppression
  Scenario: Comfort care, the late dose is information and no test is asked for
    Given the as-of date is 2025-12-20
    And denosumab 60 mg was given on 2025-06-10
    And hospice care has been active since 2025-10-01
    When the clinician opens the chart
    Then an info card "denosumab-due-or-overdue" is shown
    And the "data-needed" card does not list "calcium"

  @denosumab-due-or-overdue @suppression
  Scenario: No drug is drafted in pregnancy
    Given the as-of date is 2025-12-20
    And a 36-year-old woman
    And an active pregnancy since 2025-10-01
    And denosumab 60 mg was given on 2025-06-10
    And albumin-corrected calcium was 9.4 mg/dL on 2025-12-18
    And eGFR was 62 mL/min/1.73 m² on 2025-12-18
    When the clinician opens the chart
    Then a warning card "denosumab-due-or-overdue" is shown
    And no drug draft is offered

  # Stopped, and nothing has taken over

  @denosumab-discontinued-no-followon
  Scenario Outline: Whatever is ordered, unless it is the answer
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    When the clinician selects an order for <drug>
    Then <expected>

    Examples:
      | drug            | expected                                                     |
      | denosumab 60 mg | the card "denosumab-discontinued-no-followon" is not shown   |
      | zoledronate     | the card "denosumab-discontinued-no-followon" is not shown   |
      | alendronate     | the card "denosumab-discontinued-no-followon" is not shown   |
      | raloxifene      | a warning card "denosumab-discontinued-no-followon" is shown |
      | warfarin        | a warning card "denosumab-discontinued-no-followon" is shown |

  @denosumab-discontinued-no-followon
  Scenario: At discharge, with the months since the last dose
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    And raloxifene has been active since 2025-12-20
    When the clinician discharges the patient
    Then a warning card "denosumab-discontinued-no-followon" is shown
    And the card mentions "stopped 9 months ago"

  @denosumab-discontinued-no-followon @boundary
  Scenario Outline: The drafts have the gates of the rebound card
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    And albumin-corrected calcium was 9.4 mg/dL on 2026-03-20
    And eGFR was <egfr> mL/min/1.73 m² on 2026-03-20
    And creatinine clearance was <crcl> mL/min on 2026-03-20
    When the clinician opens the chart
    Then a warning card "denosumab-discontinued-no-followon" is shown
    And at most one suggestion can be chosen
    And a denosumab 60 mg draft is <den>
    And a zoledronate 5 mg draft is <zol>

    Examples:
      | egfr | crcl | den         | zol         |
      | 30   | 35.0 | offered     | offered     |
      | 29   | 35.0 | not offered | offered     |
      | 30   | 34.9 | offered     | not offered |

  @denosumab-discontinued-no-followon @negative
  Scenario: Dialysis closes both drafts
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    And the patient is on haemodialysis
    And albumin-corrected calcium was 9.4 mg/dL on 2026-03-20
    When the clinician opens the chart
    Then a warning card "denosumab-discontinued-no-followon" is shown
    And the card mentions "nephrology"
    And no drug draft is offered

  @denosumab-discontinued-no-followon @missing-data
  Scenario: Laboratory values are asked for while the card warns
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    When the clinician opens the chart
    Then a warning card "denosumab-discontinued-no-followon" is shown
    And no drug draft is offered
    And the "data-needed" card lists "calcium"
    And the "data-needed" card lists "creatinine and weight"

  @denosumab-discontinued-no-followon @missing-data
  Scenario: An old prescription leaves it open whether anything has taken over
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    And an active alendronate order dated 2023-02-01 exists
    When the clinician opens the chart
    Then the card "denosumab-discontinued-no-followon" is not shown
    And the "data-needed" card lists "therapy record since the last denosumab dose"

  @denosumab-discontinued-no-followon @missing-data
  Scenario: A dose dated to the month only, at the end of the seventh month
    Given the as-of date is 2026-01-15
    And denosumab 60 mg was given on 2025-06
    When the clinician opens the chart
    Then the card "denosumab-discontinued-no-followon" is not shown
    And the "data-needed" card lists "date of last denosumab dose"

  @denosumab-discontinued-no-followon @negative
  Scenario: Denosumab was never taken
    Given the as-of date is 2026-04-01
    And the patient states that denosumab 60 mg was never taken
    When the clinician opens the chart
    Then no card is shown

  @denosumab-discontinued-no-followon @boundary
  Scenario Outline: Twelve months of alendronate since the last dose are a bridge
    Given the as-of date is 2027-03-01
    And denosumab 60 mg was given on 2025-06-10
    And alendronate 70 mg weekly was active from 2025-12-20 to <last>
    When the clinician opens the chart
    Then <expected>

    Examples:
      | last       | expected                                                     |
      | 2026-12-19 | the card "denosumab-discontinued-no-followon" is not shown   |
      | 2026-12-18 | a warning card "denosumab-discontinued-no-followon" is shown |

  @denosumab-discontinued-no-followon @suppression
  Scenario: Comfort care, the missed doses are information
    Given the as-of date is 2026-04-01
    And denosumab 60 mg was given on 2025-06-10
    And hospice care has been active since 2026-03-01
    When the clinician opens the chart
    Then an info card "denosumab-discontinued-no-followon" is shown
    And the card mentions "Palliative or hospice care"
    And the "data-needed" card does not list "calcium"

  # Stopping

  @denosumab-planned-stop @boundary
  Scenario Outline: Until seven months after the last dose it is being stopped, then it was
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    When the clinician stops the denosumab order
    Then <expected>

    Examples:
      | asof       | expected                                         |
      | 2026-01-08 | a warning card "denosumab-planned-stop" is shown |
      | 2026-08-08 | a warning card "denosumab-planned-stop" is shown |
      | 2026-08-09 | the card "denosumab-planned-stop" is not shown   |

  @denosumab-planned-stop @boundary
  Scenario Outline: The follow-on starts within seven months after the last dose
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And <drug> is ordered to start on <day>
    When the clinician stops the denosumab order
    Then <expected>

    Examples:
      | drug             | day        | expected                                         |
      | zoledronate 5 mg | 2026-08-08 | the card "denosumab-planned-stop" is not shown   |
      | zoledronate 5 mg | 2026-08-09 | a warning card "denosumab-planned-stop" is shown |
      | zoledronate 5 mg | 2026-03-01 | a warning card "denosumab-planned-stop" is shown |
      | alendronate      | 2026-07-08 | the card "denosumab-planned-stop" is not shown   |
      | raloxifene       | 2026-07-08 | a warning card "denosumab-planned-stop" is shown |
      | teriparatide     | 2026-07-08 | a warning card "denosumab-planned-stop" is shown |

  @denosumab-planned-stop @boundary
  Scenario Outline: Up to four doses, and more
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given every 6 months from <first> to 2026-01-08
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And the card mentions "<advice>"

    Examples:
      | first      | advice                            |
      | 2024-07-08 | a bisphosphonate for 1 year       |
      | 2024-01-08 | zoledronate alone may be insufficient |

  @denosumab-planned-stop @boundary
  Scenario Outline: Drafts of what may follow
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-20
    And creatinine clearance was <crcl> mL/min on 2026-02-20
    And active conditions: <condition>
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And a zoledronate 5 mg draft is <zol>
    And an alendronate 70 mg weekly draft is <ale>

    Examples:
      | crcl | condition    | zol         | ale         |
      | 35.0 | hypertension | offered     | offered     |
      | 34.9 | hypertension | not offered | not offered |
      | 35.0 | achalasia    | offered     | not offered |

  @denosumab-planned-stop @missing-data
  Scenario: An order is stopped and no dose is recorded
    Given the as-of date is 2026-03-02
    And no denosumab dose is recorded
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And no drug draft is offered
    And the "data-needed" card lists "date of last denosumab dose"

  @denosumab-planned-stop @missing-data
  Scenario: An antiresorptive is ordered, but the last dose is not known
    Given the as-of date is 2026-03-02
    And zoledronate 5 mg is ordered to start on 2026-07-10
    When the clinician stops the denosumab order
    Then the card "denosumab-planned-stop" is not shown
    And the "data-needed" card lists "date of last denosumab dose"

  @denosumab-planned-stop @suppression
  Scenario: Comfort care, the stop is silent
    Given the as-of date is 2026-03-02
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And hospice care has been active since 2026-02-01
    When the clinician stops the denosumab order
    Then the card "denosumab-planned-stop" is not shown

  @denosumab-planned-stop @suppression
  Scenario: No follow-on is drafted in pregnancy
    Given the as-of date is 2026-03-02
    And a 36-year-old woman
    And an active pregnancy since 2026-02-01
    And denosumab 60 mg was given on 2025-07-08 and 2026-01-08
    And albumin-corrected calcium was 9.4 mg/dL on 2026-02-20
    And creatinine clearance was 80.0 mL/min on 2026-02-20
    When the clinician stops the denosumab order
    Then a warning card "denosumab-planned-stop" is shown
    And no drug draft is offered

  # Switching

  @denosumab-to-bone-forming-switch @boundary
  Scenario Outline: From the last dose to twenty-four months after it
    Given the as-of date is <asof>
    And denosumab 60 mg was given on 2024-01-08
    When the clinician signs an order for <drug>
    Then <expected>

    Examples:
      | asof       | drug          | expected                                                   |
      | 2024-01-08 | romosozumab   | a warning card "denosumab-to-bone-forming-switch" is shown |
      | 2024-07-20 | abaloparatide | a warning card "denosumab-to-bone-forming-switch" is shown |
      | 2026-01-08 | teriparatide  | a warning card "denosumab-to-bone-forming-switch" is shown |
      | 2026-01-09 | teriparatide  | the card "denosumab-to-bone-forming-switch" is not shown   |

  @denosumab-to-bone-forming-switch
  Scenario: The draft can be taken back
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2026-01-08
    When the clinician selects an order for romosozumab
    Then a warning card "denosumab-to-bone-forming-switch" is shown
    And the card suggests removing the romosozumab order
    And no drug draft is offered

  @denosumab-to-bone-forming-switch @boundary
  Scenario Outline: Added while denosumab goes on
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2026-01-08
    And a denosumab 60 mg dose is scheduled for <day>
    When the clinician selects an order for teriparatide
    Then <expected>

    Examples:
      | day        | expected                                                   |
      | 2026-08-08 | the card "denosumab-to-bone-forming-switch" is not shown   |
      | 2026-08-09 | a warning card "denosumab-to-bone-forming-switch" is shown |

  @denosumab-to-bone-forming-switch @negative
  Scenario Outline: Nothing to switch from
    Given the as-of date is 2026-04-20
    And <history>
    When the clinician selects an order for teriparatide
    Then the card "denosumab-to-bone-forming-switch" is not shown

    Examples:
      | history                                                     |
      | no denosumab dose is recorded                               |
      | the patient states that denosumab 60 mg was never taken     |
      | denosumab 120 mg was given on 2026-01-08                    |

  @denosumab-to-bone-forming-switch @negative
  Scenario: A bisphosphonate lies between
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2025-02-08
    And zoledronate 5 mg was given on 2025-08-10
    When the clinician selects an order for teriparatide
    Then the card "denosumab-to-bone-forming-switch" is not shown

  @denosumab-to-bone-forming-switch @missing-data
  Scenario: Denosumab was ordered, and no dose is recorded
    Given the as-of date is 2026-04-20
    And an active denosumab 60 mg order dated 2025-05-01 exists
    When the clinician selects an order for teriparatide
    Then the card "denosumab-to-bone-forming-switch" is not shown
    And the "data-needed" card lists "date of last denosumab dose"

  @denosumab-to-bone-forming-switch @rebound-no-bone-forming-first @suppression
  Scenario: In a rebound fracture another card says it more strongly
    Given the as-of date is 2026-02-12
    And denosumab 60 mg was given on 2025-04-02
    And a provisional vertebral fracture of T9 with onset 2026-01-25
    When the clinician selects an order for teriparatide
    Then a warning card "rebound-no-bone-forming-first" is shown
    And the card "denosumab-to-bone-forming-switch" is not shown

  # Before denosumab is given

  @denosumab-start-safety @boundary
  Scenario Outline: Calcium before denosumab
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2025-10-22
    And <calcium>
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    When the clinician selects an order for denosumab 60 mg
    Then <expected>

    Examples:
      | calcium                                                  | expected                                          |
      | albumin-corrected calcium was 8.4 mg/dL on 2026-04-18    | a critical card "denosumab-start-safety" is shown |
      | albumin-corrected calcium was 8.5 mg/dL on 2026-04-18    | the card "denosumab-start-safety" is not shown    |
      | total calcium was 8.4 mg/dL on 2026-04-18                | a warning card "denosumab-start-safety" is shown  |
      | total calcium was 8.5 mg/dL on 2026-04-18                | the card "denosumab-start-safety" is not shown    |
      | albumin-corrected calcium was 11.0 mg/dL on 2026-04-18   | the card "denosumab-start-safety" is not shown    |

  @denosumab-start-safety @missing-data
  Scenario Outline: Calcium counts for 90 days
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2025-10-22
    And albumin-corrected calcium was 9.4 mg/dL on <day>
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    When the clinician signs an order for denosumab 60 mg
    Then the "data-needed" card <lists> "calcium"

    Examples:
      | day        | lists         |
      | 2026-01-20 | does not list |
      | 2026-01-19 | lists         |

  @denosumab-start-safety @missing-data
  Scenario: Kidney function is asked for
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2025-10-22
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    When the clinician signs an order for denosumab 60 mg
    Then the card "denosumab-start-safety" is not shown
    And the "data-needed" card lists "eGFR"

  @denosumab-start-safety
  Scenario Outline: The warning of the label in each region
    Given the as-of date is 2026-04-20
    And the jurisdiction profile is <profile>
    And denosumab 60 mg was given on 2025-10-22
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    And eGFR was 29 mL/min/1.73 m² on 2026-04-18
    When the clinician signs an order for denosumab 60 mg
    Then a warning card "denosumab-start-safety" is shown
    And the card mentions "<words>"

    Examples:
      | profile | words         |
      | us      | boxed warning for severe hypocalcaemia |
      | eu      | label warning for severe hypocalcaemia |
      | jp      | label warning for severe hypocalcaemia |

  @denosumab-start-safety
  Scenario: Dialysis counts as an eGFR below 30
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2025-10-22
    And the patient is on haemodialysis
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    When the clinician signs an order for denosumab 60 mg
    Then a warning card "denosumab-start-safety" is shown

  @denosumab-start-safety
  Scenario: An allergy to denosumab
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2025-10-22
    And an active allergy to denosumab
    And albumin-corrected calcium was 9.4 mg/dL on 2026-04-18
    And eGFR was 62 mL/min/1.73 m² on 2026-04-18
    When the clinician signs an order for denosumab 60 mg
    Then a warning card "denosumab-start-safety" is shown
    And the card mentions "allergy"

  @denosumab-start-safety
  Scenario: Low calcium leads, and the first dose is mentioned beside it
    Given the as-of date is 2026-04-20
    And no denosumab dose is recorded
    And albumin-corrected calcium was 8.1 mg/dL on 2026-04-18
    And eGFR was 25 mL/min/1.73 m² on 2026-04-18
    When the clinician signs an order for denosumab 60 mg
    Then a critical card "denosumab-start-safety" is shown
    And the card mentions "boxed warning"
    And the card mentions "First denosumab dose"

  @denosumab-start-safety @negative
  Scenario Outline: Only denosumab 60 mg is looked at
    Given the as-of date is 2026-04-20
    And albumin-corrected calcium was 8.1 mg/dL on 2026-04-18
    When the clinician signs an order for <drug>
    Then the card "denosumab-start-safety" is not shown

    Examples:
      | drug             |
      | denosumab 120 mg |
      | romosozumab      |

  @denosumab-start-safety @suppression
  Scenario: Comfort care does not silence a label
    Given the as-of date is 2026-04-20
    And denosumab 60 mg was given on 2025-10-22
    And hospice care has been active since 2026-03-01
    And albumin-corrected calcium was 8.1 mg/dL on 2026-04-18
    When the clinician signs an order for denosumab 60 mg
    Then a critical card "denosumab-start-safety" is shown
