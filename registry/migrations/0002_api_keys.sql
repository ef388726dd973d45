-- API keys with ids, roles and ends. Until here an awarding body had one, known by the digest of its secret; its id is drawn
-- from that digest (registry/src/api_keys/rules.rs, `id_of`).

CREATE TABLE api_key (
    id              text   PRIMARY KEY,
    -- The position of the entry that made it.
    made_by         bigint NOT NULL REFERENCES entry,
    -- `operator`, or `hei:` and a code.
    holder          text   NOT NULL,
    role            text   NOT NULL,
    label           text,
    created_at      text   NOT NULL,
    expires_at      text,
    revoked_at      text,
    -- The SHA-256 of the secret, and of the one before.
    secret          bytea  NOT NULL UNIQUE CHECK (length(secret) = 32),
    previous_secret bytea  CHECK (length(previous_secret) = 32),
    previous_until  text,
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);

CREATE INDEX api_key_holder ON api_key (holder, made_by);
CREATE INDEX api_key_previous ON api_key (previous_secret) WHERE previous_secret IS NOT NULL;

-- The day of last use: not in the log, and may be lost.
CREATE TABLE api_key_use (
    id      text PRIMARY KEY REFERENCES api_key,
    used_on text NOT NULL
);

INSERT INTO api_key (id, made_by, holder, role, created_at, revoked_at, secret)
WITH issued AS (
    SELECT position, entry ->> 'at' AS at, decode(entry ->> 'apiKey', 'hex') AS secret,
           decode(entry ->> 'replaces', 'hex') AS replaces,
           coalesce(entry -> 'body' ->> 'code', entry ->> 'code') AS code
    FROM entry WHERE entry ->> 'kind' IN ('HeiAccredited', 'ApiKeyRenewed')
)
SELECT 'key_' || encode(substr(sha256(convert_to('kualik api key', 'UTF8') || made.secret), 1, 16), 'hex'),
       made.position, 'hei:' || made.code, 'hei-admin', made.at, ended.at, made.secret
FROM issued made LEFT JOIN issued ended ON ended.replaces = made.secret;

-- The key that was handed out last.
ALTER TABLE awarding_body ADD COLUMN issued_key text REFERENCES api_key DEFERRABLE INITIALLY DEFERRED;
UPDATE awarding_body b SET issued_key = (SELECT id FROM api_key k WHERE k.secret = b.api_key);
-- What the update still has to check, before the table is altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE awarding_body ALTER COLUMN issued_key SET NOT NULL, DROP COLUMN api_key;

-- Changes whenever an API key does.
ALTER TABLE register ADD COLUMN keys_version bigint NOT NULL DEFAULT 0;
