//! Which column holds what, by its heading in Kazakh, Russian or English.

use std::collections::{BTreeMap, BTreeSet};

use schemas::{
    identifier::{LocalCode, ProgrammeCode},
    language::Language,
    programme::Module,
};

use super::{
    Rules,
    table::{ImportError, Table},
};

/// How many rows from the top the headings are looked for in: titles often stand above them.
pub(super) const HEADER_WITHIN: usize = 10;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident [$($heading:literal),+ $(,)?]),+ $(,)?) => {
        /// What a column with a fixed meaning holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Field { $($(#[$doc])* $name),+ }

        impl Field {
            const ALL: &[Self] = &[$(Self::$name),+];

            /// Headings that are understood, as [`normalised`] leaves them.
            fn headings(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($heading),+]),+ }
            }
        }
    };
}
fields!(
    /// Family name, given name and patronymic in one.
    FullName [
        "full name", "name", "student", "graduate", "фио", "ф.и.о.", "ф. и. о.", "фамилия имя отчество",
        "фамилия, имя, отчество", "студент", "слушатель", "выпускник", "аты-жөні", "аты жөні", "тегі, аты, әкесінің аты",
        "тегі аты әкесінің аты", "т.а.ә.", "таә", "толық аты", "түлек",
    ],
    /// Family name.
    FamilyName ["family name", "surname", "last name", "фамилия", "тегі"],
    /// Given name.
    GivenName ["given name", "given names", "first name", "имя", "имя отчество", "имя и отчество", "аты", "есімі"],
    /// Patronymic.
    Patronymic ["patronymic", "middle name", "отчество", "әкесінің аты"],
    /// The HEI's own record number.
    Record [
        "record", "record number", "student id", "student number", "номер зачётки", "номер зачетки", "зачётная книжка",
        "зачетная книжка", "номер личного дела", "личное дело", "студент нөмірі", "жеке іс нөмірі", "сынақ кітапшасы",
    ],
    /// Code of the programme.
    Programme [
        "programme", "program", "programme code", "program code", "программа", "код программы", "бағдарлама",
        "бағдарлама коды",
    ],
    /// First day.
    Start [
        "start", "start date", "from", "дата начала", "начало", "начало обучения", "дата начала обучения", "басталуы",
        "басталу күні", "оқудың басталуы",
    ],
    /// Last day.
    End [
        "end", "end date", "completion date", "until", "дата окончания", "окончание", "окончание обучения",
        "дата окончания обучения", "дата итоговой аттестации", "аяқталуы", "аяқталу күні", "оқудың аяқталуы",
    ],
    /// Volume in credits.
    Credits ["credits", "ects", "кредиты", "кредитов", "кредит", "количество кредитов", "кредиттер", "кредит саны"],
    /// Final grade.
    Final [
        "final", "final grade", "final result", "grade", "result", "итог", "итоговая оценка", "итоговый результат",
        "итоговая аттестация", "оценка", "қорытынды", "қорытынды баға", "қорытынды нәтиже", "қорытынды аттестаттау", "баға",
    ],
    /// The number of the certificate that the row replaces.
    Replaces [
        "replaces", "replaces number", "replaces certificate", "certificate to replace", "заменяет", "заменяет номер",
        "заменяет сертификат", "заменяемый сертификат", "взамен", "взамен сертификата", "алмастырады",
        "алмастырылатын нөмір", "алмастырылатын сертификат", "ауыстырады", "ауыстырылатын сертификат",
    ],
    /// Wallet.
    Holder [
        "did", "holder", "holder did", "wallet", "did владельца", "держатель", "кошелёк", "кошелек", "did кошелька",
        "иесінің did", "әмиян", "әмиян did",
    ],
);

/// A programme's modules with the columns of their grades.
type ModuleColumns = BTreeMap<ProgrammeCode, BTreeMap<LocalCode, usize>>;

