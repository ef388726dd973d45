//! A journal from before API keys had ids and roles: it opens, and its keys work as those of the awarding body's
//! administrator.

use qr::Dictionary;
use registry::{
    admission::Outcome,
    api_keys::id_of,
    dictionaries::{DictionaryText, MadeDictionary},
    store::{Store as _, TokenDigest, sled::SledStore},
};
use schemas::rights::Role;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use service::ledger::{Changes, Entry, FreeSpace, Ledger, LedgerOptions};

/// An entry as it was written then.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Old(Value);

impl Entry for Old {
    fn index(&self, position: u64, changes: &mut Changes) {
        changes.put(format!("old/{position}"), "of an earlier form");
    }
}

const OPTIONS: LedgerOptions = LedgerOptions {
    queue: 16,
    group: 16,
    cache: 1 << 20,
    free: FreeSpace::Percent(0),
};

fn entries(first: &str, second: &str) -> Vec<Value> {
    let digest = |token: &str| TokenDigest::of(token).to_hex();
    let at = |day: u8| format!("2026-01-{day:02}T00:00:00Z");
    let key = "z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX";
    let body = json!({
        "id": "did:web:registry.kz:hei:kaznu",
        "code": "kaznu",
        "nameMap": { "kk": "a", "ru": "b", "en": "c" },
        "kind": "HigherEducation",
        "accreditation": [{ "from": at(1) }],
        "key": [{ "id": format!("did:web:registry.kz:hei:kaznu#{key}"), "from": at(1) }],
    });
    vec![
        json!({ "kind": "RegisterOpened", "at": at(1), "baseUrl": "https://registry.kz" }),
        json!({ "kind": "HeiAccredited", "at": at(2), "body": body, "apiKey": digest(first) }),
        json!({
            "kind": "ApiKeyRenewed", "at": at(3), "code": "kaznu", "apiKey": digest(second),
            "replaces": digest(first),
        }),
    ]
}

#[tokio::test]
async fn its_keys_are_those_of_the_administrator() {
    let (first, second) = ("kk_first", "kk_second");
    let dir = tempfile::tempdir().unwrap();
    let ledger: Ledger<Old> = Ledger::open(dir.path(), OPTIONS).unwrap();
    let old: Vec<Old> = entries(first, second).into_iter().map(Old).collect();
    let written = ledger.transact_blocking(move |_| Ok::<_, ()>((old, ())));
    written.unwrap().unwrap();
    drop(ledger);

    let store = SledStore::open(dir.path(), OPTIONS).unwrap();
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    let known = store.key_of_token(second).await.unwrap().unwrap();
    known.key.admits(second, now).unwrap();
    assert_eq!(known.key.id, id_of(&TokenDigest::of(second)));
    assert_eq!(known.key.role, Role::HeiAdmin);
    assert_eq!(known.key.holder.to_string(), "hei:kaznu");
    assert_eq!(known.body.unwrap().code.as_str(), "kaznu");
    let replaced = store.key_of_token(first).await.unwrap().unwrap();
    replaced.key.admits(first, now).unwrap_err();
    assert_eq!(
        replaced.key.revoked_at,
        Some("2026-01-03T00:00:00Z".parse().unwrap())
    );
    let log = store.log(None, 10).await.unwrap();
    let kinds: Vec<_> = log.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["register-opened", "hei-accredited", "api-key-renewed"]
    );
    assert!(log.iter().all(|entry| entry.by.is_none()));
}

/// Submissions came without the statements of their reviews, and could be returned or admitted, no more.
#[tokio::test]
async fn its_submissions_have_no_statements() {
    let dir = tempfile::tempdir().unwrap();
    let ledger: Ledger<Old> = Ledger::open(dir.path(), OPTIONS).unwrap();
    let programmes = schemas::examples::programmes();
    let submitted = |n: usize| {
        json!({
            "kind": "ProgrammeSubmitted", "at": "2026-01-04T00:00:00Z", "hei": "kaznu",
            "programme": programmes[n],
        })
    };
    let remarks = json!([{ "pointer": "", "message": "Mend it" }]);
    let returned = json!({
        "kind": "ProgrammeReturned", "at": "2026-01-05T00:00:00Z", "hei": "kaznu",
        "code": programmes[0].code, "submittedAt": "2026-01-04T00:00:00Z", "remarks": remarks,
    });
    let admitted = json!({
        "kind": "ProgrammeAdmitted",
        "programme": {
            "programme": programmes[1], "awardingBody": "kaznu", "admittedAt": "2026-01-05T00:00:00Z",
        },
    });
    let mut old = entries("kk_first", "kk_second");
    old.extend([submitted(0), submitted(1), returned, admitted]);
    let old: Vec<Old> = old.into_iter().map(Old).collect();
    let written = ledger.transact_blocking(move |_| Ok::<_, ()>((old, ())));
    written.unwrap().unwrap();
    drop(ledger);

    let store = SledStore::open(dir.path(), OPTIONS).unwrap();
    let kept = store
        .submission(&programmes[0].code)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.programme, programmes[0]);
    assert!(kept.statements.is_empty());
    let Some(Outcome::Returned(returned)) = kept.outcome else {
        panic!("{kept:?}");
    };
    assert_eq!(returned.remarks[0].message, "Mend it");
    let code = &programmes[1].code;
    assert!(store.programme(code).await.unwrap().is_some());
    assert!(store.submission(code).await.unwrap().is_none());
    assert!(store.statements(code).await.unwrap().is_empty());
}

/// Dictionaries were made anew whenever they were asked for, and kept nowhere.
#[tokio::test]
async fn it_has_no_dictionaries_and_keeps_new_ones() {
    let dir = tempfile::tempdir().unwrap();
    let ledger: Ledger<Old> = Ledger::open(dir.path(), OPTIONS).unwrap();
    let old: Vec<Old> = entries("kk_first", "kk_second")
        .into_iter()
        .map(Old)
        .collect();
    let written = ledger.transact_blocking(move |_| Ok::<_, ()>((old, ())));
    written.unwrap().unwrap();
    drop(ledger);

    let text: DictionaryText = Dictionary::general().document().try_into().unwrap();
    let made = MadeDictionary {
        awarding_body: "kaznu".parse().unwrap(),
        programme: "MC-A".parse().unwrap(),
        key: "did:web:registry.kz:hei:kaznu#z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX"
            .parse()
            .unwrap(),
        text: text.clone(),
    };
    let store = SledStore::open(dir.path(), OPTIONS).unwrap();
    assert_eq!(store.dictionary(text.id()).await.unwrap(), None);
    // By a clock that is behind the last entry.
    let early = "2025-01-01T00:00:00Z".parse().unwrap();
    store.keep_dictionary(made, early).await.unwrap();
    drop(store);
    let store = SledStore::open(dir.path(), OPTIONS).unwrap();
    assert_eq!(store.dictionary(text.id()).await.unwrap(), Some(text));
    let log = store.log(Some(2), 10).await.unwrap();
    assert_eq!(log[0].kind, "dictionary-kept");
    assert_eq!(log[0].at, "2026-01-03T00:00:00Z".parse().unwrap());
}
