//! Two registries on one directory.

use std::fs;

use scenarios::processes::Failure;

use crate::{
    load::{self, Book},
    register::{Register, Store},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_names_the_first_which_goes_on_unharmed() -> Result<(), Failure> {
    let home = tempfile::tempdir()?;
    let data = home.path().join("data");
    let store = Store::Embedded(data.clone());
    let first = Register::open(&home.path().join("first"), &store).await?;
    let book = Book::default();
    load::ask(&first, &book).await?.ok()?;

    // The same operator, by mistake: on another port, with the same keys and data.
    let keys = home.path().join("second/keys");
    fs::create_dir_all(&keys)?;
    for key in fs::read_dir(home.path().join("first/keys"))? {
        let key = key?;
        fs::copy(key.path(), keys.join(key.file_name()))?;
    }
    let mut second = Register::prepare(&home.path().join("second"), &store, "")?;
    let said = second.refused()?;
    let holder = first.process().unwrap_or_default();
    let told = format!(
        "the store in {} is in use by process {holder}: stop that one first",
        data.display()
    );
    assert!(said.contains(&told), "{said}");

    load::ask(&first, &book).await?.ok()?;
    book.balance(&first).await
}
