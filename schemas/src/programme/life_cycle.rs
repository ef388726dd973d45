//! The life of one version of a programme at the HEI, as a state machine: drafted, reviewed from inside and from outside,
//! approved, submitted, admitted or returned or taken back, and in the end withdrawn or superseded.
//!
//! Events are what is stored; [`Life`] is what they come to. [`step`] is a pure function of the two, and the only way to
//! make one. Every transition is drawn in `docs/programmes.md`, and a test holds the drawing equal to this code.

mod event;
mod refusal;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::{
    event::{Event, EventKind, Remark, Stage},
    refusal::Refusal,
};
use super::review::{Conclusion, ReviewRole, SignedReview};
use crate::{digest::Digest, language::Language, text};

/// The most reviews of one content.
pub const MAX_REVIEWS: usize = 50;
/// The most reviews that are remembered as void.
const MAX_VOIDED: usize = 500;

/// Why a review counts no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(
    tag = "reason",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum VoidReason {
    /// The document was changed after it.
    ContentChanged {
        /// The digest of the content that came in its place.
        now: Digest,
    },
    /// The same body reviewed the same content again in the same role.
    ReviewedAgain {
        /// The statement that came in its place.
        by: Digest,
    },
}

impl VoidReason {
    /// The reason in words.
    pub fn words(&self, language: Language) -> String {
        let id = match self {
            Self::ContentChanged { .. } => "review-void-content-changed",
            Self::ReviewedAgain { .. } => "review-void-reviewed-again",
        };
        text::shared().words(language, id, &[])
    }
}

/// A review that counts no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VoidedReview {
    /// The review.
    pub review: SignedReview,
    /// Why.
    #[serde(flatten)]
    pub why: VoidReason,
}

/// What the events of a version come to. Made by [`step`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Life {
    stage: Stage,
    content: Digest,
    reviews: Vec<SignedReview>,
    voided: Vec<VoidedReview>,
    remarks: Vec<Remark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<u32>,
}

/// What `event` makes of a version (`None`: there is none yet), or why it cannot happen now.
pub fn step(life: Option<&Life>, event: &Event) -> Result<Life, Refusal> {
    match (life, event) {
        (None, Event::Drafted { content }) => Ok(Life {
            stage: Stage::Drafted,
            content: content.clone(),
            reviews: Vec::new(),
            voided: Vec::new(),
            remarks: Vec::new(),
            superseded_by: None,
        }),
        (None, _) => Err(Refusal::NotDrafted),
        (Some(life), event) => life.after(event),
    }
}

impl Life {
    /// Where it stands.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The digest of the present content.
    pub fn content(&self) -> &Digest {
        &self.content
    }

    /// The reviews that count, all of the present content, in the order in which they came.
    pub fn reviews(&self) -> &[SignedReview] {
        &self.reviews
    }

    /// The reviews that count no longer, and why, in the order in which they became void.
    pub fn voided(&self) -> &[VoidedReview] {
        &self.voided
    }

    /// What the register said when it returned the document last.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// The version in the register that came in its place.
    pub fn superseded_by(&self) -> Option<u32> {
        self.superseded_by
    }

    fn after(&self, event: &Event) -> Result<Self, Refusal> {
        let mut next = self.clone();
        match event {
            Event::Changed { content } if self.stage.is_open() => next.change(content)?,
            Event::Reviewed { review } if self.is_under_review() => next.review(review)?,
            Event::Approved { content } if self.is_under_review() => {
                self.names_present(content)?;
                self.may_be_approved()?;
                next.stage = Stage::Approved;
            }
            Event::ApprovalLifted if matches!(self.stage, Stage::Approved | Stage::Returned) => {
                next.stage = next.reviewed_stage();
            }
            Event::Submitted { content }
                if matches!(self.stage, Stage::Approved | Stage::Returned) =>
            {
                self.names_present(content)?;
                next.stage = Stage::Submitted;
            }
            Event::Admitted if self.stage == Stage::Submitted => {
                next.stage = Stage::Admitted;
                next.remarks.clear();
            }
            Event::Returned { remarks, .. } if self.stage == Stage::Submitted => {
                if remarks.is_empty() {
                    return Err(Refusal::RemarksMissing);
                }
                next.stage = Stage::Returned;
                next.remarks.clone_from(remarks);
            }
            // The approval was of this very content, and stands.
            Event::TakenBack { .. } if self.stage == Stage::Submitted => {
                next.stage = Stage::Approved;
            }
            Event::Withdrawn { reason } if self.may_be_withdrawn() => {
                if reason.trim().is_empty() {
                    return Err(Refusal::RemarksMissing);
                }
                next.stage = Stage::Withdrawn;
            }
            Event::Superseded { by } if self.stage == Stage::Admitted => {
                next.stage = Stage::Superseded;
                next.superseded_by = Some(*by);
            }
            _ => {
                return Err(Refusal::NotNow {
                    stage: self.stage,
                    event: event.kind(),
                });
            }
        }
        Ok(next)
    }

