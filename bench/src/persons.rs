//! Persons and their results, from a seed.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use schemas::{
    grade::{Grade, GradeScale, Percent},
    number::CertificateNumber,
};

const GIVEN: [&str; 12] = [
    "Айгерім",
    "Алихан",
    "Дана",
    "Ерлан",
    "Жанар",
    "Қанат",
    "Мадина",
    "Нұрлан",
    "Сәуле",
    "Тимур",
    "Үміт",
    "Шолпан",
];
const FAMILY: [&str; 12] = [
    "Абдрахманова",
    "Әлиев",
    "Бекова",
    "Досжанов",
    "Есенова",
    "Жұмабаев",
    "Ибраева",
    "Кәрімов",
    "Мұратова",
    "Оспанов",
    "Сейітқызы",
    "Тұрсынов",
];
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// What differs from one certificate of a programme to the next.
#[derive(Clone, Debug)]
pub struct Person {
    /// The certificate's number.
    pub number: CertificateNumber,
    /// The place in the status list.
    pub index: u32,
    /// The person's name.
    pub name: String,
    /// The wallet: a text like a `did:key`, but of no key.
    pub holder: String,
    /// The grades of the courses, in their order.
    pub grades: Vec<Grade>,
    /// The final grade.
    pub grade: Grade,
}

/// An endless row of persons, the same for the same seed.
#[derive(Debug)]
pub struct Persons {
    rng: StdRng,
    next: u64,
    courses: usize,
    scale: GradeScale,
}

impl Persons {
    /// Persons with grades in so many courses.
    pub fn new(seed: u64, courses: usize) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed),
            next: 0,
            courses,
            scale: GradeScale::kz_letter_1(),
        }
    }

    fn grade(&mut self) -> Grade {
        let percent: u8 = self.rng.random_range(50..=100);
        let percent = Percent::try_from(percent).expect("at most 100");
        self.scale.grade_of_percent(percent)
    }
}

impl Iterator for Persons {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        let serial = self.next;
        self.next += 1;
        let given = GIVEN[self.rng.random_range(0..GIVEN.len())];
        let family = FAMILY[self.rng.random_range(0..FAMILY.len())];
        let mut holder = String::from("did:key:z6Mk");
        for _ in 0..44 {
            holder.push(char::from(BASE58[self.rng.random_range(0..58)]));
        }
        Some(Person {
            number: CertificateNumber::assemble(2026, serial % CertificateNumber::SERIAL_LIMIT)?,
            index: self.rng.random_range(0..131_072),
            name: format!("{given} {family}"),
            holder,
            grades: (0..self.courses).map(|_| self.grade()).collect(),
            grade: self.grade(),
        })
    }
}
