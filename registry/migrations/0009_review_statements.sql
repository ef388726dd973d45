-- The signed statements of the reviews of programmes in the register. Those of submissions stand in their documents.

ALTER TABLE programme ADD COLUMN statements json;
