//! The page without a mouse.

use scenarios::{
    browser::{
        Browser,
        page::{verdict, visit},
    },
    processes::Failure,
};
use schemas::language::Language;
use thirtyfour::Key;

use crate::given::{Given, nothing_else};

/// How often Tab is pressed at most until something has the focus.
const MOST: usize = 40;

/// Presses keys.
async fn press(browser: &Browser, keys: impl Into<thirtyfour::TypingData>) -> Result<(), Failure> {
    let pressed = browser.driver().action_chain().send_keys(keys);
    pressed.perform().await.map_err(Failure::of)
}

/// What has the focus: its id, or its name.
async fn focus(browser: &Browser) -> Result<String, Failure> {
    let script = "const { activeElement: it } = document;
        return it.id || it.closest('.v-again')?.className || it.type || it.tagName;";
    let focused = browser.run(script, Vec::new()).await?;
    Ok(focused.as_str().unwrap_or_default().to_owned())
}

/// Presses Tab until `wanted` has the focus; what had it before.
async fn tab_to(browser: &Browser, wanted: &str) -> Result<Vec<String>, Failure> {
    let mut passed = Vec::new();
    for _ in 0..MOST {
        press(browser, Key::Tab).await?;
        let focused = focus(browser).await?;
        if focused == wanted {
            return Ok(passed);
        }
        passed.push(focused);
    }
    Err(Failure(format!(
        "Tab does not reach {wanted}, but {passed:?}"
    )))
}

#[tokio::test]
async fn everything_is_reached_by_keys() -> Result<(), Failure> {
    let given = Given::certificates(81, 1).await;
    let browser = given.browser().await;
    let page = given.page_in(Language::En);
    visit(&browser, &page).await?;
    browser.go_in_new_tab(&page).await?;
    browser
        .until(
            "the page's script ran",
            "!document.querySelector('.v-script').hidden",
        )
        .await?;

    tab_to(&browser, "camera-start").await?;
    assert!(tab_to(&browser, "file").await?.is_empty());
    assert!(tab_to(&browser, "text").await?.is_empty());
    press(&browser, given.certificates[0].code.as_str()).await?;
    assert!(tab_to(&browser, "submit").await?.is_empty());
    press(&browser, Key::Enter).await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "genuine", "{words}");
    assert_eq!(focus(&browser).await?, "answer");

    tab_to(&browser, "v-again").await?;
    press(&browser, Key::Enter).await?;
    browser
        .until(
            "the form is shown again",
            "!document.getElementById('ask').hidden",
        )
        .await?;
    assert_eq!(focus(&browser).await?, "camera-start");
    let text = "return document.getElementById('text').value";
    assert_eq!(
        browser.run(text, Vec::new()).await?,
        "",
        "the form is empty"
    );
    nothing_else(&browser.close().await?, &given.world);
    Ok(())
}
