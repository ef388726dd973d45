//! Who may award micro-qualifications: accreditation of awarding bodies, their keys, the API keys handed out to them.
//!
//! [`apply`] is the rule; it is pure, and a store runs it inside the transaction that keeps the outcome.

mod rules;

use credential::multikey::KeyError;
use jiff::Timestamp;
use schemas::{
    api::registry::{AccreditAnswer, AccreditRequest},
    award::AwardingBody,
    did::{Did, DidUrl},
    identifier::HeiCode,
    rights::Actor,
};

pub use self::rules::{apply, in_force};

use crate::{
    api_keys::new_secret,
    app::Registry,
    store::{Act, StoreError, TokenDigest},
};

/// Why an accreditation was not changed. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum AccreditationError {
    /// No awarding body has the code.
    #[error("no awarding body has the code {code}: accredit it first")]
    Unknown {
        /// The code.
        code: HeiCode,
    },
    /// The code is taken by a body whose accreditation has not ended.
    #[error("{code} is accredited already: end that accreditation first, or choose another code")]
    Exists {
        /// The code.
        code: HeiCode,
    },
    /// The code was another DID's before.
    #[error(
        "{code} was accredited as {before}, not {asked}: a DID is kept for ever, choose another code"
    )]
    OtherDid {
        /// The code.
        code: HeiCode,
        /// Its DID.
        before: Did,
        /// The DID of the request.
        asked: Did,
    },
    /// The DID belongs to another awarding body, or to the operator.
    #[error(
        "the DID {did} belongs to somebody else in the register: give the awarding body's own one"
    )]
    DidTaken {
        /// The DID.
        did: Did,
    },
    /// A text is missing in one of the languages.
    #[error("the name is missing in {languages}: give it in Kazakh, Russian and English")]
    NameMissing {
        /// The tags of the languages.
        languages: String,
    },
    /// The web site is no address of one.
    #[error("\"{url}\" is no address of a web site: write https:// and the rest")]
    Url {
        /// What was given, shortened.
        url: String,
    },
    /// The span of time is empty.
    #[error("from {from} until {until} is no span of time: `until` must be later")]
    EmptyInterval {
        /// Its beginning.
        from: Timestamp,
        /// Its end.
        until: Timestamp,
    },
    /// The new accreditation overlaps with the one before.
    #[error(
        "the earlier accreditation lasts until {until}, the new one begins at {from}: begin later"
    )]
    Overlap {
        /// The end of the one before.
        until: Timestamp,
        /// The beginning of the new one.
        from: Timestamp,
    },
    /// The accreditation has ended already, earlier.
    #[error(
        "the accreditation of {code} ended at {until} already: it can be ended earlier, not later"
    )]
    Ended {
        /// The code.
        code: HeiCode,
        /// When it ended.
        until: Timestamp,
    },
    /// The accreditation is suspended already, since another instant.
    #[error(
        "the accreditation of {code} is suspended from {since} on: that can be brought forward while it has not begun, not put off"
    )]
    Suspended {
        /// The code.
        code: HeiCode,
        /// The first instant of the suspension.
        since: Timestamp,
    },
    /// The accreditation is not suspended.
    #[error("the accreditation of {code} is not suspended: there is no suspension to end")]
    NotSuspended {
        /// The code.
        code: HeiCode,
    },
    /// The suspension ends already, earlier.
    #[error(
        "the suspension of {code} ends at {until} already: that can be brought forward, not put off"
    )]
    SuspensionEnds {
        /// The code.
        code: HeiCode,
        /// When it ends.
        until: Timestamp,
    },
    /// There is no accreditation at the beginning of the suspension.
    #[error(
        "{code} is not accredited at {at}: a suspension begins within an accreditation, compare the list of awarding bodies"
    )]
    NothingToSuspend {
        /// The code.
        code: HeiCode,
        /// The asked first instant.
        at: Timestamp,
    },
    /// The new suspension overlaps with the one before.
    #[error(
        "the earlier suspension lasts until {until}, the new one begins at {from}: begin later"
    )]
    SuspensionsOverlap {
        /// The end of the one before.
        until: Timestamp,
        /// The beginning of the new one.
        from: Timestamp,
    },
    /// No key was given.
    #[error("no key was given: an awarding body signs with at least one Ed25519 key (z6Mk..)")]
    NoKey,
    /// A key cannot be read.
    #[error("the key \"{key}\" cannot be used: {source}")]
    Key {
        /// The key, shortened.
        key: String,
        /// Why.
        source: KeyError,
    },
    /// The key is already on the list.
    #[error(
        "{id} is a key of {code} already; a key that ended is not taken up again, make a new one"
    )]
    KeyExists {
        /// The code.
        code: HeiCode,
        /// The key.
        id: DidUrl,
    },
    /// The awarding body has no such key.
    #[error("{id} is no key of {code}: compare it with the list of awarding bodies")]
    KeyUnknown {
        /// The code.
        code: HeiCode,
        /// The key.
        id: DidUrl,
    },
    /// The key has ended already, earlier.
    #[error("{id} ended at {until} already: it can be ended earlier, or be marked compromised")]
    KeyEnded {
        /// The key.
        id: DidUrl,
        /// When it ended.
        until: Timestamp,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the operator decides about one awarding body.
#[derive(Clone, Debug)]
pub enum Change {
    /// It is accredited: for the first time, or again after an end.
    Accredit {
        /// As asked for.
        request: Box<AccreditRequest>,
        /// The digest of the secret of its new API key.
        api_key: TokenDigest,
    },
    /// The accreditation ends.
    End {
        /// The first instant that no longer belongs to it.
        until: Timestamp,
    },
    /// The accreditation is suspended, until that is ended.
    Suspend {
        /// The first instant.
        from: Timestamp,
    },
    /// The suspension ends.
    EndSuspension {
        /// The first instant that no longer belongs to it.
        until: Timestamp,
    },
    /// A further key is in force from now on.
    AddKey {
        /// Multikey value.
        key: String,
    },
    /// A key is retired or was compromised.
    EndKey {
        /// The key.
        id: DidUrl,
        /// Since when it is no longer in force.
        until: Timestamp,
        /// Whether it is in other hands since then.
        compromised: bool,
    },
    /// A new API key stands in the place of the one handed out before.
    NewApiKey {
        /// Its digest.
        api_key: TokenDigest,
    },
}

/// Accredits an awarding body and makes an API key for its administrator, whose secret is shown this once.
pub async fn accredit(
    registry: &Registry,
    by: Actor,
    request: AccreditRequest,
) -> Result<AccreditAnswer, AccreditationError> {
    let (api_key, digest) = new_secret(registry);
    let code = request.code.clone();
    let change = Change::Accredit {
        request: Box::new(request),
        api_key: digest,
    };
    let awarding_body = change_body(registry, by, code, change).await?;
    Ok(AccreditAnswer {
        awarding_body,
        api_key,
    })
}

/// Makes another API key for the administrator of an awarding body; the one that was handed out before is revoked.
pub async fn renew_api_key(
    registry: &Registry,
    by: Actor,
    code: HeiCode,
) -> Result<AccreditAnswer, AccreditationError> {
    let (api_key, digest) = new_secret(registry);
    let change = Change::NewApiKey { api_key: digest };
    let awarding_body = change_body(registry, by, code, change).await?;
    Ok(AccreditAnswer {
        awarding_body,
        api_key,
    })
}

/// Carries out a decision of the operator. Answers with the awarding body as it then stands.
pub async fn change_body(
    registry: &Registry,
    by: Actor,
    code: HeiCode,
    change: Change,
) -> Result<AwardingBody, AccreditationError> {
    let base_url = registry.base_url.clone();
    let at = registry.now();
    registry
        .store
        .change_body(code, change, base_url, Act { by, at })
        .await
}
