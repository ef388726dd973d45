-- Holds, and which certificate stands in the place of which.

ALTER TABLE certificate
    ADD COLUMN supersedes  text,
    ADD COLUMN replaced_by text,
    ADD COLUMN held_at     text,
    ADD COLUMN hold_reason text,
    ADD CHECK ((held_at IS NULL) = (hold_reason IS NULL));
