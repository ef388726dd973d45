-- Certificates are known by their places in the sequence of numbers, which the registry reckons from a number: an index of
-- numbers, which come in no order, was entered at another page with each of them, and wrote that page whole to the WAL.

ALTER TABLE certificate
    DROP CONSTRAINT certificate_pkey,
    DROP CONSTRAINT certificate_sequence_key,
    ADD PRIMARY KEY (sequence);
