//! The verifier's log holds nothing of what is judged in browsers.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use scenarios::{
    browser::page::{outcome, verdict, visit},
    processes::Failure,
};
use schemas::language::Language;
use tracing_subscriber::fmt::MakeWriter;

use crate::given::{Given, nothing_else};

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
async fn the_verifiers_log_holds_nothing_of_a_code_that_is_opened() -> Result<(), Failure> {
    let given = Given::certificates(71, 1).await;
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_thread_names(true)
        .with_ansi(false)
        .with_writer(log.clone())
        .init();
    let certificate = &given.certificates[0];
    let browser = given.browser().await;
    visit(&browser, &given.page_in(Language::En)).await?;
    let altered = certificate.code_altered_at(certificate.payload().len() - 3);
    for code in [&certificate.code, &altered] {
        browser.new_tab().await?;
        browser.go(code).await?;
        outcome(&browser).await?;
    }
    browser.go_in_new_tab(&given.page_in(Language::En)).await?;
    browser
        .choose_file(&certificate.folder.join("delivery.json"))
        .await?;
    verdict(&browser).await?;
    nothing_else(&browser.close().await?, &given.world);

    let log = String::from_utf8(log.0.lock().unwrap().clone()).expect("text");
    // Other worlds' servers write to it too, and verifiers of theirs; of this certificate none of them knows.
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.split_whitespace().nth(2) == Some("verifier"))
        .collect();
    assert!(
        lines.iter().any(|line| line.contains("/V")),
        "visits are logged: {log}"
    );
    let (_, fragment) = certificate.code.split_once('#').expect("a fragment");
    let pieces = fragment.as_bytes().windows(12);
    let pieces = pieces.map(|piece| std::str::from_utf8(piece).expect("ASCII"));
    for piece in pieces.chain([certificate.holder_name(), certificate.number()]) {
        let told = lines.iter().find(|line| line.contains(piece));
        assert_eq!(told, None, "{piece} is in the log");
    }
    Ok(())
}
