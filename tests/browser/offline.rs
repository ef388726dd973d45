//! A code is opened with the network switched off, after one visit.

use jiff::SignedDuration;
use scenarios::{
    browser::{
        Browser, Settings,
        page::{outcome, verdict, visit},
    },
    processes::Failure,
    world::World,
};
use schemas::{
    civil_time,
    language::Language,
    status::{HoldReason, RevocationReason},
};

use crate::given::{
    Certificate, Given, NO_NETWORK, browser, front_end, issue, issue_of, nothing_but, page_in,
};

/// Opens an address in a new tab that has no network.
async fn go_offline(browser: &Browser, address: &str) -> Result<(), Failure> {
    browser.new_tab().await?;
    browser.go_offline().await?;
    browser.go(address).await
}

/// Opens a code so, and holds that the verdict is `expected`; the words.
async fn open_offline(browser: &Browser, code: &str, expected: &str) -> Result<String, Failure> {
    go_offline(browser, code).await?;
    let (class, words) = verdict(browser).await?;
    assert_eq!(class, expected, "{code}\n{words}");
    Ok(words)
}

#[tokio::test]
async fn after_one_visit_a_code_is_genuine_and_an_altered_one_never_is() -> Result<(), Failure> {
    let mut given = Given::certificates(41, 1).await;
    let browser = given.browser().await;
    visit(&browser, &given.page_in(Language::En)).await?;
    given.world.verifier_down().await;

    let certificate = &given.certificates[0];
    let words = open_offline(&browser, &certificate.code, "genuine").await?;
    assert!(words.contains(certificate.holder_name()), "{words}");
    let as_of = civil_time::moment(given.world.now(), Language::En);
    let by = report::say(Language::En, "answered-offline", &[("moment", &as_of)]);
    assert!(words.contains(&by), "{by}\n{words}");

    // The certificate's signature stands before the receipt's, which stands last; the texts before both.
    let length = certificate.payload().len();
    for place in [length - 3, length - 100, 21] {
        open_offline(&browser, &certificate.code_altered_at(place), "not-genuine").await?;
    }
    // Wherever it is, it is never genuine.
    for place in (0..length).step_by(5) {
        browser.go("about:blank").await?;
        browser.go(&certificate.code_altered_at(place)).await?;
        let (class, words) = outcome(&browser).await?;
        assert_ne!(class, "genuine", "altered at {place}\n{words}");
    }
    nothing_but(NO_NETWORK, &browser.close().await?, &given.world);
    Ok(())
}

/// Puts something else in the place of every part that the page keeps, and counts them.
const SPOIL_PARTS: &str = "window.spoiled = 0;
    caches.open('bundle').then(async (cache) => {
      for (const request of await cache.keys()) {
        if (request.url.includes('/parts/')) {
          await cache.put(request, new Response('{}'));
          window.spoiled += 1;
        }
      }
    });";

#[tokio::test]
async fn on_a_slow_network_the_kept_bundle_answers_and_the_newer_one_is_kept_for_the_next()
-> Result<(), Failure> {
    let given = Given::certificates(48, 1).await;
    let mut browser = given.browser().await;
    visit(&browser, &given.page_in(Language::En)).await?;
    let certificate = &given.certificates[0];
    let number = certificate.number().parse().expect("a number");
    let asked = given.hei.app.hold(number, HoldReason::UnderReview).await;
    asked.expect("held");
    // Until then the verifier hands out the bundle from before, and the page does not look for another.
    given.world.clock.advance(SignedDuration::from_mins(6));
    browser.set_clock(given.world.now());

    browser.new_tab().await?;
    browser.go_slow(3000).await?;
    browser.go(&certificate.code).await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "genuine", "{words}");
    let newer = "caches.open('bundle').then((c) => c.match('/offline-bundle')).then((r) => r.text()).then((t) => t.includes('onHold'))";
    browser.until("the newer bundle", newer).await?;

    let words = open_offline(&browser, &certificate.code, "cannot-tell").await?;
    assert!(words.contains("on hold"), "{words}");
    Ok(())
}

