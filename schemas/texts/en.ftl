## Verdicts

verdict-genuine = Genuine
verdict-not-genuine = Not genuine
verdict-cannot-tell = Cannot tell

## Outcomes of a check

outcome-passed = passed
outcome-failed = failed
outcome-indeterminate = could not be checked

## What is checked

check-shape = Form of the document
check-proof = Signature
check-proof-purpose = Purpose of the signature
check-key-belongs-to-issuer = Key of the signature
check-dates = Dates
check-issuer-accredited = Right to award
check-number-known = Number in the register
check-digest-registered = Content as registered
check-status = Revocation
check-programme-registered = Programme in the register
check-presentation-shape = Form of the presentation
check-presentation-proof = Signature of the presenter
check-challenge = Made for this check
check-holder = Presented by its holder

## Form of the document

shape-fits = The document has the form of a micro-qualification certificate.
shape-broken = The document does not have the form of a micro-qualification certificate. At { $pointer }: { $problem }.
    .advice = Ask the holder for the original file from the institution; do not use a copy that was typed or converted.
unknown-context = The document uses a vocabulary that certificates of this register do not use: { $context }.
    .advice = Ask the holder for the original file from the institution that issued the certificate.
other-register = The certificate belongs to another register than the one this program trusts: { $id }.
    .advice = Have it checked by a program that trusts that register, or ask the holder for a certificate of this register.
not-checked = Not checked, because an earlier check did not pass.
    .advice = First settle what the earlier check says, then check again.

## Signature

signature-valid = The signature fits the content. Signed on { $created }.
signature-invalid = The signature does not fit the content: something was changed after signing, or the signature was taken from elsewhere.
    .advice = Do not rely on this document. Look the number up in the register and ask the institution that issued the certificate.
proof-missing = The document is not signed.
    .advice = Ask the holder for the signed file; a printout or an excerpt is not enough.
proof-malformed = The signature cannot be read: { $problem }.
    .advice = Ask the holder for the original file from the institution.
proof-unsupported = The signature is of a kind that this program does not check: { $cryptosuite }.
    .advice = Look the number up in the register, or ask the institution for the certificate in its usual form.
unsignable-data = The document holds data that no signature can cover: { $problem }.
    .advice = Do not rely on this document. Ask the holder for the original file from the institution.

## Purpose of the signature

purpose-fits = The signature was made for the purpose it is used for.
purpose-wrong = The signature was made for another purpose: { $found } instead of { $expected }.
    .advice = Do not rely on this document. Ask the holder for the original file from the institution.

## Key of the signature

key-of-issuer = The key of the signature belongs to the institution that issued the certificate: { $key }.
key-of-another = The document was signed with the key { $key }, which does not belong to { $issuer }, named in the certificate as its issuer.
    .advice = Do not rely on this document. Report it to the institution that it names.
key-unknown = The institution has no such key: { $key }.
    .advice = Do not rely on this document. Ask the institution whether it issued the certificate.
key-not-in-force = The key { $key } was not in force when the certificate was registered, on { $at }.
    .advice = Ask the institution to confirm the certificate or to issue a new one.
key-revoked = The key { $key } had been in the hands of others since { $since } when the certificate was registered.
    .advice = Do not rely on this document. Ask the institution to confirm the certificate or to issue a new one.
extract-key-not-in-force = The key { $key } was not in force when the extract was signed, on { $at }.
    .advice = Ask the holder for the certificate itself, or for a new extract.
extract-key-revoked = The key { $key } has been in the hands of others since { $since }. Whoever has it can sign an extract of any date.
    .advice = Ask the holder for the certificate itself: its content is registered.
keys-unavailable = It could not be found out whose key the signature was made with: { $why }.
    .advice = Check the connection to the internet and try again later.

## Dates

in-force = The certificate is in force.
not-yet-valid = The certificate comes into force on { $from }.
    .advice = Check again after that time.
expired = The certificate was in force until { $until }.
    .advice = Ask the holder whether there is a newer certificate.
dates-contradict = The dates of the certificate contradict one another: { $problem }.
    .advice = Ask the institution that issued the certificate to clear this up.

## Right to award

issuer-accredited = The operator had admitted { $awardingBody } to award micro-qualifications when the certificate was registered, on { $at }.
issuer-not-accredited-then = { $issuer } was not admitted to award micro-qualifications when the certificate was registered, on { $at }.
    .advice = The certificate does not count as a micro-qualification. Ask the operator of the register if you think this is a mistake.
