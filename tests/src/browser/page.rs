//! The verifier's page in a browser: how it is visited, and what it comes to.

use super::Browser;
use crate::processes::Failure;

/// Opens the page in the tab in front, as it is opened for the first time, until it has all that it needs offline.
///
/// # Errors
/// When it does not come to that in half a minute.
pub async fn visit(browser: &Browser, page: &str) -> Result<(), Failure> {
    browser.go(page).await?;
    browser
        .until("the service worker is active", ACTIVE)
        .await?;
    browser
        .until(
            "the offline bundle is kept",
            "caches.open('bundle').then((cache) => cache.match('/offline-bundle')).then(Boolean)",
        )
        .await?;
    Ok(())
}

const ACTIVE: &str = "navigator.serviceWorker.getRegistration().then((found) => found?.active?.state === 'activated')";

/// Waits for the page's verdict: `genuine`, `not-genuine` or `cannot-tell`; and its words.
///
/// # Errors
/// When it does not come to that in half a minute.
pub async fn verdict(browser: &Browser) -> Result<(String, String), Failure> {
    let class = browser
        .until(
            "there is a verdict",
            "document.querySelector('#answer:not([hidden])')?.dataset.verdict",
        )
        .await?;
    let class = class.as_str().unwrap_or_default().to_owned();
    Ok((class, browser.text().await))
}

/// Waits for the words of a problem.
///
/// # Errors
/// When it does not come to that in half a minute.
pub async fn problem(browser: &Browser) -> Result<String, Failure> {
    let words = browser
        .until(
            "there is a problem",
            "document.querySelector('#status.v-problem:not([hidden])')?.textContent",
        )
        .await?;
    Ok(words.as_str().unwrap_or_default().to_owned())
}

/// Waits until there is a verdict or a problem: the verdict, or `problem`, and the words.
///
/// # Errors
/// When it does not come to that in half a minute.
pub async fn outcome(browser: &Browser) -> Result<(String, String), Failure> {
    let found = browser
        .until(
            "there is a verdict or a problem",
            "document.querySelector('#answer:not([hidden])')?.dataset.verdict \
             ?? (document.querySelector('#status.v-problem:not([hidden])') && 'problem')",
        )
        .await?;
    let class = found.as_str().unwrap_or_default().to_owned();
    Ok((class, browser.text().await))
}
