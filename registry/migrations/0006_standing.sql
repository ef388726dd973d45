-- How a programme stands, beside the document: numbers and registrations depend on it, and a document is long.

ALTER TABLE programme
    ADD COLUMN admitted_at  text NOT NULL GENERATED ALWAYS AS (programme ->> 'admittedAt') STORED,
    ADD COLUMN withdrawn_at text GENERATED ALWAYS AS (programme ->> 'withdrawnAt') STORED;
