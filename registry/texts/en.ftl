service-name = Register of micro-qualifications

# Start page
section-lookup = Look up a number
start-title = Register of micro-qualifications
start-lead = Look up the number of a certificate, and see the programmes and the organisations that may award micro-qualifications.
start-figures = In the register
figure-bodies = Organisations
figure-programmes = Programmes in force
start-documents = For developers
document-trust-list = Signed list of organisations
document-did = The operator's DID document
document-context = JSON-LD context
document-schema = JSON Schema of the certificate

# Look-up
lookup-label = Number of the certificate
lookup-hint = 14 digits as on the certificate; spaces do not matter.
lookup-button = Look up
lookup-malformed-title = This is no certificate number
lookup-unknown-title = The register has no such number
lookup-unknown = The number { $number } was never assigned. Compare it with the certificate; if it is right, do not rely on the certificate and ask the organisation that it names.
number-length = A certificate number has 14 digits, this has { $found }. Compare it with the certificate.
number-character = A certificate number is made of digits, there is no “{ $found }” in it. Compare it with the certificate.
number-check-digits = The check digits do not fit: a digit is wrong or two are swapped. Compare the number with the certificate.

# Certificate
certificate-title = Certificate
certificate-programme = Programme
certificate-body = Organisation
certificate-registered = Registered
certificate-on-hold = On hold
certificate-replaced-by = Replaced by
certificate-supersedes = Replaces
certificate-revoked = Revoked
certificate-reason = Reason
certificate-receipt = The operator's receipt
certificate-no-person = The register holds nothing about the holder. To learn to whom a certificate was issued and whether it is genuine, have the file itself verified.

# Programmes
programmes-title = Programmes
programmes-none = There is no programme in the register yet.
programmes-first = From the beginning
programmes-next = Further programmes
programme-name = Name
programme-supersedes = Supersedes
programme-code = Code
programme-version = version
programme-state = State
programme-admitted = Admitted
programme-withdrawn = Withdrawn
programme-qualification = Awarded micro-qualification
programme-volume = Volume
programme-credits = Credits
programme-hours = Academic hours
programme-volume-words = Credits: { $credits }, academic hours: { $hours }
programme-integration = Kind
programme-level = Level
programme-nqf = NQF
programme-eqf = EQF
programme-languages = Languages of instruction
programme-participation = Form of participation
programme-prerequisites = Prerequisites
programme-modules = Content
programme-module = Course
programme-topics = Topics
programme-competencies = Competencies
programme-outcomes = Learning outcomes
programme-teaching = Teaching and learning
programme-strategies = Strategies
programme-methods = Methods
programme-assessment = Assessment
programme-grade-scale = Grade scale
programme-pass-mark = Pass mark
programme-final = Final attestation
programme-instruments = Instruments of assessment
programme-instrument = Instrument
programme-measures = Learning outcomes
programme-criteria = Criteria
programme-weight = Weight
programme-reviews = Reviews
programme-review-document = review
programme-partners = Who took part in the development
programme-employer = employer

# Awarding bodies
bodies-title = Organisations
bodies-lead = Who may award micro-qualifications, since when, and with which keys they sign.
bodies-none = There is no organisation in the register yet.
body-code = Code
body-kind = Kind
body-url = Web site
body-accreditation = Accreditation
body-suspension = Suspended
body-keys = Keys
body-key = Key
body-in-force = In force
body-key-compromised = in other hands since
interval-open = since { $from }
interval-closed = { $from } to { $until }

# Rules of programmes that depend on the register
rule-review-in-future = The review is dated later than today: correct the date.
rule-reviewer-is-awarding-body = The reviewer has the same address as the organisation itself: give the committee's or the employer's own address.
rule-supersedes-unknown = the programme that it supersedes is none of yours in the register
rule-address-not-of-the-web = This is no address on the web: it must begin with https:// or http://.
rule-review-statement-missing = The signed statement of this review is missing: submit the programme with the statements of its reviews.
rule-review-statement-of-nothing = There is no review in the document for this statement: send one statement for each review, in the order of the reviews.
rule-review-statements-too-many = { $found } statements are more than are read: send one for each review, 50 at most.
rule-review-statement-too-large = The statement has { $found } bytes: at most 65536 are kept.
rule-review-statement-malformed = This is no signed statement of a review: { $problem }.
rule-review-statement-signature = The statement's signature is not valid: { $problem }. Have it signed again.
rule-review-statement-not-by-issuer = The statement is signed by { $signer }, and not by the issuer that it names.
rule-review-statement-issuer-unknown = The register cannot find the keys of { $issuer }, since it asks no other server: sign the review on its behalf, or have it signed by a did:key or did:jwk.
rule-review-statement-key-unknown = The statement is signed by { $key }, which is no key of its issuer.
rule-review-statement-key-ended = The key { $key } had ended when the statement was signed, or came into other hands: have it signed again.
rule-review-statement-in-future = The statement says that it was signed at { $at }, later than now: check the clocks.
rule-review-statement-of-other-programme = The statement is of another programme or version than the submitted one.
rule-review-statement-of-other-content = The statement is of another content than the submitted one, whose digest is { $submitted }: have it reviewed again.
rule-review-statement-no-digest = The document has no canonical form, so no statement can be of its content.
rule-review-statement-differs = The review in the document does not say what the statement says: take reviewer, role, date, decision and address over as they were signed.
rule-review-statement-signed-for-another = The statement is signed by the awarding body { $signer }, which is not the one that reviewed: it signs for itself alone.
