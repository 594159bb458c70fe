-- name: schema-1
CREATE TABLE view (
    tenant TEXT NOT NULL, name TEXT NOT NULL, addresses TEXT NOT NULL, saved INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) WITHOUT ROWID;
CREATE TABLE link (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, issued INTEGER NOT NULL, claims TEXT NOT NULL,
    by TEXT NOT NULL, note TEXT NOT NULL, revoked INTEGER
) WITHOUT ROWID;
CREATE INDEX link_of_tenant ON link (tenant, issued);

-- name: save
INSERT INTO view (tenant, name, addresses, saved) VALUES (?, ?, ?, ?)
ON CONFLICT (tenant, name) DO UPDATE SET addresses = excluded.addresses, saved = excluded.saved;

-- name: views
SELECT tenant, name, addresses, saved FROM view WHERE tenant = ? ORDER BY name;

-- name: forget
DELETE FROM view WHERE tenant = ? AND name = ?;

-- name: hand-out
INSERT INTO link (id, tenant, issued, claims, by, note, revoked) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: handed-out
SELECT claims, by, note, revoked FROM link WHERE tenant = ? ORDER BY issued DESC, id;

-- name: link
SELECT claims, by, note, revoked FROM link WHERE id = ?;

-- name: revoke
UPDATE link SET revoked = ?1 WHERE tenant = ?2 AND id = ?3 AND revoked IS NULL;

-- name: ping
SELECT count(*) FROM view WHERE tenant = '';