#[tokio::test]
async fn of_a_countrys_bundle_the_programmes_that_were_met_are_kept() -> Result<(), Failure> {
    let mut given = Given::certificates(46, 2).await;
    let mut other = front_end();
    other.code = "MC-OTHER".parse().expect("a code");
    given.hei.submit(&other).await.expect("admitted");
    let never_met = issue_of(&given.hei, &other, 1, 47).await.remove(0);
    given.world.verifier_down().await;
    // As in a country: none is small enough to be handed out whole.
    given
        .world
        .verifier_up_with(|config| config.offline.whole_up_to_bytes = 0)
        .await;
    let browser = given.browser().await;
    visit(&browser, &given.page_in(Language::En)).await?;
    browser.go("about:blank").await?;
    browser.go(&given.certificates[0].code).await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "genuine", "{words}");
    // What was kept wrong is fetched again.
    browser.run(SPOIL_PARTS, Vec::new()).await?;
    browser
        .until("spoiled parts", "window.spoiled >= 2")
        .await?;
    browser.go("about:blank").await?;
    browser.go(&given.certificates[0].code).await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "genuine", "{words}");
    given.world.verifier_down().await;

    for certificate in &given.certificates {
        open_offline(&browser, &certificate.code, "genuine").await?;
    }
    let words = open_offline(&browser, &never_met.code, "cannot-tell").await?;
    let because = "was never fetched on this device";
    assert!(words.contains(because), "{words}");
    // Its file needs no dictionary, but the programme.
    go_offline(&browser, &given.page_in(Language::En)).await?;
    browser
        .choose_file(&never_met.folder.join("delivery.json"))
        .await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "cannot-tell", "{words}");
    let because = "this part of the offline bundle was not fetched";
    assert!(words.contains(because), "{words}");
    nothing_but(NO_NETWORK, &browser.close().await?, &given.world);
    Ok(())
}

#[tokio::test]
async fn by_an_old_bundle_nobody_can_tell() -> Result<(), Failure> {
    let mut given = Given::certificates(42, 1).await;
    let mut browser = given.browser().await;
    visit(&browser, &given.page_in(Language::En)).await?;
    given.world.verifier_down().await;

    let later = given.world.now() + SignedDuration::from_hours(24 * 40);
    browser.set_clock(later);
    let words = open_offline(&browser, &given.certificates[0].code, "cannot-tell").await?;
    let as_of = civil_time::moment(given.world.now(), Language::En);
    assert!(words.contains(&as_of), "{words}");
    let because = "The data of the register on this device is too old";
    assert!(words.contains(because), "{words}");
    nothing_but(NO_NETWORK, &browser.close().await?, &given.world);
    Ok(())
}

#[tokio::test]
async fn by_a_bundle_from_before_the_accreditation_nobody_can_tell() -> Result<(), Failure> {
    let mut world = World::new(43).await;
    let first = world.accredit("first").await;
    first.submit(&front_end()).await.expect("admitted");
    let known = issue(&first, 1, 43).await.remove(0);
    let browser = browser(&world, Settings::default()).await;
    let page = page_in(&world, Language::En);
    visit(&browser, &page).await?;
    world.verifier_down().await;

    let second = world.accredit("second").await;
    let mut programme = front_end();
    programme.code = "MC-SECOND".parse().expect("a code");
    second.submit(&programme).await.expect("admitted");
    let unknown = issue_of(&second, &programme, 1, 44).await.remove(0);

    open_offline(&browser, &unknown.code, "cannot-tell").await?;

    // Its file needs no dictionary; what is missing then is the HEI itself.
    go_offline(&browser, &page).await?;
    browser
        .choose_file(&unknown.folder.join("delivery.json"))
        .await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "cannot-tell", "by its file\n{words}");
    assert!(words.contains("does not know the organisation"), "{words}");

    // The other HEI's are judged as before.
    open_offline(&browser, &known.code, "genuine").await?;
    nothing_but(NO_NETWORK, &browser.close().await?, &world);
    Ok(())
}

#[tokio::test]
async fn what_is_revoked_is_not_genuine_and_of_what_is_on_hold_nobody_can_tell()
-> Result<(), Failure> {
    let mut given = Given::certificates(45, 3).await;
    let [revoked, held, other] = &given.certificates[..] else {
        panic!("three certificates");
    };
    let number = |certificate: &Certificate| certificate.number().parse().expect("a number");
    let reason = RevocationReason::ResultAnnulled;
    let asked = given.hei.app.revoke(number(revoked), reason).await;
    asked.expect("revoked");
    let asked = given
        .hei
        .app
        .hold(number(held), HoldReason::UnderReview)
        .await;
    asked.expect("held");
    let browser = given.browser().await;
    visit(&browser, &given.page_in(Language::En)).await?;
    given.world.verifier_down().await;

    let words = open_offline(&browser, &revoked.code, "not-genuine").await?;
    assert!(words.contains("revoked"), "{words}");
    let words = open_offline(&browser, &held.code, "cannot-tell").await?;
    assert!(words.contains("on hold"), "{words}");
    open_offline(&browser, &other.code, "genuine").await?;
    nothing_but(NO_NETWORK, &browser.close().await?, &given.world);
    Ok(())
}
