//! Why a check ended as it did.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    language::Language,
    status::{HoldReason, RevocationReason},
    text,
};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_meta:meta])* $field:ident: $type:ty = $sample:expr),+ $(,)? })?),+ $(,)?) => {
        /// Why a check ended as it did. In words through the message of the same name in `texts/*.ftl`, whose
        /// attribute `advice` says what to do.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
        pub enum Reason {
            $($(#[$doc])* $name $({ $($(#[$field_meta])* $field: $type),+ })?),+
        }

        impl Reason {
            /// One of each, for tests and documentation of the words.
            pub fn samples() -> Vec<Self> {
                vec![$(Self::$name $({ $($field: $sample),+ })?),+]
            }
        }
    };
}

fn sample_time() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn sample_did() -> String {
    "did:web:hei".to_owned()
}

reasons! {
    // shape
    /// The document follows the profile.
    ShapeFits,
    /// A rule of the data model or the profile is broken.
    ShapeBroken {
        /// Where: a JSON Pointer.
        pointer: String = "/type".to_owned(),
        /// What is wrong, in English, as the specification names it.
        problem: String = "no type".to_owned(),
    },
    /// A context that is not one of the pinned ones.
    UnknownContext {
        /// Its URL, shortened.
        context: String = "https://unknown".to_owned(),
    },
    /// The certificate is of another operator's register than the trusted one.
    OtherRegister {
        /// The certificate's `id`.
        id: String = "https://other/certificates/1".to_owned(),
    },
    /// An earlier check failed, so this one was not made.
    NotChecked,

    // proof
    /// The signature fits the content.
    SignatureValid {
        /// When the HEI says it signed.
        #[serde(with = "crate::date_time_stamp")]
        created: Timestamp = sample_time(),
    },
    /// The signature does not fit: the content was altered after signing, or the signature is another one's.
    SignatureInvalid,
    /// There is no proof.
    ProofMissing,
    /// The proof cannot be processed.
    ProofMalformed {
        /// What is wrong with it.
        problem: String = "no proofValue".to_owned(),
    },
    /// A cryptosuite that this program does not verify.
    ProofUnsupported {
        /// The cryptosuite's name, shortened.
        cryptosuite: String = "rot13".to_owned(),
    },
    /// Data that the signature cannot cover: a term that no context defines, a relative identifier.
    UnsignableData {
        /// What it is and where.
        problem: String = "/x: undefined term".to_owned(),
    },

    // proof purpose
    /// The proof was made for asserting a credential.
    PurposeFits,
    /// The proof was made for something else.
    PurposeWrong {
        /// The purpose found.
        found: String = "authentication".to_owned(),
        /// The purpose needed.
        expected: String = "assertionMethod".to_owned(),
    },

    // key
    /// The operator's list, or the HEI's own DID document, names the key as the issuer's.
    KeyOfIssuer {
        /// The key.
        key: String = "did:web:hei#z6Mk".to_owned(),
    },
    /// The key belongs to somebody else than the issuer named in the certificate.
    KeyOfAnother {
        /// The key named in the proof.
        key: String = "did:web:x#z6Mk".to_owned(),
        /// The issuer named in the certificate.
        issuer: String = sample_did(),
    },
    /// The issuer has no such key.
    KeyUnknown {
        /// The key named in the proof.
        key: String = "did:web:hei#z6Mk".to_owned(),
    },
    /// The key was not in force when the certificate was registered.
    KeyNotInForce {
        /// The key.
        key: String = "did:web:hei#z6Mk".to_owned(),
        /// When the certificate was registered.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// The key was in other hands when the certificate was registered.
    KeyRevoked {
        /// The key.
        key: String = "did:web:hei#z6Mk".to_owned(),
        /// Since when.
        #[serde(with = "crate::date_time_stamp")]
        since: Timestamp = sample_time(),
    },
    /// The key was not in force when the extract was signed.
    ExtractKeyNotInForce {
        /// The key.
        key: String = "did:web:hei#z6Mk".to_owned(),
        /// When the extract was signed.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// The key is in other hands, which could sign extracts of any date.
    ExtractKeyRevoked {
        /// The key.
        key: String = "did:web:hei#z6Mk".to_owned(),
        /// Since when.
        #[serde(with = "crate::date_time_stamp")]
        since: Timestamp = sample_time(),
    },
    /// Neither the operator's list nor the HEI's DID document could be had.
    KeysUnavailable {
        /// Why.
        why: String = "timed out".to_owned(),
    },

    // dates
    /// The certificate is valid at the time of verification.
    InForce,
    /// It becomes valid later.
    NotYetValid {
        /// When.
        #[serde(with = "crate::date_time_stamp")]
        from: Timestamp = sample_time(),
    },
    /// It was valid until a time that has passed.
    Expired {
        /// When it ended.
        #[serde(with = "crate::date_time_stamp")]
        until: Timestamp = sample_time(),
    },
    /// The certificate says it was signed or is valid in an order of times that cannot be.
    DatesContradict {
        /// What contradicts what.
        problem: String = "validUntil before validFrom".to_owned(),
    },

    // issuer
    /// The operator had accredited the issuer when the certificate was registered.
    IssuerAccredited {
        /// The issuer's code.
        awarding_body: String = "hei".to_owned(),
        /// When the certificate was registered.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// The issuer is on the list, but was not accredited at that time.
    IssuerNotAccreditedThen {
        /// The issuer.
        issuer: String = sample_did(),
        /// When the certificate was registered.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// The issuer was not accredited any more, or not then, when it signed the extract.
    ExtractIssuerNotAccredited {
        /// The issuer.
        issuer: String = sample_did(),
        /// When the extract was signed.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// The issuer is not on the operator's list.
    IssuerUnknown {
        /// The issuer.
        issuer: String = sample_did(),
    },
    /// The operator's list could not be had.
    TrustListUnavailable {
        /// Why.
        why: String = "timed out".to_owned(),
    },
    /// The operator's list does not bear the operator's valid signature, or is not the operator's.
    TrustListInvalid {
        /// What is wrong.
        problem: String = "signature".to_owned(),
    },
    /// The operator's list is too old to decide by.
    TrustListStale {
        /// Until when it was valid.
        #[serde(with = "crate::date_time_stamp")]
        until: Timestamp = sample_time(),
    },

    // number and digest
    /// The number is in the register.
    NumberRegistered {
        /// The number, in groups.
        number: String = "26 0000 0000 00 00".to_owned(),
        /// When it was registered.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// The register knows no such number.
    NumberUnknown {
        /// The number, in groups.
        number: String = "26 0000 0000 00 00".to_owned(),
    },
    /// The number was assigned, but no certificate was registered under it.
    NumberNotUsed {
        /// The number, in groups.
        number: String = "26 0000 0000 00 00".to_owned(),
    },
    /// The number belongs to another HEI or programme than the certificate says.
    NumberOfAnother {
        /// The number, in groups.
        number: String = "26 0000 0000 00 00".to_owned(),
    },
    /// The register could not be asked, and no receipt came with the certificate.
    RegisterUnavailable {
        /// Why.
        why: String = "timed out".to_owned(),
    },
    /// The operator's receipt is valid, yet the register does not know the number.
    ReceiptWithoutEntry,
    /// The receipt does not bear the operator's valid signature, or is about something else.
    ReceiptInvalid {
        /// What is wrong.
        problem: String = "signature".to_owned(),
    },
    /// The registered digest is that of this certificate.
    DigestEqual,
    /// Another content was registered under this number.
    DigestDiffers,
    /// An extract: the register vouches for the number, the signature of the institution for what the extract says.
    ExtractOfRegistered,
    /// The certificate was signed with another key than the extract.
    ExtractByOtherKey {
        /// The key of the extract.
        key: String = "did:web:hei#z6Mk".to_owned(),
    },

    // status
    /// The certificate is not revoked.
    NotRevoked {
        /// How old the status data is: when the list was signed.
        #[serde(with = "crate::date_time_stamp")]
        as_of: Timestamp = sample_time(),
    },
    /// The certificate is revoked; the list tells no more.
    Revoked,
    /// The certificate is revoked; the register says why and since when.
    RevokedFor {
        /// The reason's code.
        cause: RevocationReason = RevocationReason::DataError,
        /// Since when.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// Another certificate stands in its place.
    Replaced {
        /// The number of that one, as it is written for people.
        number: String = "26 4810 2957 63 41".to_owned(),
        /// Since when.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// It is not to be relied upon for the time being.
    OnHold {
        /// The reason's code.
        cause: HoldReason = HoldReason::UnderReview,
        /// Since when.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// The status list could not be had.
    StatusUnavailable {
        /// Why.
        why: String = "timed out".to_owned(),
    },
    /// The status list does not bear the operator's valid signature, or is another list.
    StatusListInvalid {
        /// What is wrong.
        problem: String = "signature".to_owned(),
    },
    /// The status list is too old to decide by.
    StatusListStale {
        /// Until when it was valid.
        #[serde(with = "crate::date_time_stamp")]
        until: Timestamp = sample_time(),
    },
    /// The certificate names another list than the operator's.
    StatusListElsewhere {
        /// The list it names.
        list: String = "https://other/status/1".to_owned(),
    },

    // programme
    /// The programme is in the register, with the certificate's HEI and volume.
    ProgrammeRegistered {
        /// The programme's code.
        programme: String = "MC-1".to_owned(),
    },
    /// The register knows no such programme.
    ProgrammeUnknown {
        /// The programme's code.
        programme: String = "MC-1".to_owned(),
    },
    /// The programme had been withdrawn, or not admitted yet, when the certificate was registered.
    ProgrammeNotAdmittedThen {
        /// The programme's code.
        programme: String = "MC-1".to_owned(),
        /// When the certificate was registered.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp = sample_time(),
    },
    /// The certificate says other things of the programme than the register.
    ProgrammeDiffers {
        /// What differs.
        problem: String = "credits".to_owned(),
    },
    /// The register could not be asked for the programme.
    ProgrammeUnavailable {
        /// Why.
        why: String = "timed out".to_owned(),
    },

    // presentation
    /// The presenter holds the key to which the certificate is bound.
    HolderBound {
        /// The holder.
        holder: String = "did:key:z6Mk".to_owned(),
    },
    /// The presenter is not the person to whom the certificate was issued.
    HolderDiffers {
        /// Who presents.
        holder: String = "did:key:z6Mk".to_owned(),
    },
    /// The certificate is not bound to a wallet (paper), so who presents it cannot be told.
    HolderNotBound,
    /// The presentation answers the question that was asked.
    ChallengeFits,
    /// The presentation answers another question, or an old one: it may be a copy.
    ChallengeWrong,
    /// The presentation was made for another verifier.
    DomainWrong {
        /// For whom it was made.
        found: String = "https://other".to_owned(),
    },
}

impl Reason {
    /// The reason in words: every one has some.
    pub fn words(&self, language: Language) -> String {
        text::reports()
            .of_tagged(language, self, "code", None)
            .unwrap_or_default()
    }

    /// What to do about it, where there is something to do.
    pub fn advice(&self, language: Language) -> Option<String> {
        text::reports().of_tagged(language, self, "code", Some("advice"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_in_every_language() {
        for reason in Reason::samples() {
            for language in Language::ALL {
                let words = text::reports().of_tagged(language, &reason, "code", None);
                assert!(words.is_some(), "{language} {reason:?}");
            }
        }
    }

    #[test]
    fn whatever_is_not_passed_has_advice() {
        let fine = [
            "shape-fits",
            "signature-valid",
            "purpose-fits",
            "key-of-issuer",
            "in-force",
            "issuer-accredited",
            "number-registered",
            "digest-equal",
            "extract-of-registered",
            "not-revoked",
            "programme-registered",
            "holder-bound",
            "challenge-fits",
        ];
        for reason in Reason::samples() {
            let code = serde_json::to_value(&reason).unwrap()["code"]
                .as_str()
                .unwrap()
                .to_owned();
            for language in Language::ALL {
                assert_eq!(
                    reason.advice(language).is_none(),
                    fine.contains(&&*code),
                    "{language} {code}"
                );
            }
        }
    }
}