    fn is_under_review(&self) -> bool {
        matches!(
            self.stage,
            Stage::Drafted | Stage::InternallyReviewed | Stage::ExternallyReviewed
        )
    }

    fn may_be_withdrawn(&self) -> bool {
        self.stage.is_open() || matches!(self.stage, Stage::Admitted | Stage::Superseded)
    }

    fn names_present(&self, named: &Digest) -> Result<(), Refusal> {
        if *named == self.content {
            return Ok(());
        }
        Err(Refusal::OtherContent {
            named: named.clone(),
            present: self.content.clone(),
        })
    }

    fn change(&mut self, content: &Digest) -> Result<(), Refusal> {
        if *content == self.content {
            return Err(Refusal::Unchanged);
        }
        let now = content;
        for review in std::mem::take(&mut self.reviews) {
            let now = now.clone();
            self.void(review, VoidReason::ContentChanged { now });
        }
        self.content = content.clone();
        self.stage = Stage::Drafted;
        Ok(())
    }

    fn review(&mut self, review: &SignedReview) -> Result<(), Refusal> {
        self.names_present(&review.content)?;
        let opinion = &review.opinion;
        let reviewer = opinion.reviewer_id.to_string();
        let of_same = |r: &&SignedReview| r.opinion.reviewer_id == opinion.reviewer_id;
        if self.reviews.iter().any(|r| r.statement == review.statement) {
            return Err(Refusal::StatementTwice);
        }
        let other_side = |r: &SignedReview| r.opinion.role != opinion.role;
        if self.reviews.iter().filter(of_same).any(other_side) {
            return Err(Refusal::ReviewerInTwoRoles { reviewer });
        }
        let before = self.reviews.iter().position(|r| of_same(&r));
        if opinion.role.is_external() && self.stage == Stage::Drafted && before.is_none() {
            return Err(Refusal::InternalReviewFirst);
        }
        if opinion.decision != Conclusion::Positive && opinion.remarks.is_none() {
            return Err(Refusal::RemarksMissing);
        }
        if before.is_none() && self.reviews.len() >= MAX_REVIEWS {
            return Err(Refusal::TooManyReviews);
        }
        if let Some(place) = before {
            let earlier = self.reviews.remove(place);
            let by = review.statement.clone();
            self.void(earlier, VoidReason::ReviewedAgain { by });
        }
        self.reviews.push(review.clone());
        self.stage = self.reviewed_stage();
        Ok(())
    }

    fn void(&mut self, review: SignedReview, why: VoidReason) {
        if self.voided.len() == MAX_VOIDED {
            self.voided.remove(0);
        }
        self.voided.push(VoidedReview { review, why });
    }

    /// The stage that the reviews alone come to.
    fn reviewed_stage(&self) -> Stage {
        if !self.is_positive(ReviewRole::Internal) {
            Stage::Drafted
        } else if !self.is_positive(ReviewRole::ExternalEmployer) {
            Stage::InternallyReviewed
        } else {
            Stage::ExternallyReviewed
        }
    }

    /// Whether somebody in `role` is for it and nobody from the same side against.
    fn is_positive(&self, role: ReviewRole) -> bool {
        let for_it =
            |r: &SignedReview| r.opinion.role == role && r.opinion.decision == Conclusion::Positive;
        let against = |r: &&SignedReview| {
            r.opinion.role.is_external() == role.is_external()
                && r.opinion.decision != Conclusion::Positive
        };
        self.reviews.iter().any(for_it) && !self.reviews.iter().any(|r| against(&r))
    }

    fn may_be_approved(&self) -> Result<(), Refusal> {
        let objection = |r: &&SignedReview| r.opinion.decision != Conclusion::Positive;
        if let Some(review) = self.reviews.iter().find(objection) {
            let reviewer = review.opinion.reviewer_id.to_string();
            return Err(Refusal::ObjectionStands { reviewer });
        }
        match self.stage {
            Stage::Drafted => Err(Refusal::InternalReviewMissing),
            Stage::InternallyReviewed => Err(Refusal::EmployerReviewMissing),
            _ => Ok(()),
        }
    }
}
