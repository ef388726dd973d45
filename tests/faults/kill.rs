//! `kill -9` of a registry under load, at random moments.

use rand::{SeedableRng as _, rngs::StdRng};
use scenarios::processes::Failure;

use crate::{
    KILLS,
    load::{Book, Load},
    register::{Register, Store},
};

async fn killed_again_and_again(store: &Store, seed: u64) -> Result<(), Failure> {
    let home = tempfile::tempdir()?;
    let mut register = Register::open(home.path(), store).await?;
    let mut random = StdRng::seed_from_u64(seed);
    let book = Book::default();
    let mut from = 0;
    for _ in 0..KILLS {
        let load = Load::begin(&register, &book);
        book.some_more(&mut random).await?;
        register.kill()?;
        load.end().await?;
        register.start().await?;
        let log = register.log();
        assert!(!log.contains("ERROR"), "{log}");
        from = book.look(&register, from).await?;
    }
    book.balance(&register).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registry_on_the_embedded_store_loses_nothing() -> Result<(), Failure> {
    let data = tempfile::tempdir()?;
    killed_again_and_again(&Store::Embedded(data.path().join("data")), 62).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registry_on_postgresql_loses_nothing() -> Result<(), Failure> {
    killed_again_and_again(&Store::Database(test_postgres::new_database()), 63).await
}
