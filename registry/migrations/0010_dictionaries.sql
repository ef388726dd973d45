-- Dictionaries of codes that carry certificates, as they were handed out: text, since each byte counts.

CREATE TABLE dictionary (
    id       text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{16}$'),
    document text NOT NULL
);
