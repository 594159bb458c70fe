-- name: schema-1
CREATE TABLE document (
    id        INTEGER PRIMARY KEY,
    tenant    TEXT NOT NULL,
    iteration TEXT NOT NULL,
    uid       TEXT NOT NULL,
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    body      TEXT NOT NULL,
    severity  TEXT NOT NULL,
    valid_at  INTEGER NOT NULL,
    UNIQUE (tenant, iteration, uid)
);
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, content = 'document', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- The words follow the documents; taking words away needs the text they came from.
CREATE TRIGGER document_added AFTER INSERT ON document BEGIN
    INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER document_replaced AFTER UPDATE ON document BEGIN
    INSERT INTO words (words, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
    INSERT INTO words (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TABLE progress (
    consumer TEXT    NOT NULL,
    lane     TEXT    NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (consumer, lane)
) WITHOUT ROWID;

-- name: index
INSERT INTO document (tenant, iteration, uid, kind, title, body, severity, valid_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (tenant, iteration, uid) DO UPDATE SET
    kind = excluded.kind, title = excluded.title, body = excluded.body,
    severity = excluded.severity, valid_at = excluded.valid_at;

-- name: move
INSERT INTO progress (consumer, lane, next) VALUES (?, ?, ?)
ON CONFLICT (consumer, lane) DO UPDATE SET next = excluded.next;

-- name: positions
SELECT lane, next FROM progress WHERE consumer = ?;

-- name: search
-- A word in the title weighs more than one in the body; equals come newest first, then by name.
SELECT d.tenant, d.iteration, d.uid, d.kind, d.title,
       snippet(words, -1, '[', ']', '…', 12), d.severity, d.valid_at
FROM words JOIN document AS d ON d.id = words.rowid
WHERE words MATCH :words
  AND d.tenant = :tenant
  AND (:iteration = '' OR d.iteration = :iteration)
  AND (:kind = '' OR d.kind = :kind)
ORDER BY bm25(words, 4.0, 1.0), d.valid_at DESC, d.iteration, d.uid
LIMIT :limit;

-- name: ping
SELECT count(*) FROM progress WHERE consumer = '';
