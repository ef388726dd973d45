//! Programmes in the register: the gate through which they are admitted, and their withdrawal.
//!
//! A programme in the register never changes: certificates refer to it. A changed one is submitted under a code of
//! its own.

use jiff::{Timestamp, tz::Offset};
use schemas::{
    api::registry::admission::Submission,
    award::AwardingBody,
    identifier::{HeiCode, ProgrammeCode},
    language::Language,
    problem::Violation,
    programme::{Integration, Programme, RegisteredProgramme, rules::BrokenRule},
    rights::Actor,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    app::Registry,
    config::Admission,
    register_time,
    store::{Act, StoreError},
    texts,
};

/// How a programme stands, which numbers and registrations depend on: whose it is, and when it was in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Standing {
    /// Whose it is.
    pub awarding_body: HeiCode,
    /// Since when it is in the register.
    pub admitted_at: Timestamp,
    /// Since when it is withdrawn.
    #[serde(default)]
    pub withdrawn_at: Option<Timestamp>,
}

impl Standing {
    /// Whether it was in the register at `at`.
    pub fn admitted(&self, at: Timestamp) -> bool {
        self.admitted_at <= at && self.withdrawn_at.is_none_or(|withdrawn| at < withdrawn)
    }
}

impl From<&RegisteredProgramme> for Standing {
    fn from(programme: &RegisteredProgramme) -> Self {
        Self {
            awarding_body: programme.awarding_body.clone(),
            admitted_at: programme.admitted_at,
            withdrawn_at: programme.withdrawn_at,
        }
    }
}

/// Why a programme was not admitted or withdrawn. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ProgrammeError {
    /// Rules of content are broken: all of them.
    #[error("the programme breaks {} rules: mend them and submit it again", .broken.len())]
    Rules {
        /// The rules, in the order of the document.
        broken: Vec<Breach>,
    },
    /// The awarding body is not accredited now.
    #[error("{hei} is not accredited now, or its accreditation is suspended: ask the operator")]
    NotAccredited {
        /// Its code.
        hei: HeiCode,
    },
    /// Another awarding body has a programme under the code.
    #[error("the code {code} belongs to another awarding body: choose another")]
    CodeTaken {
        /// The code.
        code: ProgrammeCode,
    },
    /// The awarding body has another document under the code.
    #[error(
        "{code} is in the register with another content, which certificates refer to: submit the changed programme under a new code and withdraw the old one"
    )]
    Exists {
        /// The code.
        code: ProgrammeCode,
    },
    /// Another document of the awarding body waits under the code.
    #[error(
        "{code} waits for the operator with another content: the operator admits or returns that one first"
    )]
    Waits {
        /// The code.
        code: ProgrammeCode,
    },
    /// No programme has the code.
    #[error("the register has no programme {code}")]
    Unknown {
        /// The code.
        code: ProgrammeCode,
    },
    /// The programme is another awarding body's.
    #[error("{code} is not a programme of {hei}")]
    NotYours {
        /// The code.
        code: ProgrammeCode,
        /// Who asked.
        hei: HeiCode,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A broken rule: of the document itself, or of the document in its surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Breach {
    /// A rule of the document.
    Document(BrokenRule),
    /// A review is dated later than today.
    ReviewInFuture {
        /// JSON Pointer to the date.
        pointer: String,
    },
    /// A reviewing body goes by the awarding body's own address: the two would be one.
    ReviewerIsAwardingBody {
        /// JSON Pointer to the reviewer's address.
        pointer: String,
    },
    /// It names another body's programme as its earlier version, or none that was admitted.
    SupersedesUnknown,
    /// An address that a page would link to is not one of the web.
    AddressNotOfTheWeb {
        /// JSON Pointer to the address.
        pointer: String,
    },
}

impl Breach {
    /// As an entry of problem details.
    pub fn violation(&self, language: Language) -> Violation {
        let own = |pointer: &String, rule: &str| Violation {
            pointer: pointer.clone(),
            rule: rule.to_owned(),
            message: texts::words(language, &format!("rule-{rule}")),
        };
        match self {
            Self::Document(broken) => broken.violation(language),
            Self::ReviewInFuture { pointer } => own(pointer, "review-in-future"),
            Self::SupersedesUnknown => own(&"/supersedes".to_owned(), "supersedes-unknown"),
            Self::AddressNotOfTheWeb { pointer } => own(pointer, "address-not-of-the-web"),
            Self::ReviewerIsAwardingBody { pointer } => own(pointer, "reviewer-is-awarding-body"),
        }
    }
}

/// A programme in the register, and whether it is there by this very request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The programme.
    pub registered: RegisteredProgramme,
    /// `false` when the same document was admitted before.
    pub new: bool,
}

/// What came of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is in the register.
    Admitted(Admitted),
    /// It waits for the operator.
    Waiting(Submission),
}

