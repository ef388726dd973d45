-- What the offline bundle says beside status lists: which certificates are on hold, and which are replaced.

CREATE INDEX certificate_noticed ON certificate (number)
    WHERE (held_at IS NOT NULL AND revoked_at IS NULL) OR replaced_by IS NOT NULL;
