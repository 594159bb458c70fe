-- name: schema
// The engine's rows are nodes whose labels begin with Segment; nothing that people look at has such a label.
CREATE CONSTRAINT segment_store IF NOT EXISTS FOR (n:SegmentStore) REQUIRE (n.ns, n.shard) IS UNIQUE;
CREATE CONSTRAINT segment_scope IF NOT EXISTS FOR (n:SegmentScope) REQUIRE (n.ns, n.tenant, n.iteration) IS UNIQUE;
CREATE CONSTRAINT segment_scope_ord IF NOT EXISTS FOR (n:SegmentScope) REQUIRE (n.ns, n.shard, n.ord) IS UNIQUE;
CREATE CONSTRAINT segment_position IF NOT EXISTS FOR (n:SegmentPosition) REQUIRE (n.ns, n.consumer, n.part) IS UNIQUE;
CREATE CONSTRAINT segment_message IF NOT EXISTS FOR (n:SegmentMessage) REQUIRE (n.ns, n.number) IS UNIQUE;
CREATE CONSTRAINT segment_chunk IF NOT EXISTS FOR (n:SegmentChunk) REQUIRE (n.ns, n.shard, n.scope, n.lo) IS UNIQUE;
CREATE INDEX segment_chunk_top IF NOT EXISTS FOR (n:SegmentChunk) ON (n.ns, n.shard, n.scope, n.top);
CREATE INDEX segment_chunk_time IF NOT EXISTS FOR (n:SegmentChunk) ON (n.ns, n.shard, n.scope, n.vhi);
CREATE INDEX segment_stray IF NOT EXISTS FOR (n:SegmentStray) ON (n.ns, n.shard, n.scope, n.valid_at);
CREATE CONSTRAINT segment_turn IF NOT EXISTS FOR (n:SegmentOutOfTurn) REQUIRE (n.ns, n.shard, n.scope, n.seq) IS UNIQUE;
CREATE INDEX segment_touch IF NOT EXISTS FOR (n:SegmentTouch) ON (n.ns, n.shard, n.scope, n.bucket);
CREATE CONSTRAINT segment_keys IF NOT EXISTS FOR (n:SegmentKeys) REQUIRE (n.ns, n.shard, n.number) IS UNIQUE;
CREATE CONSTRAINT segment_name IF NOT EXISTS FOR (n:SegmentName) REQUIRE (n.ns, n.shard, n.code) IS UNIQUE;
CREATE CONSTRAINT segment_words IF NOT EXISTS FOR (n:SegmentWords) REQUIRE (n.ns, n.shard, n.lo) IS UNIQUE;
CREATE CONSTRAINT segment_entities IF NOT EXISTS FOR (n:SegmentEntities) REQUIRE (n.ns, n.shard, n.scope, n.lo) IS UNIQUE;
CREATE CONSTRAINT segment_cells IF NOT EXISTS FOR (n:SegmentCells) REQUIRE (n.ns, n.shard, n.scope, n.lo) IS UNIQUE;
CREATE CONSTRAINT segment_odd IF NOT EXISTS FOR (n:SegmentOdd) REQUIRE (n.ns, n.shard, n.scope, n.entity) IS UNIQUE;
CREATE CONSTRAINT segment_run IF NOT EXISTS FOR (n:SegmentRun) REQUIRE (n.ns, n.shard, n.number) IS UNIQUE;
CREATE INDEX segment_run_place IF NOT EXISTS FOR (n:SegmentRun) ON (n.ns, n.shard, n.scope, n.place);
CREATE CONSTRAINT segment_frame IF NOT EXISTS FOR (n:SegmentFrame) REQUIRE (n.ns, n.shard, n.number) IS UNIQUE;
CREATE INDEX segment_frame_time IF NOT EXISTS FOR (n:SegmentFrame) ON (n.ns, n.shard, n.scope, n.upto);
CREATE CONSTRAINT current_build IF NOT EXISTS FOR (n:SegmentCurrent) REQUIRE n.graph IS UNIQUE;
CREATE CONSTRAINT entity_home IF NOT EXISTS FOR (n:Entity) REQUIRE (n.graph, n.tenant, n.iteration, n.uid) IS UNIQUE;

