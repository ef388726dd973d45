//! Results of made-up groups, as a registrar would export them.

use std::fmt::Write as _;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use schemas::{did::Did, programme::Programme};

const FAMILY_NAMES: [&str; 24] = [
    "Серікқызы",
    "Нұрланұлы",
    "Әбдірахман",
    "Төлегенов",
    "Қуанышбек",
    "Оңғарбай",
    "Жүнісов",
    "Ғабитқызы",
    "Сүлейменова",
    "Өмірбек",
    "Ким",
    "Петров",
    "Ахметжанова",
    "Рахымжан",
    "Шәріпқызы",
    "Иманғали",
    "Ткаченко",
    "Бекмұрат",
    "Дәулетұлы",
    "Есенғалиева",
    "Хасенов",
    "Қайырбек",
    "Мұратұлы",
    "Әуезова",
];

const GIVEN_NAMES: [&str; 24] = [
    "Айгерім",
    "Ерасыл",
    "Жансая",
    "Әлихан",
    "Дінмұхамед",
    "Мөлдір",
    "Нұржан",
    "Іңкәр",
    "Гүлназ",
    "Бақытжан",
    "Виктория",
    "Александр",
    "Дана",
    "Санжар",
    "Аяулым",
    "Темірлан",
    "Мария",
    "Еңлік",
    "Арман",
    "Сәуле",
    "Тимур",
    "Ұлпан",
    "Олжас",
    "Һабиба",
];

/// A CSV of `rows` people, all different and all with passing grades, in `programme`; the same for the same
/// `seed`. Studied from 1 September to 15 November 2026.
pub fn passing(programme: &Programme, rows: usize, seed: u64) -> String {
    passing_from(programme, 0, rows, seed)
}

/// The same, the first of them with the record number `first`: other people than those before.
pub fn passing_from(programme: &Programme, first: usize, rows: usize, seed: u64) -> String {
    let mut random = StdRng::seed_from_u64(seed);
    let mut csv = String::from("Тегі;Аты;Номер зачётки;Бағдарлама коды;Басталуы;Аяқталуы");
    for module in &programme.modules {
        let _ = write!(csv, ";{}", module.code);
    }
    csv.push_str(";Қорытынды\n");
    for row in first..first + rows {
        let family = FAMILY_NAMES[row % FAMILY_NAMES.len()];
        let given = GIVEN_NAMES[(row / FAMILY_NAMES.len() + row) % GIVEN_NAMES.len()];
        let code = &programme.code;
        let _ = write!(
            csv,
            "{family};{given};{row:05};{code};01.09.2026;15.11.2026"
        );
        for _ in 0..=programme.modules.len() {
            let _ = write!(csv, ";{}", random.random_range(60..=100));
        }
        csv.push('\n');
    }
    csv
}

/// The CSV with a further column of wallets: `bound` gives the row, from 0 below the headings, and the DID.
pub fn bind(csv: &str, bound: &[(usize, &Did)]) -> String {
    let mut lines = csv.lines();
    let mut with = format!("{};DID\n", lines.next().unwrap_or_default());
    for (row, line) in lines.enumerate() {
        let did = bound.iter().find(|(at, _)| *at == row);
        let did = did.map_or("", |(_, did)| did.as_str());
        let _ = writeln!(with, "{line};{did}");
    }
    with
}

/// How many different names [`passing`] gives to `rows` people; namesakes have different record numbers.
pub fn people(rows: usize) -> usize {
    let names = (0..rows).map(|row| (row % 24, (row / 24 + row) % 24));
    names.collect::<std::collections::BTreeSet<_>>().len()
}
