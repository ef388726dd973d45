//! Barriers on the page: axe-core finds none, in three languages, in the light and in the dark, on narrow and wide screens.

use std::{fs, path::Path, process::Command};

use jiff::SignedDuration;
use scenarios::{
    browser::{
        Browser,
        page::{problem, verdict, visit},
    },
    processes::Failure,
};
use schemas::language::Language;
use serde_json::{Value, json};

use crate::given::{Given, nothing_but};

/// Widths and heights of screens, in pixels of CSS.
const SCREENS: [(u32, u32); 3] = [(360, 740), (768, 1024), (1920, 1080)];

/// What Chromium writes into the console when the server refuses what was sent.
const REFUSED: &str = "the server responded with a status of 422";

/// What is looked for: WCAG 2.2 up to level AA, and what axe-core's makers advise.
const RUN: &str = "
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return found.violations.map(({ id, help, nodes }) =>
        ({ id, help, places: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) }));";

/// axe-core's script; `None` when it is not here and cannot be fetched, which passes for an answer on a developer's machine only.
fn axe() -> Option<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/axe");
    let fetched = Command::new("bash").arg(script).output().expect("bash");
    if fetched.status.success() {
        let path = String::from_utf8(fetched.stdout).expect("a path");
        return Some(fs::read_to_string(path.trim()).expect("axe-core's script"));
    }
    let why = String::from_utf8_lossy(&fetched.stderr);
    assert!(
        std::env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{why}"
    );
    eprintln!("passed over: {why}");
    None
}

/// Holds that there are no barriers on the page as it is now, on every screen; nor that it is wider than the screen.
async fn no_barriers(browser: &Browser, axe: &str, what: &str) -> Result<(), Failure> {
    browser.run(axe, Vec::new()).await?;
    for dark in [false, true] {
        for screen in SCREENS {
            browser.look(screen, dark).await?;
            let found = browser.run(RUN, Vec::new()).await?;
            assert_eq!(
                found,
                json!([]),
                "{what}, {screen:?}, dark: {dark}\n{found:#}"
            );
            let width = browser
                .run("return document.documentElement.scrollWidth", Vec::new())
                .await?;
            assert!(
                width.as_u64().is_some_and(|width| width <= screen.0.into()),
                "{what} is {width} wide on {screen:?}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn there_are_no_barriers_in_kazakh() -> Result<(), Failure> {
    no_barriers_in(Language::Kk).await
}

#[tokio::test]
async fn there_are_no_barriers_in_russian() -> Result<(), Failure> {
    no_barriers_in(Language::Ru).await
}

#[tokio::test]
async fn there_are_no_barriers_in_english() -> Result<(), Failure> {
    no_barriers_in(Language::En).await
}

/// Holds that there are no barriers on any page in a language.
async fn no_barriers_in(language: Language) -> Result<(), Failure> {
    let Some(axe) = axe() else {
        return Ok(());
    };
    let given = Given::certificates(95, 1).await;
    let mut browser = given.browser().await;
    let certificate = &given.certificates[0];
    let altered = certificate.code_altered_at(certificate.payload().len() - 3);
    let cut_off = &certificate.code[..certificate.code.len() / 2];
    let page = given.page_in(language);
    visit(&browser, &page).await?;
    no_barriers(&browser, &axe, "the start page").await?;

    for (code, expected) in [(&certificate.code, "genuine"), (&altered, "not-genuine")] {
        browser.go_in_new_tab(code).await?;
        let (class, words) = verdict(&browser).await?;
        assert_eq!(class, expected, "{words}");
        open_details(&browser).await?;
        no_barriers(&browser, &axe, expected).await?;
    }
    browser.go_in_new_tab(cut_off).await?;
    problem(&browser).await?;
    no_barriers(&browser, &axe, "the problem").await?;

    // The server's own answers.
    for (text, expected) in [
        (certificate.code.as_str(), ".v-banner"),
        (cut_off, ".v-problem"),
    ] {
        browser.go_in_new_tab(&page).await?;
        let submit = "document.getElementById('text').value = arguments[0];
            HTMLFormElement.prototype.submit.call(document.querySelector('.v-form'));";
        browser.run(submit, vec![json!(text)]).await?;
        let there = format!(
            "document.querySelector('#content {expected}:not([hidden])') && document.readyState === 'complete'"
        );
        browser.until("the server answered", &there).await?;
        no_barriers(&browser, &axe, &format!("the server's {expected}")).await?;
    }

    browser.set_clock(given.world.now() + SignedDuration::from_hours(24 * 40));
    browser.go_in_new_tab(&certificate.code).await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "cannot-tell", "{words}");
    no_barriers(&browser, &axe, "cannot tell").await?;
    nothing_but(&[REFUSED], &browser.close().await?, &given.world);
    Ok(())
}

/// Unfolds what is folded.
async fn open_details(browser: &Browser) -> Result<Value, Failure> {
    let script =
        "for (const folded of document.querySelectorAll('details')) { folded.open = true; }";
    browser.run(script, Vec::new()).await
}