-- name: one-version
CREATE CONSTRAINT segment_schema IF NOT EXISTS FOR (n:SegmentSchema) REQUIRE n.only IS UNIQUE

-- name: version
MERGE (v:SegmentSchema {only: true}) ON CREATE SET v.version = 0 SET v.turn = coalesce(v.turn, 0) + 1 RETURN v.version

-- name: set-version
MATCH (v:SegmentSchema {only: true}) SET v.version = $version

-- name: found
UNWIND $heads AS head
MERGE (h:SegmentStore {ns: $ns, shard: head[0]})
ON CREATE SET h.turn = 0, h.settled = 0, h.number = 0, h.events = 0, h.secret = head[1]

-- name: begin
// Whoever writes holds the heads of its shards until its transaction is over; all take them in the same order.
UNWIND $shards AS shard
MATCH (h:SegmentStore {ns: $ns, shard: shard}) SET h.turn = h.turn + 1
RETURN h.turn, h.number, h.events

-- name: end
// Nothing is read here that is set: Neo4j would lock the head anew for that, and call those who wait for it a deadlock.
UNWIND $heads AS head
MATCH (h:SegmentStore {ns: $ns, shard: head[0]}) SET h.number = head[1], h.events = head[2], h.mark = $mark

-- name: settled
MATCH (h:SegmentStore {ns: $ns, shard: $shard}) RETURN h.turn, h.settled

-- name: all-settled
MATCH (h:SegmentStore) WHERE h.ns = $ns AND h.shard IS NOT NULL RETURN h.shard, h.turn, h.settled ORDER BY h.shard

-- name: settle
UNWIND $shards AS shard
MATCH (h:SegmentStore {ns: $ns, shard: shard}) SET h.held = true REMOVE h.held SET h.settled = h.turn
RETURN h.turn, h.mark

-- name: hold
UNWIND $shards AS shard
MATCH (h:SegmentStore {ns: $ns, shard: shard}) SET h.held = true REMOVE h.held RETURN h.turn, h.settled

-- name: drop-stale
UNWIND $gone AS run
MATCH (r:SegmentRun {ns: $ns, shard: run[0], number: run[1]}) DELETE r

-- name: leftovers
MATCH (r:SegmentRun {ns: $ns}) WHERE r.shard IS NOT NULL AND r.number IS NOT NULL AND r.gone IS NOT NULL
RETURN r.shard, r.number

-- name: labels
CALL db.labels() YIELD label WHERE label STARTS WITH 'Segment' RETURN label

-- name: drop
// The label stands in the text: given as a value, all nodes of all labels would be gone through for each.
MATCH (n:`LABEL`) WHERE n.ns = $ns CALL (n) { DELETE n } IN TRANSACTIONS OF 2000 ROWS

-- name: build
MATCH (c:SegmentCurrent {graph: $graph}) RETURN coalesce(c.build, 0)

-- name: next-build
MERGE (c:SegmentCurrent {graph: $graph}) ON CREATE SET c.build = 0, c.last = 0
SET c.last = c.last + 1 RETURN c.last

-- name: switch-build
MATCH (c:SegmentCurrent {graph: $graph}) SET c.before = c.build, c.build = $build

-- name: build-before
MATCH (c:SegmentCurrent {graph: $graph}) RETURN coalesce(c.before, 0)

-- name: builds
MATCH (h:SegmentStore) WHERE h.ns STARTS WITH $prefix AND h.shard IS NOT NULL RETURN DISTINCT h.ns

-- name: drop-builds
MATCH (c:SegmentCurrent {graph: $graph}) DELETE c

-- name: misplaced
// Iterations that lie in the first shard and belong to another.
MATCH (s:SegmentScope) WHERE s.ns = $ns AND s.tenant IS NOT NULL AND s.iteration IS NOT NULL AND s.shard = 0
RETURN s.ord, s.iteration

