-- Programmes that were submitted and are not in the register: they wait for the operator, or were returned.

CREATE TABLE submission (
    code          text PRIMARY KEY,
    awarding_body text NOT NULL REFERENCES awarding_body,
    submission    json NOT NULL,
    -- When and why it was returned.
    returned      json
);

CREATE INDEX submission_awarding_body ON submission (awarding_body);
