//! Generated documents: the same statements as another engine's, or a reason that is on a list.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

use super::{
    compare::{Agreement, compare},
    generator::document,
};

/// How many documents; the same ones each time, for fuzzing looks for new ones.
const CASES: u32 = 1500;

#[test]
fn engines_agree() {
    let mut counts: BTreeMap<Agreement, usize> = BTreeMap::new();
    let config = ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let counted = std::cell::RefCell::new(&mut counts);
    let outcome = runner.run(&vec(any::<u8>(), 50..450), |bytes| {
        let agreement = compare(&document(&bytes)).map_err(TestCaseError::fail)?;
        *counted.borrow_mut().entry(agreement).or_default() += 1;
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    println!("{counts:#?}");
    // The generator is worth something: a good part is accepted, and said alike.
    let same = counts.get(&Agreement::Same).copied().unwrap_or_default();
    assert!(same > CASES as usize / 5, "{same}");
}
