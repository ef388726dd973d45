//! A code is opened with the network switched off, after one visit.

use scenarios::processes::Failure;

use crate::given::{Given, nothing_else, outcome, verdict, visit};

#[tokio::test]
async fn after_one_visit_a_code_is_judged_with_the_network_off() -> Result<(), Failure> {
    let mut given = Given::certificates(41, 1).await;
    let browser = given.browser().await;
    visit(&browser, &given.page()).await?;
    given.world.verifier_down().await;

    let certificate = &given.certificates[0];
    browser.new_tab().await?;
    browser.go_offline().await?;
    browser.go(&certificate.code).await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "genuine", "{words}");
    println!("{words}");

    let length = certificate.payload().len() as isize;
    for place in (0..length).step_by(7) {
        browser.go("about:blank").await?;
        browser.go(&certificate.code_altered_at(place)).await?;
        let (class, words) = outcome(&browser).await?;
        println!(
            "{place} {class} {}",
            words
                .split_once("English")
                .unwrap()
                .1
                .chars()
                .take(300)
                .collect::<String>()
                .replace("\n", " | ")
        );
    }
    let heard = browser.close().await?;
    println!("{heard:#?}");
    nothing_else(&heard, &given);
    Ok(())
}
