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
