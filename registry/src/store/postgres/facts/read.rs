//! What is read from the database before the first decision of a group.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use schemas::{
    award::AwardingBody,
    identifier::{HeiCode, ProgrammeCode},
    number::CertificateNumber,
    rights::ApiKeyId,
};
use sqlx::{PgConnection, postgres::PgRow};

use super::{Loaded, Needs, Register};
use crate::{
    numbers::NumberBase,
    store::{
        Numbered, StoreError,
        postgres::{api_keys, dictionaries, places::Taken, row, submissions},
    },
};

impl Loaded {
    /// Nothing but what holds for the whole register.
    pub(in super::super) fn new(register: Register, taken: Taken, base: Arc<NumberBase>) -> Self {
        Self {
            register,
            taken,
            base,
            bodies: HashMap::new(),
            issued_keys: HashMap::new(),
            api_keys: HashMap::new(),
            key_counts: HashMap::new(),
            owners: HashMap::new(),
            programmes: HashMap::new(),
            submissions: HashMap::new(),
            standings: HashMap::new(),
            dictionaries: HashMap::new(),
            drafts: HashMap::new(),
            numbers: HashMap::new(),
        }
    }

    /// Reads what is needed, under the lock of the register's row.
    pub(in super::super) async fn read(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        self.read_numbers(connection, needs).await?;
        self.read_drafts(connection, needs).await?;
        self.read_submissions(connection, needs).await?;
        self.read_dictionaries(connection, needs).await?;
        self.read_bodies(connection, needs).await?;
        self.read_programmes(connection, needs).await?;
        self.read_api_keys(connection, needs).await
    }

    async fn read_numbers(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let mut superseded = HashSet::new();
        for numbered in of_numbers(connection, &needs.numbers, &self.base).await? {
            superseded.extend(numbered.entry.supersedes);
            self.numbers.insert(numbered.entry.number, numbered);
        }
        superseded.retain(|number| !self.numbers.contains_key(number));
        for numbered in of_numbers(connection, &superseded, &self.base).await? {
            self.numbers.insert(numbered.entry.number, numbered);
        }
        Ok(())
    }

    async fn read_drafts(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        if needs.drafts.is_empty() {
            return Ok(());
        }
        let heis: Vec<&str> = needs.drafts.iter().map(|(hei, _)| hei.as_str()).collect();
        let drafts: Vec<String> = needs.drafts.iter().map(|(_, d)| d.to_string()).collect();
        let found = sqlx::query(
            "SELECT c.awarding_body, c.draft::text, c.programme, c.number, c.list, c.place, c.supersedes
             FROM unnest($1::text[], $2::uuid[]) AS asked (awarding_body, draft)
             JOIN certificate c USING (awarding_body, draft)",
        );
        let found = found.bind(heis).bind(drafts);
        for found in &found.fetch_all(connection).await? {
            let hei: HeiCode = row::parsed(found, 0)?;
            let allocation = row::allocation(found, 1)?;
            self.drafts.insert((hei, allocation.draft), allocation);
        }
        Ok(())
    }

    async fn read_bodies(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let mut codes: Vec<String> = texts(&needs.bodies);
        let submitting = self.submissions.values();
        codes.extend(submitting.map(|kept| kept.awarding_body.to_string()));
        let dids: Vec<String> = texts(&needs.owners);
        if codes.is_empty() && dids.is_empty() {
            return Ok(());
        }
        let found = sqlx::query(
            "SELECT body::text, issued_key FROM awarding_body WHERE code = ANY($1) OR did = ANY($2)",
        );
        let found = found.bind(codes).bind(dids);
        for found in &found.fetch_all(connection).await? {
            let body: AwardingBody = row::document(found, 0)?;
            let issued_key = row::parsed(found, 1)?;
            self.issued_keys.insert(body.code.clone(), issued_key);
            self.put_body(&body);
        }
        Ok(())
    }

    async fn read_submissions(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let codes = &needs.submissions;
        for kept in named(connection, submissions::OF_CODES, codes, submissions::kept).await? {
            self.submissions.insert(kept.programme.code.clone(), kept);
        }
        Ok(())
    }

    async fn read_dictionaries(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let ids = &needs.dictionaries;
        for text in named(connection, dictionaries::OF_IDS, ids, dictionaries::kept).await? {
            self.dictionaries.insert(text.id(), text);
        }
        Ok(())
    }

    async fn read_programmes(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let codes: Vec<&str> = needs.programmes.iter().map(ProgrammeCode::as_str).collect();
        if !codes.is_empty() {
            let found = sqlx::query("SELECT programme::text FROM programme WHERE code = ANY($1)");
            for found in &found.bind(codes).fetch_all(&mut *connection).await? {
                self.put_programme(row::document(found, 0)?);
            }
        }
        let of_numbers = self.numbers.values().map(|n| &n.entry.programme);
        let codes: HashSet<&ProgrammeCode> = needs.standings.iter().chain(of_numbers).collect();
        if codes.is_empty() {
            return Ok(());
        }
        let codes: Vec<&str> = codes.into_iter().map(ProgrammeCode::as_str).collect();
        let found = sqlx::query(
            "SELECT code, awarding_body, admitted_at, withdrawn_at FROM programme WHERE code = ANY($1)",
        );
        for found in &found.bind(codes).fetch_all(connection).await? {
            let standing = row::standing(found, 1)?;
            self.standings.insert(row::parsed(found, 0)?, standing);
        }
        Ok(())
    }

    async fn read_api_keys(
        &mut self,
        connection: &mut PgConnection,
        needs: &Needs,
    ) -> Result<(), StoreError> {
        let issued = needs.issued_keys.iter();
        let issued = issued.filter_map(|code| self.issued_keys.get(code));
        let ids: HashSet<ApiKeyId> = needs.api_keys.iter().chain(issued).copied().collect();
        for key in named(connection, api_keys::BY_ID, &ids, api_keys::kept).await? {
            self.api_keys.insert(key.id, key);
        }
        if !needs.key_counts.is_empty() {
            let none = needs.key_counts.iter().map(|holder| (holder.clone(), 0));
            self.key_counts.extend(none);
            let found = sqlx::query(
                "SELECT holder, count(*) FROM api_key WHERE holder = ANY($1) GROUP BY holder",
            );
            let found = found.bind(texts(&needs.key_counts));
            for found in &found.fetch_all(connection).await? {
                let count = usize::try_from(row::count(found, 1)?).unwrap_or(usize::MAX);
                self.key_counts.insert(row::parsed(found, 0)?, count);
            }
        }
        Ok(())
    }
}

/// What is known of some numbers.
async fn of_numbers(
    connection: &mut PgConnection,
    numbers: &HashSet<CertificateNumber>,
    base: &NumberBase,
) -> Result<Vec<Numbered>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let found = sqlx::query(row::NUMBERED).bind(row::sequences(numbers, base));
    let found = found.fetch_all(connection).await?;
    found.iter().map(row::numbered).collect()
}

/// What a query finds under some names (`$1`). Under none nothing is looked for.
async fn named<K: ToString, T>(
    connection: &mut PgConnection,
    query: &'static str,
    names: &HashSet<K>,
    read: fn(&PgRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let found = sqlx::query(query).bind(texts(names));
    let found = found.fetch_all(connection).await?;
    found.iter().map(read).collect()
}

fn texts<T: ToString>(values: &HashSet<T>) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
