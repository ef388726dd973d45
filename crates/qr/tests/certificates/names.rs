//! Names of people in Kazakh, Russian and English, short and long.

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};

const KAZAKH_GIVEN: [&str; 24] = [
    "Айгерім",
    "Бекзат",
    "Гүлшат",
    "Дастан",
    "Еркебұлан",
    "Жәнібек",
    "Зере",
    "Қадыр",
    "Мөлдір",
    "Нұрислам",
    "Райымбек",
    "Салтанат",
    "Тоқтар",
    "Ұлпан",
    "Шерхан",
    "Ілияс",
    "Әсия",
    "Өмірбек",
    "Ақнұр",
    "Балнұр",
    "Дәуірхан",
    "Кәусар",
    "Мағжан",
    "Перуза",
];
const KAZAKH_FAMILY: [&str; 20] = [
    "Әбілқасым",
    "Байжан",
    "Дүйсенбаев",
    "Есімханова",
    "Жүнісов",
    "Қасымжомарт",
    "Мырзахметова",
    "Нысанбай",
    "Сарсенбаева",
    "Тоқаев",
    "Шоқан",
    "Үсенов",
    "Ғабдуллин",
    "Өтемісұлы",
    "Жақсылықова",
    "Кенжебек",
    "Аманжолова",
    "Бөкейхан",
    "Тұрсынов",
    "Исатай",
];
const RUSSIAN_GIVEN: [&str; 14] = [
    "Илья",
    "Ярослав",
    "Маргарита",
    "Степан",
    "Вероника",
    "Глеб",
    "Людмила",
    "Тимофей",
    "Елизавета",
    "Фёдор",
    "Олеся",
    "Вячеслав",
    "Жанна",
    "Эдуард",
];
const RUSSIAN_FAMILY: [&str; 14] = [
    "Белов",
    "Воробьёва",
    "Григорьев",
    "Дёмина",
    "Ершов",
    "Жукова",
    "Захарченко",
    "Кравцов",
    "Лебедева",
    "Мещеряков",
    "Пак",
    "Тен",
    "Филиппова",
    "Щербаков",
];
const ENGLISH: [&str; 14] = [
    "Ayaulym",
    "Zhaksylyk",
    "Batyrkhan",
    "Gulnaz",
    "Seitkaliyev",
    "Tokhtarova",
    "John",
    "O'Connor",
    "Charlotte",
    "Williams",
    "José",
    "Müller",
    "Nguyễn",
    "van der Berg",
];
const PATRONYMIC: [&str; 10] = [
    "Асқарұлы",
    "Серікқызы",
    "Бауыржанұлы",
    "Нұрланқызы",
    "Темірханұлы",
    "Петрович",
    "Игоревна",
    "Станиславовна",
    "Григорьевич",
    "Маратович",
];

/// A name: half of them Kazakh, a third Russian, the rest in Latin letters; one in fifty of four to six words.
pub(crate) fn draw(rng: &mut StdRng) -> String {
    let one = |of: &[&'static str], rng: &mut StdRng| *of.choose(rng).unwrap();
    let mut words = match rng.random_range(0..6) {
        0..3 => vec![one(&KAZAKH_FAMILY, rng), one(&KAZAKH_GIVEN, rng)],
        3..5 => vec![one(&RUSSIAN_FAMILY, rng), one(&RUSSIAN_GIVEN, rng)],
        _ => {
            let count = rng.random_range(2..5);
            return (0..count)
                .map(|_| one(&ENGLISH, rng))
                .collect::<Vec<_>>()
                .join(" ");
        }
    };
    if rng.random_range(0..3) > 0 {
        words.push(one(&PATRONYMIC, rng));
    }
    if rng.random_range(0..50) == 0 {
        for _ in 0..rng.random_range(2..4) {
            words.push(one(&KAZAKH_FAMILY, rng));
        }
    }
    words.join(" ")
}
