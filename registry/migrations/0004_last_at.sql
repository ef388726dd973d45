-- When the last entry of the log was made: the next one is dated no earlier.

ALTER TABLE register ADD COLUMN last_at text;

UPDATE register SET last_at = (
    SELECT coalesce(entry->>'at', entry->'programme'->>'withdrawnAt', entry->'programme'->>'admittedAt')
    FROM entry WHERE position = next_position - 1);