-- name: same-head
// What the first shard counted and drew is true for what comes from there.
MATCH (a:SegmentStore {ns: $ns, shard: 0}), (b:SegmentStore {ns: $ns, shard: $shard})
SET b.secret = a.secret, b.number = a.number, b.turn = a.turn, b.settled = a.turn

-- name: same-words
MATCH (w:$($label)) WHERE w.ns = $ns AND w.shard = 0
CREATE (copy:$($label)) SET copy = w {.*, shard: $shard}

-- name: move-scopes
MATCH (s:SegmentScope) WHERE s.ns = $ns AND s.shard = 0 AND s.ord IN $ords SET s.shard = $shard

-- name: move-rows
MATCH (n:$($label)) WHERE n.ns = $ns AND n.shard = 0 AND n.scope IN $ords SET n.shard = $shard

-- name: count-events
MATCH (h:SegmentStore {ns: $ns}) WHERE h.shard IN $shards
OPTIONAL MATCH (s:SegmentScope) WHERE s.ns = $ns AND s.shard = h.shard AND s.ord IS NOT NULL
WITH h, coalesce(sum(s.events), 0) AS events SET h.events = events

-- name: uncounted
MATCH (h:SegmentStore) WHERE h.ns = $ns AND h.shard IS NOT NULL AND h.events IS NULL RETURN h.shard

-- name: secret
MATCH (h:SegmentStore {ns: $ns, shard: $shard}) RETURN h.secret

-- name: add-scope
UNWIND $told.many AS v
MERGE (s:SegmentScope {ns: $ns, tenant: v[0], iteration: v[1]})
ON CREATE SET s.shard = $shard, s.ord = v[2], s.events = 0, s.turn = $turn, s.last_accepted = -1

-- name: find-scope
UNWIND $told.many AS v
MATCH (s:SegmentScope {ns: $ns, tenant: v[0], iteration: v[1]}) WHERE s.shard = $shard
RETURN s.ord, s.events, s.turn

-- name: scope
UNWIND $told.many AS v
MATCH (s:SegmentScope {ns: $ns, shard: $shard, ord: v[0]}) RETURN s.events, s.last_accepted

-- name: grow-scope
UNWIND $told.many AS v
MATCH (s:SegmentScope {ns: $ns, shard: $shard, ord: v[0]})
SET s.first_valid = CASE WHEN s.first_valid < v[1] THEN s.first_valid ELSE v[1] END,
    s.last_valid = CASE WHEN s.last_valid > v[2] THEN s.last_valid ELSE v[2] END,
    s.last_accepted = CASE WHEN s.last_accepted > v[3] THEN s.last_accepted ELSE v[3] END,
    s.events = s.events + v[4], s.turn = $turn

-- name: scopes
MATCH (s:SegmentScope) WHERE s.ns = $ns AND s.tenant IS NOT NULL AND s.iteration IS NOT NULL AND s.events > 0
RETURN s.tenant, s.iteration, s.events, s.first_valid, s.last_valid, s.events AS revision, s.last_accepted
ORDER BY s.tenant, s.iteration

-- name: revision
UNWIND $told.many AS v
OPTIONAL MATCH (s:SegmentScope {ns: $ns, tenant: v[0], iteration: v[1]}) RETURN coalesce(s.events, 0)

-- name: revision-of-all
MATCH (h:SegmentStore) WHERE h.ns = $ns AND h.shard IS NOT NULL RETURN coalesce(sum(h.events), 0)

-- name: positions
UNWIND $told.many AS v
MATCH (p:SegmentPosition {ns: $ns, consumer: v[0]}) WHERE p.part IS NOT NULL RETURN p.part, p.next

-- name: set-position
UNWIND $told.many AS v
MERGE (p:SegmentPosition {ns: $ns, consumer: v[0], part: v[1]}) SET p.next = v[2], p.shard = $shard

