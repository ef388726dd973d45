//! The dependency picture of ARCHITECTURE.md, held against what cargo really links.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which packages of the workspace each one may use.
const PICTURE: [(&str, &[&str]); 14] = [
    ("schemas", &[]),
    ("credential", &["schemas"]),
    ("qr", &["schemas", "credential"]),
    ("report", &["schemas"]),
    ("resolver", &["schemas", "credential", "qr"]),
    ("service", &["schemas"]),
    ("issuer", &["schemas", "credential", "qr", "service"]),
    ("registry", &["schemas", "credential", "qr", "service"]),
    (
        "verifier",
        &[
            "schemas",
            "credential",
            "qr",
            "report",
            "resolver",
            "service",
        ],
    ),
    (
        "wallet-cli",
        &["schemas", "credential", "qr", "report", "resolver"],
    ),
    ("conformance", &["schemas", "credential", "service"]),
    (
        "bench",
        &[
            "schemas",
            "credential",
            "issuer",
            "scenarios",
            "test-postgres",
        ],
    ),
    (
        "scenarios",
        &[
            "schemas",
            "credential",
            "qr",
            "report",
            "resolver",
            "service",
            "issuer",
            "registry",
            "verifier",
            "wallet-cli",
        ],
    ),
    ("test-postgres", &[]),
];

/// Dependencies that only one package may name, so that what they bring stays in one place.
const LEAVES: [(&str, &[&str]); 7] = [
    ("ssi", &["bench", "resolver"]),
    ("josekit", &["credential"]),
    ("coset", &["credential"]),
    ("ciborium", &["credential", "qr"]),
    ("oxjsonld", &["bench"]),
    ("sled", &["bench", "service"]),
    ("sqlx", &["registry"]),
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .other_options(["--offline".to_owned()])
        .no_deps()
        .exec()
        .expect("cargo metadata of this workspace");
    let normal = |package: &cargo_metadata::Package| {
        let kinds = package.dependencies.iter();
        let normal = kinds.filter(|d| d.kind == DependencyKind::Normal);
        normal.map(|d| d.name.clone()).collect()
    };
    let packages = metadata.packages.iter();
    packages.map(|p| (p.name.to_string(), normal(p))).collect()
}

#[test]
fn packages_depend_on_one_another_as_drawn() {
    let found = dependencies();
    let names: BTreeSet<_> = found.keys().map(String::as_str).collect();
    assert_eq!(names, PICTURE.iter().map(|(name, _)| *name).collect());
    for (name, allowed) in PICTURE {
        let used = found[name].iter().map(String::as_str);
        let ours: BTreeSet<_> = used.filter(|d| names.contains(d)).collect();
        let drawn: BTreeSet<_> = allowed.iter().copied().collect();
        assert_eq!(ours, drawn, "what {name} uses, and what is drawn");
    }
}

#[test]
fn heavy_or_delicate_dependencies_stay_in_one_place() {
    let found = dependencies();
    for (dependency, places) in LEAVES {
        let users: Vec<_> = found
            .iter()
            .filter(|(_, used)| used.contains(dependency))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(users, places, "users of {dependency}");
    }
}
