//! Rules about the organisations that a programme names and what they say of it.

use std::collections::BTreeMap;

use url::Url;

use super::{
    Rule,
    findings::{Findings, shortened},
};
use crate::{
    language::Texts,
    programme::{Integration, Programme, ReviewDecision, ReviewScope},
};

impl Programme {
    pub(super) fn check_addresses(&self, found: &mut Findings) {
        if let Integration::EmbeddedInDegree { degree_programme } = &self.integration {
            found.web("/integration/degreeProgramme/url", &degree_programme.url);
        }
        for (i, competency) in self.competencies.iter().enumerate() {
            for (j, reference) in competency.references.iter().enumerate() {
                found.web(
                    format!("/competencies/{i}/references/{j}/url"),
                    &reference.url,
                );
            }
        }
        let mut organisations: BTreeMap<&Url, &Texts> = BTreeMap::new();
        let partners = self.partners.iter().enumerate();
        let partners = partners.map(|(i, p)| (format!("/partners/{i}/url"), &p.url, &p.name));
        let reviews = self.reviews.iter().enumerate();
        let reviewers = reviews.map(|(i, r)| {
            (
                format!("/reviews/{i}/reviewerId"),
                &r.reviewer_id,
                &r.reviewer,
            )
        });
        for (place, url, name) in partners.chain(reviewers) {
            found.web(&*place, url);
            if *organisations.entry(url).or_insert(name) != name {
                let address = shortened(url);
                found.add(place, Rule::AddressOfAnother { address });
            }
        }
        let market = self.labour_market.iter();
        for (i, source) in market.flat_map(|m| &m.sources).enumerate() {
            found.web(format!("/labourMarket/sources/{i}"), source);
        }
        for (i, review) in self.reviews.iter().enumerate() {
            if let Some(document) = &review.document {
                found.web(format!("/reviews/{i}/document"), document);
            }
        }
    }

    pub(super) fn check_reviews(&self, found: &mut Findings) {
        let positive = |scope: ReviewScope| {
            let mut of_scope = self.reviews.iter().filter(move |r| r.scope == scope);
            of_scope.any(|r| {
                r.decision == ReviewDecision::Positive
                    && (scope == ReviewScope::Internal || r.employer)
            })
        };
        if !positive(ReviewScope::Internal) {
            found.add("/reviews", Rule::InternalReviewRequired);
        }
        if !positive(ReviewScope::External) {
            found.add("/reviews", Rule::ExternalReviewRequired);
        }
        for (i, review) in self.reviews.iter().enumerate() {
            if review.decision == ReviewDecision::Negative {
                found.add(format!("/reviews/{i}/decision"), Rule::ReviewNegative);
            }
        }
    }
}
