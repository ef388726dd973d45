-- The register. The log (`entry`) is the truth, chained by hash; the other tables are what it comes to, kept in the same
-- transactions. Times are RFC 3339 in UTC; documents are JSON as they were signed or sent.

CREATE TABLE register (
    one            boolean PRIMARY KEY DEFAULT true CHECK (one),
    base_url       text    NOT NULL,
    -- The position of the next entry of the log, and the hash of the last one.
    next_position  bigint  NOT NULL,
    head           bytea   NOT NULL CHECK (length(head) = 32),
    -- The next place in the sequence of numbers, and the status lists that places are drawn from.
    next_sequence  bigint  NOT NULL DEFAULT 0,
    lists          json    NOT NULL,
    -- Change whenever an awarding body does.
    bodies_version bigint  NOT NULL DEFAULT 0
);

CREATE TABLE entry (
    position bigint PRIMARY KEY,
    entry    json   NOT NULL,
    hash     bytea  NOT NULL CHECK (length(hash) = 32)
);

CREATE TABLE awarding_body (
    code    text  PRIMARY KEY,
    did     text  NOT NULL UNIQUE,
    body    json  NOT NULL,
    -- The SHA-256 of the API credential.
    api_key bytea NOT NULL UNIQUE CHECK (length(api_key) = 32)
);

CREATE TABLE programme (
    code          text PRIMARY KEY,
    awarding_body text NOT NULL REFERENCES awarding_body,
    programme     json NOT NULL
);

CREATE TABLE certificate (
    number        text    PRIMARY KEY CHECK (length(number) = 14),
    sequence      bigint  NOT NULL UNIQUE,
    awarding_body text    NOT NULL REFERENCES awarding_body,
    draft         uuid    NOT NULL,
    programme     text    NOT NULL REFERENCES programme,
    allocated_at  text    NOT NULL,
    list          text    NOT NULL,
    place         integer NOT NULL,
    registered_at text,
    digest        text,
    receipt       json,
    revoked_at    text,
    reason        text,
    UNIQUE (awarding_body, draft),
    UNIQUE (list, place),
    CHECK ((registered_at IS NULL) = (digest IS NULL) AND (digest IS NULL) = (receipt IS NULL)),
    CHECK ((revoked_at IS NULL) = (reason IS NULL))
);

CREATE INDEX certificate_revoked ON certificate (list) INCLUDE (place) WHERE revoked_at IS NOT NULL;

-- Lists in which something was revoked, and the position behind the last change.
CREATE TABLE status_list (
    list    text   PRIMARY KEY,
    version bigint NOT NULL
);
