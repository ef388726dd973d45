use std::collections::HashSet;

use service::randomness::SharedRng;

use super::*;

fn open(dir: &Path) -> Result<StatusList, StatusListError> {
    let config = StatusListConfig {
        dir: dir.to_owned(),
        length: 131_072,
    };
    StatusList::open(&config, &"https://conformance.kz".parse().unwrap())
}

#[test]
fn places_are_given_once_and_what_is_revoked_stays_so() {
    let home = tempfile::tempdir().unwrap();
    let list = open(home.path()).unwrap();
    let mut rng = SharedRng::seeded(1);
    let mut take = |id: &str| list.take_place(Some(id), &mut rng).unwrap();
    let entries: Vec<_> = ["urn:a", "urn:b", "urn:c"].map(&mut take).into();
    let indexes: HashSet<_> = entries
        .iter()
        .map(|e| e["statusListIndex"].clone())
        .collect();
    assert_eq!(indexes.len(), 3);
    let place = entries[1]["statusListIndex"].as_str().unwrap();
    let revoked = list.revoke(Some("urn:b"), None).unwrap();
    assert_eq!(revoked, Revocation::Done(place.parse().unwrap()));
    let unknown = list.revoke(Some("urn:d"), None).unwrap();
    assert_eq!(unknown, Revocation::Unknown);
    let busy = open(home.path());
    assert!(matches!(busy, Err(StatusListError::InUse { .. })));
    drop(list);
    let list = open(home.path()).unwrap();
    let judge = |entry: &Value| list.judge(&json!({ "credentialStatus": entry }));
    assert!(judge(&entries[0]).is_ok() && judge(&entries[2]).is_ok());
    let refused = judge(&entries[1]).unwrap_err();
    assert!(refused.detail().contains("revoked"));
}

#[test]
fn entries_that_this_list_cannot_have_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let list = open(home.path()).unwrap();
    let mut entry = list.take_place(None, &mut SharedRng::seeded(1)).unwrap();
    entry["statusListIndex"] = "131072".into();
    assert!(list.judge(&json!({ "credentialStatus": entry })).is_err());
    entry["statusListIndex"] = "0".into();
    entry["statusPurpose"] = "suspension".into();
    assert!(list.judge(&json!({ "credentialStatus": [entry] })).is_err());
    entry["statusListCredential"] = "https://elsewhere.kz/1".into();
    assert!(list.judge(&json!({ "credentialStatus": [entry] })).is_ok());
}

#[test]
fn a_damaged_file_or_another_length_is_told() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(format!("{NAME}.json"));
    fs::write(&path, "{").unwrap();
    assert!(matches!(
        open(home.path()),
        Err(StatusListError::Damaged { .. })
    ));
    fs::write(&path, r#"{"length": 262144, "places": {}}"#).unwrap();
    assert!(matches!(
        open(home.path()),
        Err(StatusListError::OtherLength { .. })
    ));
}
