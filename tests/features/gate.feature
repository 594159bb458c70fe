@req:MC-1 @contract:MissionControl:v1.0 @critical
Feature: The gate says whether an iteration may ship

  Background:
    Given an iteration whose three streams have passed

  Scenario: All three streams passed
    When the gate is asked
    Then it answers APPROVED

  Scenario: A scenario that fails keeps the gate shut, and is named
    Given one of its scenarios failed
    When the gate is asked
    Then it answers BLOCKED
    And the first reason names that scenario

  Scenario Outline: Whatever is missing, the gate does not open
    Given the events "<kind>" never arrived
    When the gate is asked
    Then it does not answer APPROVED

    Examples:
      | kind                   |
      | dde.workflow.completed |
      | dde.gate.passed        |
      | bdv.run.completed      |
      | bdv.scenario.completed |
      | acc.analysis.completed |
      | acc.graph.built        |
