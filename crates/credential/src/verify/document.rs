//! What is judged: a certificate, or the extract of one, and what both say.

use jiff::Timestamp;
use schemas::{
    base_url::BaseUrl,
    certificate::{Certificate, extract::Extract},
    did::Did,
    identifier::ProgrammeCode,
    number::CertificateNumber,
    report::CertificateSummary,
    status::StatusPlace,
};

use super::issuer::TrustList;
use crate::evidence::{Evidence, Piece};

/// A document in the profile's form. Nothing of it is believed yet.
pub(super) enum Document {
    Certificate(Box<Certificate>),
    Extract(Box<Extract>),
}

impl Document {
    pub(super) fn number(&self) -> CertificateNumber {
        match self {
            Self::Certificate(certificate) => certificate.certificate_number,
            Self::Extract(extract) => extract.credential_subject.certificate_number,
        }
    }

    pub(super) fn issuer(&self) -> &str {
        match self {
            Self::Certificate(certificate) => &certificate.issuer.id,
            Self::Extract(extract) => &extract.issuer,
        }
    }

    pub(super) fn issuer_did(&self) -> Option<Did> {
        self.issuer().parse().ok()
    }

    pub(super) fn programme(&self) -> &ProgrammeCode {
        match self {
            Self::Certificate(certificate) => {
                &certificate.credential_subject.achievement.human_code
            }
            Self::Extract(extract) => &extract.credential_subject.programme_number,
        }
    }

    /// The programme's URL; an extract says the code alone.
    pub(super) fn programme_url(&self, registry: &BaseUrl) -> String {
        match self {
            Self::Certificate(certificate) => certificate.credential_subject.achievement.id.clone(),
            Self::Extract(_) => registry.programme(self.programme()),
        }
    }

    pub(super) fn valid_from(&self) -> Timestamp {
        match self {
            Self::Certificate(certificate) => certificate.valid_from,
            Self::Extract(extract) => extract.valid_from,
        }
    }

    pub(super) fn valid_until(&self) -> Option<Timestamp> {
        match self {
            Self::Certificate(certificate) => certificate.valid_until,
            Self::Extract(_) => None,
        }
    }

    /// The URL of the status list.
    pub(super) fn status_list(&self) -> &str {
        match self {
            Self::Certificate(certificate) => &certificate.credential_status.status_list_credential,
            Self::Extract(extract) => &extract.credential_status.status_list_credential,
        }
    }

    pub(super) fn status_place(&self, registry: &BaseUrl) -> Option<StatusPlace> {
        match self {
            Self::Certificate(certificate) => certificate.credential_status.place(registry),
            Self::Extract(extract) => extract.credential_status.place(registry),
        }
    }

    /// What it says, for people.
    pub(super) fn summary(
        &self,
        evidence: &Evidence,
        list: &TrustList,
    ) -> Option<CertificateSummary> {
        let extract = match self {
            Self::Certificate(certificate) => return certificate.summary(),
            Self::Extract(extract) => extract,
        };
        let title = &extract.credential_subject.programme_title;
        let name = match &evidence.programme {
            Piece::Found(found) if found.programme.code == *self.programme() => {
                let name = &found.programme.awarded_qualification;
                (name.en == *title).then(|| name.clone())
            }
            _ => None,
        };
        extract.summary(list.name_of(&extract.issuer).cloned(), name)
    }
}