/// Takes a programme of `hei`, or says every rule that it breaks: into the register, or before the operator, as the settings
/// say. The same document again changes nothing, unless it was returned.
pub async fn submit(
    registry: &Registry,
    by: Actor,
    hei: &AwardingBody,
    programme: Programme,
) -> Result<Submitted, ProgrammeError> {
    let now = register_time::now(registry).await?;
    if !hei.accredited(now) {
        let hei = hei.code.clone();
        return Err(ProgrammeError::NotAccredited { hei });
    }
    let mut broken = breaches(&programme, hei, now);
    if let Some(earlier) = &programme.supersedes {
        let earlier = registry.store.programme(earlier).await?;
        if earlier.is_none_or(|earlier| earlier.awarding_body != hei.code) {
            broken.push(Breach::SupersedesUnknown);
        }
    }
    if !broken.is_empty() {
        return Err(ProgrammeError::Rules { broken });
    }
    let submitted = RegisteredProgramme {
        programme,
        awarding_body: hei.code.clone(),
        admitted_at: now,
        withdrawn_at: None,
    };
    match registry.config.admission {
        Admission::Automatic => {
            let admitted = registry.store.admit(submitted, by).await;
            admitted.map(Submitted::Admitted)
        }
        Admission::ByHand => registry.store.submit(submitted, by).await,
    }
}

/// Withdraws a programme of `hei`: no numbers from now on. Certificates in it stay as they are. Withdrawing again
/// changes nothing.
pub async fn withdraw(
    registry: &Registry,
    by: Actor,
    hei: &AwardingBody,
    code: ProgrammeCode,
) -> Result<RegisteredProgramme, ProgrammeError> {
    let at = registry.now();
    let act = Act { by, at };
    registry.store.withdraw(hei.code.clone(), code, act).await
}

/// Every rule that `programme`, submitted by `hei` at `now`, breaks.
pub fn breaches(programme: &Programme, hei: &AwardingBody, now: Timestamp) -> Vec<Breach> {
    let document = programme.broken_rules().into_iter().map(Breach::Document);
    // The latest civil date on Earth: a review of today is never "in the future" for its author.
    let latest = Offset::constant(14).to_datetime(now).date();
    let own = [Some(hei.id.as_str()), hei.url.as_deref()];
    let trimmed = |url: &str| url.trim_end_matches('/').to_owned();
    let around = programme
        .reviews
        .iter()
        .enumerate()
        .flat_map(|(i, review)| {
            let in_future = (review.date > latest).then(|| Breach::ReviewInFuture {
                pointer: format!("/reviews/{i}/date"),
            });
            let reviewer = trimmed(review.reviewer_id.as_str());
            let same = own.iter().flatten().any(|own| trimmed(own) == reviewer);
            let same = same.then(|| Breach::ReviewerIsAwardingBody {
                pointer: format!("/reviews/{i}/reviewerId"),
            });
            in_future.into_iter().chain(same)
        });
    let strange = addresses(programme)
        .into_iter()
        .filter(|(_, url)| !matches!(url.scheme(), "http" | "https"))
        .map(|(pointer, _)| Breach::AddressNotOfTheWeb { pointer });
    document.chain(around).chain(strange).collect()
}

/// Every address in the document that a page links to, with its JSON Pointer.
fn addresses(programme: &Programme) -> Vec<(String, &Url)> {
    let mut found = Vec::new();
    if let Integration::EmbeddedInDegree { degree_programme } = &programme.integration {
        let pointer = "/integration/degreeProgramme/url".to_owned();
        found.push((pointer, &degree_programme.url));
    }
    for (i, competency) in programme.competencies.iter().enumerate() {
        for (j, reference) in competency.references.iter().enumerate() {
            let pointer = format!("/competencies/{i}/references/{j}/url");
            found.push((pointer, &reference.url));
        }
    }
    for (i, partner) in programme.partners.iter().enumerate() {
        found.push((format!("/partners/{i}/url"), &partner.url));
    }
    for (i, review) in programme.reviews.iter().enumerate() {
        found.push((format!("/reviews/{i}/reviewerId"), &review.reviewer_id));
        if let Some(document) = &review.document {
            found.push((format!("/reviews/{i}/document"), document));
        }
    }
    found
}

/// What a submission comes to beside what the register has under its code. `Ok(None)`: it is to be entered.
pub fn beside(
    before: Option<RegisteredProgramme>,
    submitted: &RegisteredProgramme,
) -> Result<Option<RegisteredProgramme>, ProgrammeError> {
    let code = || submitted.programme.code.clone();
    match before {
        None => Ok(None),
        Some(before) if before.awarding_body != submitted.awarding_body => {
            Err(ProgrammeError::CodeTaken { code: code() })
        }
        Some(before) if before.programme == submitted.programme => Ok(Some(before)),
        Some(_) => Err(ProgrammeError::Exists { code: code() }),
    }
}

/// What becomes of the programme `code` when `hei` withdraws it at `now`, and whether that changes it.
pub fn withdrawn(
    before: Option<RegisteredProgramme>,
    hei: &HeiCode,
    code: &ProgrammeCode,
    now: Timestamp,
) -> Result<(RegisteredProgramme, bool), ProgrammeError> {
    let code = || code.clone();
    let mut programme = before.ok_or_else(|| ProgrammeError::Unknown { code: code() })?;
    if programme.awarding_body != *hei {
        let hei = hei.clone();
        return Err(ProgrammeError::NotYours { code: code(), hei });
    }
    let changed = programme.withdrawn_at.is_none();
    programme.withdrawn_at.get_or_insert(now);
    Ok((programme, changed))
}
