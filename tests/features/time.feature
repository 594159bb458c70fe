@req:MC-2 @contract:MissionControl:v1.0
Feature: Any moment can be looked at, as it was and as it was known

  Background:
    Given a task that started at 10:00 and was learned of at 10:05
    And that completed at 10:20 and was learned of at 10:25

  Scenario: As it was
    When it is looked at as of 10:10
    Then the task is RUNNING

  Scenario: As it was known
    When it is looked at as of 10:22, as known at 10:24
    Then the task is RUNNING

  Scenario: Nothing was known yet
    When it is looked at as of 10:02, as known at 10:03
    Then nothing is known of the task

  Scenario: An ingest that is taken back no longer counts, and the past still knows it
    When the ingest is taken back at 10:30
    Then nothing is known of the task now
    And as known at 10:26 the task is COMPLETED