-- name: outbox
MATCH (m:SegmentMessage) WHERE m.ns = $ns AND m.number > 0 AND ($shares IS NULL OR m.shard IN $shares)
RETURN m.number, m.topic, m.key, m.value ORDER BY m.number LIMIT $limit

-- name: add-to-outbox
UNWIND $told.many AS v
CREATE (:SegmentMessage {ns: $ns, shard: $shard, topic: v[0], key: v[1], value: v[2], number: v[3]})

-- name: sent
UNWIND $numbers AS number
MATCH (m:SegmentMessage {ns: $ns, number: number}) DELETE m

-- name: add-chunk
UNWIND $told.many AS v
CREATE (:SegmentChunk {ns: $ns, shard: $shard, scope: v[0], lo: v[1], top: v[2], vlo: v[3], vhi: v[4],
  accepted: v[5], touched: v[6], offsets: v[7], body: v[8], born: $turn})

-- name: chunks
UNWIND $told.many AS v
MATCH (c:SegmentChunk {ns: $ns, shard: $shard, scope: v[0]}) WHERE c.lo >= v[1] AND c.born <= $upto
RETURN c.lo, c.offsets, c.body ORDER BY c.lo

-- name: chunk-of
UNWIND $told.many AS v
MATCH (c:SegmentChunk {ns: $ns, shard: $shard, scope: v[0]}) WHERE c.lo <= v[1] AND c.born <= $upto
RETURN c.lo, c.offsets, c.body ORDER BY c.lo DESC LIMIT 1

-- name: touched-since
UNWIND $told.many AS v
MATCH (c:SegmentChunk {ns: $ns, shard: $shard, scope: v[0]}) WHERE c.lo >= v[1] AND c.born <= $upto
RETURN c.touched ORDER BY c.lo

-- name: first-later-chunk
UNWIND $told.many AS v
MATCH (c:SegmentChunk {ns: $ns, shard: $shard, scope: v[0]}) WHERE c.top > v[1] AND c.born <= $upto
RETURN c.lo, c.accepted ORDER BY c.top, c.lo LIMIT 1

-- name: chunks-around
UNWIND $told.many AS v
MATCH (c:SegmentChunk {ns: $ns, shard: $shard, scope: v[0]})
WHERE c.vhi >= v[1] AND c.vlo < v[2] AND c.born <= $upto
RETURN c.vhi, c.lo ORDER BY c.vhi DESC

-- name: add-stray
UNWIND $told.many AS v
CREATE (:SegmentStray {ns: $ns, shard: $shard, scope: v[0], valid_at: v[1], seq: v[2], born: $turn})

-- name: strays-around
UNWIND $told.many AS v
MATCH (s:SegmentStray {ns: $ns, shard: $shard, scope: v[0]})
WHERE s.valid_at >= v[1] AND s.valid_at < v[2] AND s.born <= $upto
RETURN s.seq ORDER BY s.seq

-- name: add-out-of-turn
UNWIND $told.many AS v
CREATE (:SegmentOutOfTurn {ns: $ns, shard: $shard, scope: v[0], seq: v[1], accepted: v[2], entities: v[3], born: $turn})

-- name: out-of-turn
UNWIND $told.many AS v
MATCH (o:SegmentOutOfTurn {ns: $ns, shard: $shard, scope: v[0]})
WHERE o.seq > v[1] AND o.accepted <= v[2] AND o.born <= $upto
RETURN o.entities

-- name: any-out-of-turn
UNWIND $told.many AS v
OPTIONAL MATCH (o:SegmentOutOfTurn {ns: $ns, shard: $shard, scope: v[0]}) WHERE o.seq IS NOT NULL AND o.born <= $upto
RETURN count(o) > 0

-- name: add-touch
UNWIND $told.many AS v
CREATE (:SegmentTouch {ns: $ns, shard: $shard, scope: v[0], bucket: v[1], upto: v[2], pairs: v[3], born: $turn})

