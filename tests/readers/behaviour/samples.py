"""A small file of each format, with a bit of everything that its reader looks at."""

BEHAVE = b"""[{"keyword":"Feature","name":"A","tags":["f"],"location":"a.feature:2","status":"failed","elements":[
{"type":"scenario","keyword":"Scenario","name":"one","tags":["req:R-1"],"location":"a.feature:4","steps":[
{"keyword":"When","name":"it","location":"a.feature:5","result":{"status":"failed","duration":0.5,"error_message":["no"]}}]},
{"type":"background","keyword":"Background","name":"","location":"a.feature:7","steps":[],"status":"failed"}]}]"""

CUCUMBER = b"""[{"uri":"features/a.feature","id":"f","keyword":"Feature","name":"F","line":1,"elements":[
{"type":"background","keyword":"Background","name":"","line":2,"steps":[]},
{"type":"scenario","id":"f;s;;2","keyword":"Scenario Outline","name":"S","line":9,"tags":[{"name":"@a","line":3}],
"start_timestamp":"2026-03-22T15:13:40.663Z","before":[{"result":{"status":"passed","duration":5}}],"steps":[
{"keyword":"Given ","name":"it","line":4,"result":{"status":"failed","error_message":"no","duration":1000000}}]}]}]"""

GHERKIN = b"""# language: en
@req:R-1
Feature: F
  Rule: R
    Background:
      Given a table
        | a | b |
    Scenario Outline: S <x>
      When it is <x>
      Examples:
        | x |
        | 1 |
"""

ALLURE = b"""{"uuid":"u","historyId":"h","fullName":"a.B.c","name":"c","status":"broken","start":1790000000000,
"stop":1790000001000,"labels":[{"name":"tag","value":"x"},{"name":"severity","value":"critical"}],
"links":[{"name":"A-1","type":"issue"}],"parameters":[{"name":"p","value":"1"}],
"statusDetails":{"message":"no","trace":"at a","flaky":true},
"steps":[{"name":"s","status":"failed","steps":[{"name":"t"}],"attachments":[{"source":"a.txt"}]}]}"""

SAMPLES: dict[str, bytes] = {
    "behave-json": BEHAVE.replace(b"\n", b""),
    "cucumber-json": CUCUMBER.replace(b"\n", b""),
    "gherkin": GHERKIN,
    "allure": ALLURE.replace(b"\n", b""),
}