/// Where everything stands.
pub(super) struct Columns {
    header_at: usize,
    headings: Vec<String>,
    fields: BTreeMap<Field, usize>,
    modules: ModuleColumns,
    /// Columns that hold grades of courses.
    courses: BTreeSet<usize>,
    /// Headings of columns that no rule uses.
    pub(super) ignored: Vec<String>,
    /// As [`Table::ambiguous_letters`].
    pub(super) ambiguous_letters: bool,
}

impl Columns {
    /// Finds the headings and what they mean.
    pub(super) fn find(table: &Table, rules: &Rules<'_>) -> Result<Self, ImportError> {
        let (header_at, fields) = find_header(table)?;
        let headings = table.rows[header_at].1.clone();
        demand(&fields)?;
        let in_file = programmes_in_file(table, header_at, &fields, rules);
        let mut modules = ModuleColumns::new();
        let mut course_columns = BTreeSet::new();
        for registered in rules.programmes {
            let programme = &registered.programme;
            if !in_file.contains(programme.code.as_str()) {
                continue;
            }
            let mut found: BTreeMap<LocalCode, usize> = BTreeMap::new();
            for (column, heading) in headings.iter().enumerate() {
                if fields.values().any(|c| *c == column) {
                    continue;
                }
                let Some(module) = module_of(&programme.modules, heading) else {
                    continue;
                };
                if let Some(first) = found.insert(module.code.clone(), column) {
                    return Err(ImportError::ColumnTwice {
                        first: headings[first].clone(),
                        second: heading.clone(),
                    });
                }
                course_columns.insert(column);
            }
            modules.insert(programme.code.clone(), found);
        }
        let ignored = headings
            .iter()
            .enumerate()
            .filter(|(i, h)| {
                !h.is_empty() && !course_columns.contains(i) && !fields.values().any(|c| c == i)
            })
            .map(|(_, h)| h.chars().take(80).collect())
            .collect();
        Ok(Self {
            header_at,
            headings,
            fields,
            modules,
            courses: course_columns,
            ignored,
            ambiguous_letters: table.ambiguous_letters,
        })
    }

    /// The rows below the headings.
    pub(super) fn rows<'t>(&self, table: &'t Table) -> impl Iterator<Item = (u32, &'t [String])> {
        table.rows[self.header_at + 1..]
            .iter()
            .map(|(line, cells)| (*line, cells.as_slice()))
    }

    /// How many columns have headings.
    pub(super) fn width(&self) -> usize {
        self.headings.len()
    }

    /// The column's heading, or what to write over a column that is not there.
    pub(super) fn heading(&self, field: Field) -> String {
        match self.fields.get(&field) {
            Some(column) => self.headings[*column].clone(),
            None => field.headings()[0].to_owned(),
        }
    }

    /// The heading of a column by its place.
    pub(super) fn heading_at(&self, column: usize) -> String {
        self.headings.get(column).cloned().unwrap_or_default()
    }

    /// The value in a row; empty where column or cell is missing.
    pub(super) fn value<'c>(&self, cells: &'c [String], field: Field) -> &'c str {
        self.fields
            .get(&field)
            .and_then(|column| cells.get(*column))
            .map_or("", String::as_str)
    }

    /// The column with the grades of a programme's module.
    pub(super) fn module(&self, programme: &ProgrammeCode, module: &LocalCode) -> Option<usize> {
        self.modules.get(programme)?.get(module).copied()
    }

    /// Columns with grades of courses that the programme does not have.
    pub(super) fn courses_of_others(&self, programme: &ProgrammeCode) -> Vec<usize> {
        let own = self.modules.get(programme);
        self.courses
            .iter()
            .copied()
            .filter(|c| own.is_none_or(|own| !own.values().any(|o| o == c)))
            .collect()
    }
}

/// Lower case, one space between words, no `*` or `:` at the end.
pub(super) fn normalised(heading: &str) -> String {
    let words: Vec<_> = heading.split_whitespace().collect();
    words
        .join(" ")
        .to_lowercase()
        .trim_end_matches(['*', ':', ' '])
        .to_owned()
}