extract-issuer-not-accredited = { $issuer } was not admitted to award micro-qualifications when it signed the extract, on { $at }.
    .advice = Ask the holder for the certificate itself: its content is registered.
issuer-unknown = { $issuer } is not among the institutions that may award micro-qualifications.
    .advice = Do not rely on this document. Ask the operator of the register if you think this is a mistake.
trust-list-unavailable = The list of institutions that may award micro-qualifications could not be had: { $why }.
    .advice = Check the connection to the internet and try again later.
trust-list-invalid = The list of institutions that may award micro-qualifications is not the operator's: { $problem }.
    .advice = Try again over another connection. If it stays so, tell the operator of the register.
trust-list-stale = The list of institutions that may award micro-qualifications at hand was good until { $until } only.
    .advice = Connect to the internet, so that a new list can be fetched, and try again.

## Number and content in the register

number-registered = A certificate is registered under the number { $number } since { $at }.
number-unknown = The register has no number { $number }.
    .advice = Do not rely on this document. Compare the number with the original, and ask the institution.
number-not-used = The number { $number } was assigned, but no certificate is registered under it.
    .advice = Ask the institution whether it has finished issuing the certificate, then check again.
number-of-another = The number { $number } belongs to a certificate of another institution or programme.
    .advice = Do not rely on this document. Report it to the institution that it names.
register-unavailable = The register could not be asked: { $why }.
    .advice = Check the connection to the internet and try again later, or ask the holder for the operator's receipt.
receipt-without-entry = The operator's receipt is in order, yet the register does not have the number.
    .advice = Tell the operator of the register: its data may be incomplete. Check again later.
receipt-invalid = The receipt of registration is not the operator's, or not for this certificate: { $problem }.
    .advice = Check without the receipt, over the internet, or ask the holder for the original file.
digest-equal = The content is the one that was registered.
digest-differs = Another content was registered under this number.
    .advice = Do not rely on this document. Ask the institution for the certificate that it registered.
extract-of-registered = This is an extract: the register vouches for the number, the signature of the institution for what the extract says.
extract-by-other-key = The extract was signed with the key { $key }, the registered certificate with another one.
    .advice = Ask the holder for the certificate itself, or the institution whether it signed the extract.

## Revocation

not-revoked = The certificate is not revoked. As of { $asOf }.
revoked = The certificate is revoked.
    .advice = It no longer counts. Ask the holder or the institution for the reason, and for a new certificate.
revoked-for = The certificate is revoked since { $at }: { $cause ->
        [data-error] it held wrong data
        [issued-in-error] it was issued by mistake
        [result-annulled] the result was annulled
        [replaced] another certificate stands in its place
        [key-compromised] the key that signed it came into the hands of others
        [holder-request] the holder asked for it
       *[other] { $cause }
    }.
    .advice = { $cause ->
        [data-error] It no longer counts. Ask the holder for the corrected certificate.
        [replaced] It no longer counts. Ask the holder for the certificate that stands in its place.
        [key-compromised] It no longer counts. Ask the holder for a certificate signed anew.
       *[other] It no longer counts. Ask the institution if you need to know more.
    }
replaced = Since { $at } another certificate stands in the place of this one: { $number }.
    .advice = It no longer counts. Ask the holder for the certificate { $number }, or look that number up in the register.
on-hold = The certificate is on hold since { $at }: { $cause ->
        [under-review] the institution is looking into the result
        [key-incident] it is being found out whether the key that signed it is in other hands
        [holder-request] the holder asked for it
       *[other] { $cause }
    }.
    .advice = Do not rely on it for the time being. Ask the institution that issued it, or check again later.
status-unavailable = It could not be found out whether the certificate is revoked: { $why }.
    .advice = Check the connection to the internet and try again later.
status-list-invalid = The list of revocations is not the operator's: { $problem }.
    .advice = Try again over another connection. If it stays so, tell the operator of the register.
status-list-stale = The list of revocations at hand was good until { $until } only.
    .advice = Connect to the internet, so that a new list can be fetched, and try again.
status-list-elsewhere = The certificate names a list of revocations that is not the operator's: { $list }.
    .advice = Do not rely on this document. Look the number up in the register and ask the institution.

## Programme in the register

programme-registered = The programme { $programme } is in the register of micro-qualifications.
programme-unknown = The register of micro-qualifications has no programme { $programme }.
    .advice = Ask the institution under which programme the certificate was issued.
programme-not-admitted-then = The programme { $programme } was not in the register when the certificate was registered, on { $at }.
    .advice = Ask the institution or the operator of the register to clear this up.
programme-differs = The certificate says other things about the programme than the register: { $problem }.
    .advice = Go by the register, and ask the institution to clear this up.
programme-unavailable = The register could not be asked for the programme: { $why }.
    .advice = Check the connection to the internet and try again later.

## Presentation

holder-bound = The person who presents the certificate holds the wallet it was issued to: { $holder }.
holder-differs = The certificate was not issued to the wallet that presents it: { $holder }.
    .advice = Do not rely on this presentation. Ask the person to present it from the wallet it was issued to.
holder-not-bound = The certificate is not bound to a wallet, so this program cannot tell who presents it.
    .advice = Compare the name on the certificate with an identity document.
challenge-fits = The presentation was made for this check.
challenge-wrong = The presentation was made for another check, or was used before: it may be a copy.
    .advice = Ask the person to present the certificate again, now and for you.
domain-wrong = The presentation was made for somebody else: { $found }.
    .advice = Ask the person to present the certificate to you.

## Rules of programmes

rule-text-missing = The text is missing in these languages: { $languages }.
rule-module-required = A programme has at least one course or module: add one.
rule-credit-minimum = A programme has at least 1 academic credit, this has { $found }.
rule-hours-per-credit-minimum = An academic credit is at least 30 academic hours, here it is { $found }.
rule-hours-too-few = { $found } academic hours are too few for the credits: at least { $needed } are needed.
rule-credit-sum = The credits of the courses add up to { $sum }, the programme says { $credits }: make them equal.
rule-hour-sum = The academic hours of the courses add up to { $sum }, the programme says { $hours }: make them equal.
rule-topic-required = The course has no topics: add its thematic plan.
rule-code-twice = The code { $code } is used twice: give each part a code of its own.
rule-competency-required = A programme is built around at least one competency: add one.
rule-outcome-required = A programme has at least one learning outcome: add one.
rule-outcome-without-competency = The learning outcome serves no competency: name at least one.
rule-reference-unknown = The code { $code } is not defined in the programme: correct it or add the part.
rule-outcome-not-assessed = No instrument of assessment measures the learning outcome { $code }: add one or assign the outcome.
rule-criteria-required = The instrument of assessment has no criteria: add measurable ones.
rule-teaching-required = At least one strategy and one method of teaching are needed.
rule-weight-sum = The weights of the instruments of assessment add up to { $sum } %, not to 100 %.
rule-grade-scale-unknown = The register has no grade scale named { $name }.
rule-pass-mark-too-low = The pass mark is below { $lowest } %, the lowest result with which credits are awarded.
rule-level-out-of-range = A level of a qualifications framework is 1 to 8, this is { $found }.
rule-instruction-language-required = At least one language of instruction is needed.
rule-language-twice = The language { $language } is named twice: name it once.
rule-employer-required = At least one employer takes part in developing a programme: name it among the partners.
rule-internal-review-required = A positive internal review by the institution itself is needed.
rule-external-review-required = A positive external review by an employer is needed.
rule-review-negative = This review is negative: a programme is admitted only when no negative review stands.
rule-degree-programme-required = The degree programme that it is embedded in has no name: give it.
rule-address-not-web = This is not an address of the web: { $found }. Write one that begins with https://.
rule-address-of-another = The address { $address } already stands for an organisation of another name: give each its own.
rule-version-minimum = Versions of a programme count from 1.
rule-supersedes-itself = A version cannot supersede itself: name the code of the earlier version.
rule-labour-market-required = A programme answers a need of the labour market: state the need and the prospects of employment.
rule-too-many = There are too many entries: at most { $limit } are allowed.

## Reasons of revocations

revocation-data-error = wrong data in the certificate
revocation-issued-in-error = issued by mistake
revocation-result-annulled = result annulled
revocation-replaced = replaced by another certificate
revocation-key-compromised = signing key in the hands of others
revocation-holder-request = at the holder's request

## Status in the register

status-allocated = number assigned, no certificate registered yet
status-active = in force
status-on-hold = on hold
status-revoked = revoked
hold-under-review = the result is being looked into
hold-key-incident = it is being found out whether the key is in other hands
hold-holder-request = the holder asked for it

## Values of programmes and of the list of institutions, each by its name in the data

integration-StandAlone = Stand-alone
integration-EmbeddedInDegree = Part of a degree programme
participation-Onsite = On site
participation-Online = Online
participation-Blended = On site and online
assessment-Examination = Examination
assessment-Project = Defence of a project
assessment-Portfolio = Portfolio
supervision-None = Without supervision
supervision-OnlineProctored = Online, with proctoring
supervision-OnsiteWithIdCheck = On site, with an identity document
review-Internal = Internal review
review-External = External review
review-Positive = positive
review-Negative = negative
awarding-body-HigherEducation = Organisation of higher and postgraduate education
awarding-body-College = College
awarding-body-TrainingCentre = Education and training centre
awarding-body-Company = Company

## Life of a programme: stages

programme-stage-drafted = draft
programme-stage-internally-reviewed = internally reviewed
programme-stage-externally-reviewed = externally reviewed
programme-stage-approved = approved
programme-stage-submitted = submitted
programme-stage-admitted = admitted
programme-stage-returned = returned with remarks
programme-stage-withdrawn = withdrawn
programme-stage-superseded = superseded by a newer version

## Life of a programme: events

programme-event-drafted = drafted
programme-event-changed = changed
programme-event-reviewed = reviewed
programme-event-approved = approved
programme-event-approval-lifted = approval taken back
programme-event-submitted = submitted
programme-event-admitted = admitted
programme-event-returned = returned with remarks
programme-event-taken-back = taken back before the decision
programme-event-withdrawn = withdrawn
programme-event-superseded = superseded by a newer version

## Life of a programme: why something cannot happen now

programme-refused-not-drafted = There is no draft of the programme yet: enter one first.
programme-refused-not-now = This cannot be done now ({ $event }): the programme stands at: { $stage }.
programme-refused-other-content = This is about the content { $named }, but the programme's content is now { $present }: look at the present document again.
programme-refused-unchanged = Nothing has changed in the document.
programme-refused-internal-review-first = An external review comes after a positive internal one: enter the internal review first.
programme-refused-statement-twice = This review was entered already.
programme-refused-reviewer-in-two-roles = { $reviewer } has reviewed this content in another role: one body reviews in one role.
programme-refused-remarks-missing = No reason is given: write the remarks.
programme-refused-too-many-reviews = There are too many reviews of this content: enter no more.
programme-refused-objection-stands = The review by { $reviewer } is not positive: meet its remarks and change the document, or have it reviewed again.
programme-refused-internal-review-missing = No positive internal review stands: enter one.
programme-refused-employer-review-missing = No positive review by an employer stands: enter one.
programme-refused-version-closed = Version { $version } does not change any more ({ $stage }): enter the changed document as version { $next }.
programme-refused-version-unfinished = Version { $version } is not finished ({ $stage }): finish it or withdraw it first.
programme-refused-version-out-of-order = Versions follow one another: the latest is { $latest }, this one says { $found }.
programme-refused-code-too-long = The code { $programme } is too long: a code of the register has at most 32 characters.

## Signed reviews

review-role-Internal = Internal review
review-role-ExternalEmployer = Review by an employer
review-role-ExternalExpert = Review by an external expert
review-WithRemarks = with remarks
review-void-content-changed = the document was changed after the review
review-void-reviewed-again = the same body reviewed the same content again

## Differences between versions

difference-added = added
difference-removed = removed
difference-changed = changed
difference-moved = moved

## Members of a programme's document

member-code = Code
member-version = Version
member-supersedes = Version that it supersedes
member-name = Name
member-purpose = Purpose
member-awardedQualification = Micro-qualification awarded
member-integration = Kind of programme
member-kind = Kind
member-degreeProgramme = Degree programme
member-url = Address
member-modules = Courses
member-credits = Credits
member-academicHours = Academic hours
member-topics = Topics
member-hoursPerCredit = Hours per credit
member-competencies = Competencies
member-references = References
member-framework = Framework
member-outcomes = Learning outcomes
member-statement = Statement
member-teaching = Teaching
member-strategies = Strategies
member-methods = Methods
member-assessment = Assessment
member-gradeScale = Grade scale
member-passMark = Pass mark
member-instruments = Instruments
member-criteria = Criteria
member-weight = Weight
member-finalAttestation = Final attestation
member-supervision = Identity check
member-level = Level
member-nqf = National Qualifications Framework
member-eqf = European Qualifications Framework
member-instructionLanguages = Languages of instruction
member-participation = Form of participation
member-prerequisites = Prerequisites
member-labourMarket = Labour market
member-need = Need for specialists
member-prospects = Prospects of employment
member-outlook = Lack or surplus
member-sources = Sources
member-partners = Partners
member-employer = Employer
member-kk = in Kazakh
member-ru = in Russian
member-en = in English
