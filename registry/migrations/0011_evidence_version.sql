-- Grows whenever something changes that the offline bundle holds.

ALTER TABLE register ADD COLUMN evidence_version bigint NOT NULL DEFAULT 0;
