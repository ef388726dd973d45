//! The committed OpenAPI document is what the code generates.

use std::{fs, path::Path};

#[test]
fn the_committed_document_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/openapi/registry.json");
    let generated = registry::openapi();
    if std::env::var("OPENAPI").is_ok_and(|asked| asked == "overwrite") {
        fs::write(&file, &generated).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == generated,
        "{} is not what the code generates: OPENAPI=overwrite cargo test -p registry --test openapi",
        file.display()
    );
}
