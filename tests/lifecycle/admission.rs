//! A programme from the HEI's desk to the register, with an operator who decides by hand.

use issuer::programme::{self, Given, record::StaffName};
use registry::config::{Admission, ReviewStatements};
use scenarios::{
    group,
    world::{Hei, World},
};
use schemas::{
    language::Language,
    programme::{
        Programme,
        life_cycle::{Remark, Stage},
        review::Opinion,
    },
    report::Verdict,
};
use serde_json::{Value, json};

use crate::front_end;

fn staff() -> StaffName {
    "A. Serik".parse().expect("a name")
}

/// Drafts it, has it reviewed as it says, approves it, submits it; gives the stage.
async fn submit(hei: &Hei, document: &Programme) -> Stage {
    let app = &hei.app;
    let doing = app.doing(staff());
    let code = &document.code;
    let drafted = programme::draft(app.programmes(), document.clone(), &doing).await;
    drafted.expect("drafted");
    for review in &document.reviews {
        let given = Given::Opinion(Box::new(Opinion::from(review)));
        app.review(code, given, &doing).await.expect("reviewed");
    }
    let approved = programme::approve(app.programmes(), code, &doing).await;
    approved.expect("approved");
    let submitted = app.submit(code.clone(), doing).await.expect("submitted");
    submitted.life.stage()
}

#[tokio::test]
async fn a_programme_is_returned_mended_admitted_and_awarded() {
    let world = World::with(50, |config| {
        config.admission = Admission::ByHand;
        config.review_statements = ReviewStatements::Required;
    });
    let world = world.await;
    let hei = world.accredit("first").await;
    let mut document = front_end();
    let code = document.code.clone();
    assert_eq!(submit(&hei, &document).await, Stage::Submitted);
    let refresh = async || {
        let refreshed = hei.app.refresh(code.clone(), hei.app.doing(staff())).await;
        refreshed.expect("an answer of the register")
    };
    assert_eq!(refresh().await.life.stage(), Stage::Submitted);

    // Taken back, it is approved still, and goes out again a little later.
    let taken = hei.app.take_back(code.clone(), hei.app.doing(staff()));
    let taken = taken.await.expect("taken back");
    assert_eq!(taken.life.stage(), Stage::Approved);
    world.clock.advance(jiff::SignedDuration::from_mins(1));
    let again = hei.app.submit(code.clone(), hei.app.doing(staff()));
    let again = again.await.expect("submitted");
    assert_eq!(again.life.stage(), Stage::Submitted);

    // The operator reads it and has a remark.
    let path = format!("/api/v1/submissions/{code}");
    let submission = hei.app.works().registry.submission(code.clone()).await;
    let submission = submission.expect("a submission");
    let submitted_at = submission.submitted_at;
    assert_eq!(submission.review_statements.len(), document.reviews.len());
    let remark =
        json!({ "pointer": "/purpose", "message": "Мақсаты түсініксіз", "language": "kk" });
    let decision = json!({ "submittedAt": submitted_at, "remarks": [remark] });
    let returned: Result<Value, _> = world.operator(&format!("{path}/return"), &decision).await;
    returned.expect("returned");
    let record = refresh().await;
    assert_eq!(record.life.stage(), Stage::Returned);
    let expected = Remark {
        pointer: "/purpose".to_owned(),
        message: "Мақсаты түсініксіз".to_owned(),
        language: Some(Language::Kk),
    };
    assert_eq!(record.life.remarks(), [expected]);

    // Mended, it is reviewed and submitted again, and admitted.
    world.clock.advance(jiff::SignedDuration::from_hours(24));
    document.purpose.kk.push_str(" Түзетілді.");
    assert_eq!(submit(&hei, &document).await, Stage::Submitted);
    let decision = json!({ "submittedAt": submitted_at });
    let path = format!("{path}/admission");
    let stale: Result<Value, _> = world.operator(&path, &decision).await;
    stale.expect_err("the operator has read another document");
    let decision = json!({ "submittedAt": world.now() });
    let admitted: Result<Value, _> = world.operator(&path, &decision).await;
    admitted.expect("admitted");
    assert_eq!(refresh().await.life.stage(), Stage::Admitted);

    let delivery = hei
        .issue_all(&group::passing(&document, 1, 50))
        .await
        .remove(0);
    let report = world.judge(&delivery).await;
    assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
}
