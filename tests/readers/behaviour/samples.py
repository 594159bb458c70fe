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

GO = b"""{"Time":"2026-04-22T08:59:55.36-05:00","Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"no"}
{"Time":"2026-04-22T08:59:55.99-05:00","Action":"fail","Package":"p","Test":"TestA","Elapsed":0.5}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"fail","Package":"q","Elapsed":0}"""

DART = b"""{"protocolVersion":"0.1.1","runnerVersion":"1.15.4","type":"start","time":0}
{"suite":{"id":0,"path":"test/a_test.dart"},"type":"suite","time":0}
{"test":{"id":1,"name":"a","suiteID":0,"line":5,"metadata":{"skip":false,"skipReason":null}},"type":"testStart","time":1}
{"testID":1,"error":"no","stackTrace":"at","isFailure":true,"type":"error","time":3}
{"testID":1,"result":"failure","skipped":false,"hidden":false,"type":"testDone","time":4}
{"success":false,"type":"done","time":5}"""

MOCHA = b"""{"stats":{"start":"2026-02-24T20:26:09.297Z"},"tests":[],"passes":[{"title":"t","fullTitle":"A t",
"file":"/x/test/a.js","duration":3,"currentRetry":1}],"pending":[],
"failures":[{"title":"\\"before each\\" hook","fullTitle":"A hook","err":{"message":"no","stack":"Error: no"}}]}"""

RSPEC = b"""{"version":"3.13.0","examples":[{"full_description":"A b","status":"failed",
"file_path":"./spec/a_spec.rb","line_number":3,"run_time":0.5,"exception":{"class":"E","message":"no","backtrace":["a:1"]}}],
"summary":{"errors_outside_of_examples_count":1},"messages":["no"]}"""

NUNIT = b"""<test-run start-time="2026-06-28 20:23:41Z"><test-suite name="A" fullname="N.A"
site="TearDown" result="Failed"><failure><message>no</message></failure>
<test-case name="t" fullname="N.A.t" classname="N.A" result="Failed"
label="Error" duration="0.5"><properties><property name="Category" value="slow"/></properties>
<failure><message>no</message><stack-trace>at</stack-trace></failure></test-case></test-suite></test-run>"""

TRX = b"""<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
<Times start="2026-04-20T08:31:31.9866971+02:00"/><Results><UnitTestResult testId="1" testName="N.A.t"
outcome="Failed" duration="00:00:00.108" startTime="2026-04-20T08:31:32.9669698+02:00">
<Output><ErrorInfo><Message>no</Message>
</ErrorInfo></Output></UnitTestResult></Results><TestDefinitions><UnitTest id="1"><TestMethod className="N.A"/>
</UnitTest></TestDefinitions><ResultSummary outcome="Failed"/></TestRun>"""

XUNIT = b"""<assemblies><assembly name="C:\\a\\N.dll" run-date="2026-04-20" run-time="08:31:31"><errors><error
type="assembly-cleanup"><failure><message>no</message></failure></error></errors><collection><test name="N.A.t"
type="N.A" time="0.5" result="Fail"><traits><trait name="Category" value="slow"/></traits>
<failure exception-type="E"><message>no</message><stack-trace>at</stack-trace></failure></test>
<test name="N.A.u" type="N.A" result="Skip"><reason>not today</reason></test></collection></assembly></assemblies>"""

NUNIT2 = b"""<test-results name="N.dll" total="3" failures="1" date="2026-04-20" time="08:31:31"><test-suite
type="Assembly" name="N" result="Failure"><results><test-suite type="TestFixture" name="A" result="Failure"><results>
<test-case name="N.A.t" executed="True" result="Failure" success="False" time="0.1"><failure><message>no</message>
<stack-trace>at</stack-trace></failure></test-case><test-case name="N.A.u(&quot;1.5&quot;)" executed="True"
result="Success" success="True" time="0.2"/><test-case name="N.A.v" executed="False" result="Ignored"><reason>
<message>later</message></reason></test-case></results></test-suite></results></test-suite></test-results>"""

XUNIT1 = b"""<assembly name="C:\\a\\N.dll" run-date="2026-04-20" run-time="08:31:31" total="1" failed="0">
<class name="N.A"><test name="N.A.t" type="N.A" method="t" result="Pass" time="0.1"/></class>
<class name="N.B"><failure exception-type="E"><message>no fixture</message></failure></class></assembly>"""

CTRF = b"""{"reportFormat": "CTRF", "results": {"tool": {"name": "run"}, "summary": {"tests": 4,
"passed": 2, "failed": 1, "skipped": 1, "start": 1776672000000, "stop": 1776672009000}, "tests": [
{"name": "signs in", "status": "passed", "duration": 10, "suite": ["Auth", "In"], "filePath": "tests/auth.test.js",
"line": 3, "tags": ["smoke"], "start": 1776672000000},
{"name": "pays", "status": "passed", "duration": 20, "suite": "Pay", "retries": 2, "flaky": true},
{"name": "refunds", "status": "failed", "duration": 5, "message": "no money", "trace": "at x"},
{"name": "later", "status": "pending", "duration": 0}]}}"""

TAP = b"""TAP version 14
# Subtest: math
    # Subtest: adds
    ok 1 - adds
      ---
      duration_ms: 1.5
      ...
    # Subtest: divides
    not ok 2 - divides
      ---
      error: by zero
      ...
    1..2
not ok 1 - math
ok 2 - reads # SKIP no disk
not ok 3 - writes # TODO soon
ok 4 - closes
1..4
"""

SAMPLES: dict[str, bytes] = {
    "nunit2-xml": NUNIT2,
    "xunit1-xml": XUNIT1,
    "ctrf": CTRF.replace(b"\n", b""),
    "tap": TAP,
    "behave-json": BEHAVE.replace(b"\n", b""),
    "cucumber-json": CUCUMBER.replace(b"\n", b""),
    "gherkin": GHERKIN,
    "allure": ALLURE.replace(b"\n", b""),
    "go-test-json": GO,
    "dart-test-json": DART,
    "mocha-json": MOCHA.replace(b"\n", b""),
    "rspec-json": RSPEC.replace(b"\n", b""),
    "nunit-xml": NUNIT,
    "trx": TRX,
    "xunit-xml": XUNIT,
}