-- name: touch
UNWIND $told.many AS v
MATCH (t:SegmentTouch {ns: $ns, shard: $shard, scope: v[0], bucket: v[1]}) WHERE t.born <= $upto
RETURN t.pairs

-- name: touched-upto
UNWIND $told.many AS v
OPTIONAL MATCH (f:SegmentFrame {ns: $ns, shard: $shard, scope: v[0]}) WHERE f.upto IS NOT NULL AND f.born <= $upto
RETURN coalesce(max(f.seq), 0)

-- name: key-runs
MATCH (k:SegmentKeys {ns: $ns, shard: $shard}) WHERE k.number > 0 RETURN k.number, k.level, k.hashes ORDER BY k.number

-- name: add-key-run
UNWIND $told.many AS v
CREATE (:SegmentKeys {ns: $ns, shard: $shard, number: v[0], level: v[1], hashes: v[2]})

-- name: drop-key-run
UNWIND $told.many AS v
MATCH (k:SegmentKeys {ns: $ns, shard: $shard, number: v[0]}) DELETE k

-- name: names
MATCH (n:SegmentName {ns: $ns, shard: $shard}) WHERE n.code >= 0 RETURN n.name, n.code

-- name: add-name
UNWIND $told.many AS v
CREATE (:SegmentName {ns: $ns, shard: $shard, code: v[0], name: v[1]})

-- name: words-before
UNWIND $told.many AS v
CALL (v) {
  MATCH (w:SegmentWords {ns: $ns, shard: $shard}) WHERE w.lo <= v[0] RETURN w ORDER BY w.lo DESC LIMIT 1
}
WITH DISTINCT w RETURN w.lo, w.vals ORDER BY w.lo

-- name: add-words
UNWIND $told.many AS v
CREATE (:SegmentWords {ns: $ns, shard: $shard, lo: v[0], vals: v[1]})

-- name: last-words
MATCH (w:SegmentWords {ns: $ns, shard: $shard}) WHERE w.lo > 0 RETURN w.lo, w.vals ORDER BY w.lo DESC LIMIT $told.many[0][0]

-- name: entities
UNWIND $told.many AS v
MATCH (e:SegmentEntities {ns: $ns, shard: $shard, scope: v[0]}) WHERE e.lo >= v[1] AND e.born <= $upto
RETURN e.lo, e.names ORDER BY e.lo

-- name: add-entities
UNWIND $told.many AS v
CREATE (:SegmentEntities {ns: $ns, shard: $shard, scope: v[0], lo: v[1], names: v[2], born: $turn})

-- name: cells
UNWIND $told.many AS v
MATCH (c:SegmentCells {ns: $ns, shard: $shard, scope: v[0]}) WHERE c.lo >= v[1] AND c.born <= $upto
RETURN c.lo, c.pairs ORDER BY c.lo

-- name: add-cells
UNWIND $told.many AS v
CREATE (:SegmentCells {ns: $ns, shard: $shard, scope: v[0], lo: v[1], pairs: v[2], born: $turn})

-- name: odd
UNWIND $told.many AS v
MATCH (o:SegmentOdd {ns: $ns, shard: $shard, scope: v[0]}) WHERE o.entity >= 0 AND o.born <= $upto RETURN o.entity

-- name: add-odd
UNWIND $told.many AS v
MERGE (o:SegmentOdd {ns: $ns, shard: $shard, scope: v[0], entity: v[1]}) ON CREATE SET o.born = $turn

-- name: add-run
UNWIND $told.many AS v
CREATE (:SegmentRun {ns: $ns, shard: $shard, scope: v[0], place: v[1], level: v[2], lo: v[3], hi: v[4],
  earliest: v[5], body: v[6], number: v[7], born: $turn})

-- name: runs-to-merge
UNWIND $told.many AS v
MATCH (r:SegmentRun {ns: $ns, shard: $shard, scope: v[0], place: v[1]}) WHERE r.level = v[2] AND r.gone IS NULL
RETURN r.number, r.body ORDER BY r.lo

