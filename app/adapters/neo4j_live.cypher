-- name: told
UNWIND $told.many AS v
MATCH (c:SegmentChunk {ns: $ns, shard: $shard, scope: v[0]}) WHERE c.lo > 0 AND c.born <= $upto
RETURN c.lo, c.accepted, c.touched ORDER BY c.lo

-- name: shown
UNWIND $told.many AS v
MATCH (s:SegmentScope {ns: $ns, tenant: v[0], iteration: v[1]})
RETURN s.events, coalesce(s.shown, 0) AS shown

-- name: set-shown
UNWIND $told.many AS v
MATCH (s:SegmentScope {ns: $ns, tenant: v[0], iteration: v[1]}) SET s.shown = v[2]

-- name: show-nodes
UNWIND $told.many AS v
MERGE (n:Entity {graph: v[0], tenant: v[1], iteration: v[2], uid: v[3]})
SET n = v[5], n:$(v[4])
REMOVE n:Absent

-- name: show-ends
// Ends of relationships that are not there themselves.
UNWIND $told.many AS v
MERGE (n:Entity {graph: v[0], tenant: v[1], iteration: v[2], uid: v[3]}) ON CREATE SET n:Absent

-- name: show-edges
// The relationship is looked for as a path of one step: else Neo4j, as long as it believes that there are few
// relationships, goes through all that there ever were for each of them.
UNWIND $told.many AS v
MATCH (a:Entity {graph: v[0], tenant: v[1], iteration: v[2], uid: v[3]})
MATCH (b:Entity {graph: v[0], tenant: v[1], iteration: v[2], uid: v[4]})
OPTIONAL MATCH (a)((x)-[found:$(v[5]) {facet: v[6]}]->(y)){1}(b)
FOREACH (r IN found | SET r = v[7])
WITH v, a, b, found WHERE found IS NULL
CREATE (a)-[r:$(v[5])]->(b) SET r = v[7]

-- name: hide-edges
UNWIND $told.many AS v
MATCH (a:Entity {graph: v[0], tenant: v[1], iteration: v[2], uid: v[3]})
MATCH (b:Entity {graph: v[0], tenant: v[1], iteration: v[2], uid: v[4]})
MATCH (a)((x)-[found:$(v[5]) {facet: v[6]}]->(y)){1}(b)
FOREACH (r IN found | DELETE r)

-- name: hide-nodes
// A node whose relationships stay is kept as their end, without label and properties.
UNWIND $told.many AS v
MATCH (n:Entity {graph: v[0], tenant: v[1], iteration: v[2], uid: v[3]})
SET n = {graph: v[0], tenant: v[1], iteration: v[2], uid: v[3]}, n:Absent
REMOVE n:$(v[4])

-- name: hide-ends
// Ends that nothing holds any more.
UNWIND $told.many AS v
MATCH (n:Entity {graph: v[0], tenant: v[1], iteration: v[2], uid: v[3]})
WHERE n:Absent AND NOT EXISTS { (n)--() }
DELETE n

-- name: shown-nodes
UNWIND $told.many AS v
MATCH (n:Entity {graph: v[0], tenant: v[1], iteration: v[2]}) WHERE n.uid IS NOT NULL
RETURN n.uid, [label IN labels(n) WHERE NOT label IN ['Entity', 'Absent']] AS labels

-- name: shown-edges
UNWIND $told.many AS v
MATCH (a:Entity {graph: v[0], tenant: v[1], iteration: v[2]})-[r]->(b) WHERE a.uid IS NOT NULL
RETURN a.uid, b.uid AS target, type(r), r.facet

-- name: drop-live
MATCH (n:Entity {graph: $ns}) WHERE n.tenant IS NOT NULL AND n.iteration IS NOT NULL AND n.uid IS NOT NULL
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS

-- name: hide-iterations
// Iterations that the store in use does not hold.
MATCH (n:Entity {graph: $graph}) WHERE n.tenant IS NOT NULL AND n.iteration IS NOT NULL AND n.uid IS NOT NULL
  AND NOT [n.tenant, n.iteration] IN $held
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS
