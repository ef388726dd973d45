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
