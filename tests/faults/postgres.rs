//! A database that goes away under the registry and comes back.

use std::time::{Duration, Instant};

use scenarios::processes::Failure;
use test_postgres::Server;

use crate::{
    load::{self, Book, Load},
    register::{Register, Store},
};

/// How often it goes.
const TIMES: usize = 3;
/// How long the registry may take to find the database again.
const PATIENCE: Duration = Duration::from_mins(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_database_requests_are_refused_and_with_it_all_goes_on() -> Result<(), Failure>
{
    let mut server = Server::start();
    server.run("createdb", &["register"]);
    let home = tempfile::tempdir()?;
    let store = Store::Database(server.url("register"));
    let mut register = Register::open(home.path(), &store).await?;
    let book = Book::default();
    let mut from = 0;
    for _ in 0..TIMES {
        let load = Load::begin(&register, &book);
        book.reaches(book.count() + 50).await?;
        server.kill();
        // Every client hears of it: an answer other than 503 would be noted as wrong.
        load.end().await?;
        let refused = load::ask(&register, &book).await?;
        assert_eq!((refused.status, refused.problem()), (503, "database-away"));
        let detail = refused.body["detail"].as_str().unwrap_or_default();
        assert!(detail.contains("send the same request again"), "{detail}");
        let ready = register.get("/readyz").await?;
        assert_eq!((ready.status, ready.problem()), (503, "not-ready"));
        let detail = ready.body["detail"].as_str().unwrap_or_default();
        assert!(detail.contains("database"), "{detail}");
        assert_eq!(register.get("/healthz").await?.status, 200);

        server.again();
        ready_again(&register).await?;
        from = book.look(&register, from).await?;
    }
    assert!(register.runs()?, "it ended, and did not go on by itself");
    book.balance(&register).await?;
    register.kill()
}

async fn ready_again(register: &Register) -> Result<(), Failure> {
    let begun = Instant::now();
    loop {
        let answer = register.get("/readyz").await?;
        if answer.status == 200 {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(Failure(format!("never ready again: {}", answer.body)));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
