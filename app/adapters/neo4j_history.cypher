-- name: index
CREATE INDEX statement_home IF NOT EXISTS FOR (s:Statement) ON (s.graph, s.tenant, s.iteration, s.entity)

-- name: tell
UNWIND $statements AS told
CREATE (s:Statement {graph: $graph, tenant: $tenant, iteration: $iteration}) SET s += told

-- name: forget
MATCH (s:Statement {graph: $graph, tenant: $tenant, iteration: $iteration})
CALL (s) { DELETE s } IN TRANSACTIONS OF 5000 ROWS

-- name: as-of
// Everything as it was at $valid, as far as it was known at $known (ms since 1970): app/domain/fold.py says why so.
MATCH (s:Statement {graph: $graph, tenant: $tenant, iteration: $iteration})
WHERE s.valid_at <= $valid AND s.known_at <= $known
// Of what was said for one valid time, what was said last speaks; what was taken back leaves that time empty.
WITH s ORDER BY s.number
WITH s.entity AS entity, s.name AS name, s.valid_at AS valid_at, last(collect(s)) AS s
WHERE NOT s.nothing
// Of the valid times that remain the latest wins.
WITH entity, name, s ORDER BY s.valid_at
WITH entity, name, collect(s) AS spoken
WITH entity, name, last(spoken) AS won, last([s IN spoken WHERE s.gone]) AS removal
WITH entity, collect({name: name, won: won, removal: removal}) AS registers
WITH entity, [r IN registers WHERE r.name = '*'][0] AS existence, [r IN registers WHERE r.name <> '*'] AS stated
WHERE existence IS NULL OR NOT existence.won.gone
// A removal speaks for every property that was stated before it.
WITH entity, existence IS NULL AS stub, [r IN stated WHERE existence.removal IS NULL
  OR r.won.valid_at > existence.removal.valid_at
  OR (r.won.valid_at = existence.removal.valid_at AND r.won.number > existence.removal.number)] AS kept
WHERE NOT stub OR size(kept) > 0
UNWIND CASE WHEN size(kept) = 0 THEN [null] ELSE kept END AS r
WITH entity, stub, r.name AS name, r.won.value AS value ORDER BY entity, name
RETURN entity, stub, [p IN collect([name, value]) WHERE p[0] IS NOT NULL] AS properties ORDER BY entity

-- name: known-at
// What is true by now, as far as it was known at $known.
MATCH (s:Statement {graph: $graph, tenant: $tenant, iteration: $iteration})
WHERE s.known_at <= $known
WITH s ORDER BY s.number
WITH s.entity AS entity, s.name AS name, s.valid_at AS valid_at, last(collect(s)) AS s
WHERE NOT s.nothing
WITH entity, name, s ORDER BY s.valid_at
WITH entity, name, collect(s) AS spoken
WITH entity, name, last(spoken) AS won, last([s IN spoken WHERE s.gone]) AS removal
WITH entity, collect({name: name, won: won, removal: removal}) AS registers
WITH entity, [r IN registers WHERE r.name = '*'][0] AS existence, [r IN registers WHERE r.name <> '*'] AS stated
WHERE existence IS NULL OR NOT existence.won.gone
WITH entity, existence IS NULL AS stub, [r IN stated WHERE existence.removal IS NULL
  OR r.won.valid_at > existence.removal.valid_at
  OR (r.won.valid_at = existence.removal.valid_at AND r.won.number > existence.removal.number)] AS kept
WHERE NOT stub OR size(kept) > 0
UNWIND CASE WHEN size(kept) = 0 THEN [null] ELSE kept END AS r
WITH entity, stub, r.name AS name, r.won.value AS value ORDER BY entity, name
RETURN entity, stub, [p IN collect([name, value]) WHERE p[0] IS NOT NULL] AS properties ORDER BY entity

-- name: diff
// What became of each entity between two moments, $before and $after: [valid, known] each.
UNWIND [[0, $before], [1, $after]] AS side
CALL (side) {
  WITH side[1] AS moment
  MATCH (s:Statement {graph: $graph, tenant: $tenant, iteration: $iteration})
  WHERE s.valid_at <= moment[0] AND s.known_at <= moment[1]
  WITH s ORDER BY s.number
  WITH s.entity AS entity, s.name AS name, s.valid_at AS valid_at, last(collect(s)) AS s
  WHERE NOT s.nothing
  WITH entity, name, s ORDER BY s.valid_at
  WITH entity, name, collect(s) AS spoken
  WITH entity, name, last(spoken) AS won, last([s IN spoken WHERE s.gone]) AS removal
  WITH entity, collect({name: name, won: won, removal: removal}) AS registers
  WITH entity, [r IN registers WHERE r.name = '*'][0] AS existence, [r IN registers WHERE r.name <> '*'] AS stated
  WHERE existence IS NULL OR NOT existence.won.gone
  WITH entity, existence IS NULL AS stub, [r IN stated WHERE existence.removal IS NULL
    OR r.won.valid_at > existence.removal.valid_at
    OR (r.won.valid_at = existence.removal.valid_at AND r.won.number > existence.removal.number)] AS kept
  WHERE NOT stub OR size(kept) > 0
  UNWIND CASE WHEN size(kept) = 0 THEN [null] ELSE kept END AS r
  WITH entity, stub, r.name AS name, r.won.value AS value ORDER BY entity, name
  RETURN entity, stub, [p IN collect([name, value]) WHERE p[0] IS NOT NULL] AS properties
}
WITH entity, collect({side: side[0], properties: properties}) AS found
WITH entity, [f IN found WHERE f.side = 0 | f.properties][0] AS old, [f IN found WHERE f.side = 1 | f.properties][0] AS new
// What was never stated is as good as null.
WITH entity, old, new,
  [p IN old WHERE NOT coalesce([q IN new WHERE q[0] = p[0] | q[1] = p[1]][0],
    p[1] IS NULL AND [q IN new WHERE q[0] = p[0] | q[1]][0] IS NULL)] AS before,
  [p IN new WHERE NOT coalesce([q IN old WHERE q[0] = p[0] | q[1] = p[1]][0],
    p[1] IS NULL AND [q IN old WHERE q[0] = p[0] | q[1]][0] IS NULL)] AS after
WHERE old IS NULL OR new IS NULL OR size(before) + size(after) > 0
RETURN CASE WHEN old IS NULL THEN 'added' WHEN new IS NULL THEN 'removed' ELSE 'changed' END AS what, entity,
  before, after
ORDER BY entity

-- name: history
// Everything that was ever said of one entity, as pages name it: Task/TECH.T-12.
MATCH (s:Statement {graph: $graph, tenant: $tenant, iteration: $iteration, entity: $entity})
RETURN s.valid_at, s.known_at, s.name, s.value, s.nothing, s.gone, s.event ORDER BY s.valid_at, s.number, s.name