-- name: drop-run
// Kept for a while, as somebody may be reading as things stood before.
UNWIND $told.many AS v
MATCH (r:SegmentRun {ns: $ns, shard: $shard, number: v[0]}) SET r.gone = $turn

-- name: run-levels
UNWIND $told.many AS v
MATCH (r:SegmentRun {ns: $ns, shard: $shard, scope: v[0]}) WHERE r.place IS NOT NULL AND r.gone IS NULL
RETURN r.place, r.level, count(*)

-- name: corrections
UNWIND $told.many AS v
MATCH (r:SegmentRun {ns: $ns, shard: $shard, scope: v[0], place: v[1]})
WHERE r.lo <= v[2] AND r.born <= $upto AND (r.gone IS NULL OR r.gone > $upto)
RETURN r.body

-- name: runs-between
UNWIND $told.many AS v
MATCH (r:SegmentRun {ns: $ns, shard: $shard, scope: v[0]})
WHERE r.place > v[1] AND r.place <= v[2] AND r.lo <= v[3] AND r.earliest <= v[4]
  AND r.born <= $upto AND (r.gone IS NULL OR r.gone > $upto)
RETURN r.number, r.level, r.hi ORDER BY r.place, r.lo

-- name: run-body
UNWIND $told.many AS v
MATCH (r:SegmentRun {ns: $ns, shard: $shard, number: v[0]}) RETURN r.body

-- name: add-frame
UNWIND $told.many AS v
CREATE (:SegmentFrame {ns: $ns, shard: $shard, scope: v[0], win: v[1], upto: v[2], seq: v[3], body: v[4],
  written: v[5], number: v[6], whole: true, born: $turn})

-- name: frame-at
UNWIND $told.many AS v
MATCH (f:SegmentFrame {ns: $ns, shard: $shard, scope: v[0]})
WHERE f.upto <= v[1] AND f.seq <= v[2] AND f.whole AND f.born <= $upto
RETURN f.number, f.win ORDER BY f.upto DESC LIMIT 1

-- name: window-of
UNWIND $told.many AS v
MATCH (f:SegmentFrame {ns: $ns, shard: $shard, scope: v[0]}) WHERE f.upto >= v[1] AND f.born <= $upto
RETURN f.win ORDER BY f.upto LIMIT 1

-- name: thin
// A frame only spares reading the windows before it: of older ones every n-th is enough, the newest of each scope stay.
UNWIND $told.many AS v
MATCH (s:SegmentScope {ns: $ns, shard: $shard}) WHERE s.ord IS NOT NULL
MATCH (f:SegmentFrame {ns: $ns, shard: $shard, scope: s.ord}) WHERE f.upto IS NOT NULL
WITH v, s, max(f.win) AS newest
MATCH (f:SegmentFrame {ns: $ns, shard: $shard, scope: s.ord})
WHERE f.upto < v[0] AND f.whole AND f.win % v[1] <> 0 AND f.win + v[2] < newest
SET f.whole = false
RETURN count(f)

-- name: give-up
// What was thinned before: nobody reads it any more.
UNWIND $told.many AS v
MATCH (f:SegmentFrame {ns: $ns, shard: $shard}) WHERE f.number IS NOT NULL AND NOT f.whole AND f.body IS NOT NULL
REMOVE f.body
RETURN count(f)

-- name: frame-body
UNWIND $told.many AS v
MATCH (f:SegmentFrame {ns: $ns, shard: $shard, number: v[0]}) RETURN f.body

-- name: frame-count
UNWIND $told.many AS v
OPTIONAL MATCH (f:SegmentFrame {ns: $ns, shard: $shard, scope: v[0]}) WHERE f.upto IS NOT NULL AND f.born <= $upto
RETURN count(f)

-- name: frames
UNWIND $told.many AS v
MATCH (f:SegmentFrame {ns: $ns, shard: $shard, scope: v[0]}) WHERE f.upto IS NOT NULL
RETURN f.win, f.upto, f.seq, f.written ORDER BY f.win
