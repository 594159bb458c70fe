-- name: schema-1
CREATE TABLE view (
    tenant text NOT NULL, name text NOT NULL, addresses text NOT NULL, saved bigint NOT NULL,
    PRIMARY KEY (tenant, name)
);
CREATE TABLE link (
    id text PRIMARY KEY, tenant text NOT NULL, issued bigint NOT NULL, claims text NOT NULL,
    by text NOT NULL, note text NOT NULL, revoked bigint
);
CREATE INDEX link_of_tenant ON link (tenant, issued);

-- name: save
INSERT INTO view (tenant, name, addresses, saved) VALUES (%s, %s, %s, %s)
ON CONFLICT (tenant, name) DO UPDATE SET addresses = excluded.addresses, saved = excluded.saved;

-- name: views
SELECT tenant, name, addresses, saved FROM view WHERE tenant = %s ORDER BY name;

-- name: forget
DELETE FROM view WHERE tenant = %s AND name = %s;

-- name: hand-out
INSERT INTO link (id, tenant, issued, claims, by, note, revoked) VALUES (%s, %s, %s, %s, %s, %s, %s);

-- name: handed-out
SELECT claims, by, note, revoked FROM link WHERE tenant = %s ORDER BY issued DESC, id;

-- name: link
SELECT claims, by, note, revoked FROM link WHERE id = %s;

-- name: revoke
UPDATE link SET revoked = %s WHERE tenant = %s AND id = %s AND revoked IS NULL;

