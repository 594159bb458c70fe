@req:MC-3 @contract:MissionControl:v1.0
Feature: A requirement can be followed to the code that fulfils it

  Rule: Links say how sure they are, and why

    Scenario: From a requirement to a component
      Given a requirement, a task that names it, and a file that the task made
      And a module at the place of that file, in a component
      When the spine of the requirement is asked for
      Then it leads to the component

    Scenario: What is missing is named
      Given a requirement, a task that names it, and a file that the task made
      When the spine of the requirement is asked for
      Then it ends at the file

    Scenario: People decide
      Given a requirement, a task that names it, and a file that the task made
      When a person rejects the link from the requirement to the task
      Then the spine of the requirement ends at once
