//! A registry that goes away in the middle of a batch.

use std::collections::BTreeSet;

use issuer::batch::RunError;
use scenarios::{
    group,
    world::{World, deliveries},
};

use crate::front_end;

#[tokio::test]
async fn the_batch_waits_says_so_and_goes_on_where_it_stopped() {
    let mut world = World::new(40).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let (head, preview) = hei.import(&group::passing(&front_end(), 120, 40)).await;
    assert_eq!(preview.accepted.len(), 120, "{:?}", preview.refused);

    world.registry_down().await;
    let stopped = hei.issue(&head).await.expect_err("the registry is down");
    assert!(
        matches!(stopped, RunError::WaitedTooLong { .. }),
        "{stopped:?}"
    );
    assert!(stopped.to_string().contains("resume"), "{stopped}");

    world.registry_up().await;
    let finished = hei.resume(&head).await.expect("the end");
    let delivered = deliveries(std::path::Path::new(&finished.folder));
    let numbers: BTreeSet<_> = delivered
        .iter()
        .map(|d| d.verifiable_credential["certificateNumber"].to_string())
        .collect();
    assert_eq!((delivered.len(), numbers.len()), (120, 120));

    // Once more changes nothing.
    let again = hei.resume(&head).await.expect("the end");
    assert_eq!(deliveries(std::path::Path::new(&again.folder)), delivered);
}