fn find_header(table: &Table) -> Result<(usize, BTreeMap<Field, usize>), ImportError> {
    for (at, (_, cells)) in table.rows.iter().take(HEADER_WITHIN).enumerate() {
        let mut fields: BTreeMap<Field, usize> = BTreeMap::new();
        for (column, cell) in cells.iter().enumerate() {
            let heading = normalised(cell);
            let Some(field) = Field::ALL
                .iter()
                .copied()
                .find(|f| f.headings().contains(&heading.as_str()))
            else {
                continue;
            };
            if let Some(first) = fields.insert(field, column) {
                return Err(ImportError::ColumnTwice {
                    first: cells[first].chars().take(80).collect(),
                    second: cell.chars().take(80).collect(),
                });
            }
        }
        // Two known headings tell a row of headings from a title or a row of results; one is enough for corrections.
        if fields.len() >= 2 || fields.contains_key(&Field::Replaces) {
            return Ok((at, fields));
        }
    }
    let first = table.rows.first().ok_or(ImportError::EmptyFile)?;
    Err(ImportError::HeaderNotFound {
        found: first.1.join(" | ").chars().take(200).collect(),
    })
}

/// Every column that no certificate can do without.
fn demand(fields: &BTreeMap<Field, usize>) -> Result<(), ImportError> {
    let has = |field| fields.contains_key(&field);
    let missing = |field: Field| {
        Err(ImportError::ColumnMissing {
            headings: field.headings().join(", "),
        })
    };
    let split = has(Field::FamilyName) || has(Field::GivenName);
    if has(Field::FullName) && split {
        // Both would leave open which one counts.
        return Err(ImportError::ColumnTwice {
            first: Field::FullName.headings()[0].to_owned(),
            second: Field::FamilyName.headings()[0].to_owned(),
        });
    }
    if has(Field::Replaces) {
        // What is not corrected comes from the certificate that is replaced.
        return Ok(());
    }
    if !has(Field::FullName) && !split {
        return missing(Field::FullName);
    }
    if split && !has(Field::FamilyName) {
        return missing(Field::FamilyName);
    }
    if split && !has(Field::GivenName) {
        return missing(Field::GivenName);
    }
    for field in [Field::Programme, Field::Start, Field::End, Field::Final] {
        if !has(field) {
            return missing(field);
        }
    }
    Ok(())
}

fn programmes_in_file(
    table: &Table,
    header_at: usize,
    fields: &BTreeMap<Field, usize>,
    rules: &Rules<'_>,
) -> BTreeSet<String> {
    let rows = &table.rows[header_at + 1..];
    let values = |field| {
        let column = fields.get(&field).copied();
        rows.iter().filter_map(move |(_, cells)| cells.get(column?))
    };
    let named = values(Field::Programme).map(|code| code.to_uppercase());
    let replaced = values(Field::Replaces)
        .filter_map(|number| (rules.issued)(number.parse().ok()?))
        .map(|issued| issued.result.programme.to_string());
    named.chain(replaced).collect()
}

/// The module that a heading names: by code, by name in any language, or by code and name.
fn module_of<'m>(modules: &'m [Module], heading: &str) -> Option<&'m Module> {
    let heading = normalised(heading);
    let first_word = heading
        .split([' ', ':', '.', '–'])
        .next()
        .unwrap_or_default();
    let by = |fits: &dyn Fn(&Module) -> bool| modules.iter().find(|m| fits(m));
    by(&|m| m.code.as_str().to_lowercase() == heading)
        .or_else(|| {
            by(&|m| {
                Language::ALL
                    .iter()
                    .any(|l| normalised(m.name.get(*l)) == heading)
            })
        })
        .or_else(|| by(&|m| m.code.as_str().to_lowercase() == first_word))
}
