//! What a decision will ask for.

use std::collections::HashSet;

use schemas::{
    did::Did,
    identifier::{DraftId, HeiCode, ProgrammeCode},
    number::CertificateNumber,
    rights::{ApiKeyId, KeyHolder},
};

/// What a decision will ask for.
#[derive(Debug, Default)]
pub(in super::super) struct Needs {
    pub(in super::super) bodies: HashSet<HeiCode>,
    pub(in super::super) owners: HashSet<Did>,
    /// Whole.
    pub(in super::super) programmes: HashSet<ProgrammeCode>,
    /// With their awarding bodies.
    pub(in super::super) submissions: HashSet<ProgrammeCode>,
    /// How these programmes stand.
    pub(in super::super) standings: HashSet<ProgrammeCode>,
    pub(in super::super) drafts: HashSet<(HeiCode, DraftId)>,
    /// With how their programmes stand, and with the certificates that they replace.
    pub(in super::super) numbers: HashSet<CertificateNumber>,
    pub(in super::super) api_keys: HashSet<ApiKeyId>,
    /// The API keys that were handed out to these awarding bodies last.
    pub(in super::super) issued_keys: HashSet<HeiCode>,
    /// The count of API keys of these holders.
    pub(in super::super) key_counts: HashSet<KeyHolder>,
}

impl Needs {
    pub(in super::super) fn add(&mut self, other: Self) {
        self.bodies.extend(other.bodies);
        self.owners.extend(other.owners);
        self.programmes.extend(other.programmes);
        self.submissions.extend(other.submissions);
        self.standings.extend(other.standings);
        self.drafts.extend(other.drafts);
        self.numbers.extend(other.numbers);
        self.api_keys.extend(other.api_keys);
        self.issued_keys.extend(other.issued_keys);
        self.key_counts.extend(other.key_counts);
    }
}
