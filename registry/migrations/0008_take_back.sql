-- Submitted programmes can be taken back: what became of one is that it was returned, or that.

ALTER TABLE submission RENAME COLUMN returned TO outcome;
