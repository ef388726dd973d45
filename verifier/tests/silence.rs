//! No name, number, link or key of a person reaches the log, whatever is sent.

mod world;

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use tracing_subscriber::fmt::MakeWriter;
use world::{HOLDER_NAME, World};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_log_holds_nothing_of_a_person() {
    let log = Log::default();
    // Everything that this project and its HTTP libraries could say.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .init();
    let world = World::start().await;
    let (number, delivery) = world.delivery(1);
    world.put("/c/a-secret-link", 200, delivery.clone());
    let link = world.base.join("/c/a-secret-link");
    world.verify("en", delivery.to_string()).await;
    world.verify("en", link.clone()).await;
    world
        .verify("en", world.base.join("/c/a-secret-link-that-fails"))
        .await;
    world.verify("en", HOLDER_NAME).await;
    world.post_form("ru", "text", &link).await;
    world.post_form("ru", "file", &delivery.to_string()).await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/api/v1/verify"), "requests are logged: {log}");
    let ours = log.lines().filter(|line| {
        line.contains("verifier") || line.contains("resolver") || line.contains("service")
    });
    for line in ours {
        assert!(!line.contains(HOLDER_NAME), "{line}");
        assert!(!line.contains("a-secret-link"), "{line}");
        assert!(!line.contains(&number.to_string()), "{line}");
    }
    assert!(!log.contains(HOLDER_NAME), "a name is in the log");
}
