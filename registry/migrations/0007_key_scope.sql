-- The programmes that an API key is limited to, by their codes; none: it is not limited.

ALTER TABLE api_key ADD COLUMN programmes json NOT NULL DEFAULT '[]';
