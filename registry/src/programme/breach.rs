//! The rules that a submitted programme breaks.

use jiff::{Timestamp, tz::Offset};
use schemas::{
    award::AwardingBody,
    language::Language,
    problem::Violation,
    programme::{Integration, Programme, rules::BrokenRule},
};
use url::Url;

use crate::{
    review_statements::{Placed, StatementFault},
    texts,
};

/// A broken rule: of the document itself, or of the document in its surroundings.
#[derive(Clone, Debug, PartialEq)]
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
    /// The signed statement of a review does not hold, or is missing.
    Statement {
        /// JSON Pointer to where it shows: see [`crate::review_statements::Placed`].
        pointer: String,
        /// What is wrong with it.
        fault: Box<StatementFault>,
    },
}

impl From<Placed> for Breach {
    fn from((pointer, fault): Placed) -> Self {
        let fault = Box::new(fault);
        Self::Statement { pointer, fault }
    }
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
            Self::Statement { pointer, fault } => Violation {
                pointer: pointer.clone(),
                rule: fault.rule().to_owned(),
                message: fault.words(language),
            },
        }
    }
}

/// Every rule that `programme`, submitted by `hei` at `now`, breaks.
pub fn breaches(programme: &Programme, hei: &AwardingBody, now: Timestamp) -> Vec<Breach> {
    let document = programme.broken_rules().into_iter().map(Breach::Document);
    // The latest civil date on Earth: a review of today is never "in the future" for its author.
    let latest = Offset::constant(14).to_datetime(now).date();
    let around = programme
        .reviews
        .iter()
        .enumerate()
        .flat_map(|(i, review)| {
            let in_future = (review.date > latest).then(|| Breach::ReviewInFuture {
                pointer: format!("/reviews/{i}/date"),
            });
            let same = hei.goes_by(review.reviewer_id.as_str());
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
